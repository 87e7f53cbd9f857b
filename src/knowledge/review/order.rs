//! Which incidents came first.
//!
//! The day decides. On one day the time at which they began or were noticed, where all records of that day give one;
//! otherwise ids, numbers in them compared as numbers: `PM2021-005` came before `PM2021-006`, and `pm-9` before
//! `pm-10`. A record without a date is put behind the one that comes before it by id, on the same day.

use std::cmp::Ordering;

use crate::model::{Date, Incident, Moment};

/// For each incident the number of those that came before it.
pub fn ranks(incidents: &[Incident]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..incidents.len()).collect();
    order.sort_by(|&a, &b| natural(incidents[a].id.as_str(), incidents[b].id.as_str()));
    let mut day: Option<Date> = None;
    let mut dated: Vec<(Option<Date>, usize)> = Vec::with_capacity(order.len());
    for index in order {
        day = incidents[index].date.as_ref().map(|date| date.value).or(day);
        dated.push((day, index));
    }
    dated.sort_by_key(|(day, _)| *day);
    for of_day in dated.chunk_by_mut(|a, b| a.0 == b.0) {
        if of_day.iter().all(|(_, index)| moment(&incidents[*index]).is_some()) {
            of_day.sort_by_key(|(_, index)| moment(&incidents[*index]));
        }
    }
    let mut ranks = vec![0; incidents.len()];
    for (rank, (_, index)) in dated.into_iter().enumerate() {
        ranks[index] = rank;
    }
    ranks
}

/// When it began or was noticed, where the time of day is known.
fn moment(incident: &Incident) -> Option<Moment> {
    let known = [&incident.started, &incident.detected].into_iter().flatten().map(|moment| moment.value);
    known.into_iter().find(|moment| moment.time.is_some())
}

/// Compares texts with their numbers as numbers.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut a, mut b) = (one, other);
    loop {
        let (digits_a, digits_b) = (digits(a), digits(b));
        if !digits_a.is_empty() && !digits_b.is_empty() {
            let bare = |digits: &str| digits.trim_start_matches('0').to_owned();
            let (x, y) = (bare(digits_a), bare(digits_b));
            let numbers = x.len().cmp(&y.len()).then_with(|| x.cmp(&y));
            if numbers != Ordering::Equal {
                return numbers;
            }
            a = a.strip_prefix(digits_a).unwrap_or_default();
            b = b.strip_prefix(digits_b).unwrap_or_default();
            continue;
        }
        let (mut rest_a, mut rest_b) = (a.chars(), b.chars());
        match (rest_a.next(), rest_b.next()) {
            // Equal but for zeros before numbers.
            (None, None) => return one.cmp(other),
            (x, y) if x == y => (a, b) = (rest_a.as_str(), rest_b.as_str()),
            (x, y) => return x.cmp(&y),
        }
    }
}

fn digits(text: &str) -> &str {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::testing::{dated, incident, spanned};
    use crate::model::Date;

    fn order(incidents: &[Incident]) -> Vec<&str> {
        let mut ids: Vec<(usize, &str)> =
            ranks(incidents).into_iter().zip(incidents.iter().map(|incident| incident.id.as_str())).collect();
        ids.sort_unstable();
        ids.into_iter().map(|(_, id)| id).collect()
    }

    fn on(id: &str, day: &str) -> Incident {
        dated(incident(id, &[]), day)
    }

    fn at(id: &str, hour: i8) -> Incident {
        let mut incident = on(id, "2026-01-01");
        let date = Date("2026-01-01".parse().expect("a day"));
        let time = format!("{hour:02}:00").parse().expect("a time of day");
        incident.started = Some(spanned(Moment { date, time: Some(time) }));
        incident
    }

    #[test]
    fn the_day_decides_and_then_the_number_in_the_id() {
        let incidents = [on("pm-10", "2026-01-02"), on("pm-9", "2026-01-02"), on("z", "2026-01-01")];
        assert_eq!(order(&incidents), ["z", "pm-9", "pm-10"]);
    }

    #[test]
    fn without_a_date_the_id_decides() {
        let incidents = [
            incident("pm2021-006", &[]),
            on("pm2021-007", "2021-07-02"),
            on("pm2021-005", "2021-06-22"),
            incident("a-01", &[]),
            incident("a-1", &[]),
        ];
        assert_eq!(order(&incidents), ["a-01", "a-1", "pm2021-005", "pm2021-006", "pm2021-007"]);
    }

    #[test]
    fn on_one_day_the_time_decides_where_all_have_one() {
        assert_eq!(order(&[at("b", 9), at("a", 10)]), ["b", "a"]);
        assert_eq!(order(&[at("b", 9), at("a", 10), on("c", "2026-01-01")]), ["a", "b", "c"]);
    }
}
