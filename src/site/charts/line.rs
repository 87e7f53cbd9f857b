//! Marks along a line of time: what falls together stands on each other, what finds no room stands beside.

use serde::Serialize;

use super::WIDTH;

/// Room under the axis for labels.
const BELOW: usize = 18;

/// Marks on a line, laid out.
#[derive(Debug, Serialize)]
pub struct Line {
    /// The drawing's width.
    pub width: usize,
    /// Its height.
    pub height: usize,
    /// Where the axis lies.
    pub axis: usize,
    /// The base line of the labels under it.
    pub label_y: usize,
    /// The left and upper edge of each mark's cell, in the order given.
    pub spots: Vec<(usize, usize)>,
}

/// Lays out marks at the given times, in any unit, in square cells of that size. At most `lanes` stand on each other;
/// there must be room for all.
pub fn line(times: &[i64], cell: usize, lanes: usize) -> Line {
    let columns = (WIDTH / cell).max(1);
    let first = times.iter().min().copied().unwrap_or(0);
    let range = times.iter().max().map_or(0, |last| last - first).max(1);
    let mut filled = vec![0_usize; columns];
    let mut places = Vec::with_capacity(times.len());
    for &time in times {
        let wanted = (i128::from(time - first) * (columns as i128 - 1) / i128::from(range)) as usize;
        let has_room = |column: &usize| filled.get(*column).is_some_and(|lanes_filled| *lanes_filled < lanes);
        let beside = (0..columns).flat_map(|away| [wanted + away, wanted.wrapping_sub(away)]);
        let column = beside.into_iter().find(has_room).unwrap_or(wanted);
        places.push((column, filled[column]));
        filled[column] += 1;
    }
    let axis = filled.iter().max().map_or(0, |most| most * cell) + 2;
    let spot = |(column, lane): (usize, usize)| (column * cell, axis - 2 - (lane + 1) * cell);
    Line {
        width: WIDTH,
        height: axis + BELOW,
        axis,
        label_y: axis + BELOW - 4,
        spots: places.into_iter().map(spot).collect(),
    }
}

/// Cuts a length into parts of the given sizes: the left edge and the width of each. None that is there vanishes.
pub fn shares(sizes: &[u64], length: usize) -> Vec<(usize, usize)> {
    let total: u64 = sizes.iter().sum::<u64>().max(1);
    let room = length.saturating_sub(2 * sizes.len()) as u64;
    let mut x = 0;
    let share = |&size: &u64| {
        let width = 2 + (u128::from(size) * u128::from(room) / u128::from(total)) as usize;
        let left = x;
        x += width;
        (left, width)
    };
    sizes.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_one_time_stand_on_each_other_and_then_beside() {
        let line = line(&[0, 0, 0, 100, 50], 12, 2);
        assert_eq!(line.axis, 26);
        assert_eq!(line.spots, [(0, 12), (0, 0), (12, 12), (324, 12), (156, 12)]);
    }

    #[test]
    fn times_far_apart_stay_on_the_line() {
        let line = line(&[i64::MIN / 2, 0, i64::MAX / 2], 12, 4);
        assert!(line.spots.iter().all(|(x, _)| x + 12 <= line.width), "{:?}", line.spots);
        assert_eq!(super::line(&[], 12, 4).spots, []);
    }

    #[test]
    fn every_part_of_a_length_is_seen_and_all_fit() {
        let parts = shares(&[1, 0, 1_000_000], 200);
        assert_eq!(parts, [(0, 2), (2, 2), (4, 195)]);
    }
}
