//! Whether the lists of a signal are met by words of their own.
//!
//! A word that stands in two lists of a signal would meet both: `went down` is not both what failed and what came of
//! it. Signals are long, and such doubles meet by chance in sentences that say half of what is asked for.

use super::phrases::Hit;

/// The first and last token of what matched.
type Words = (u32, u32);

/// Whether each list of a signal can have words that no other list needs; `lists` are hits with the list that they
/// stand in, ordered by list.
pub fn stand_apart(lists: &[(u32, Hit)]) -> bool {
    let lists: Vec<Vec<Words>> = lists
        .chunk_by(|a, b| a.0 == b.0)
        .map(|list| list.iter().map(|(_, hit)| (hit.first, hit.last)).collect())
        .collect();
    let mut taken = Vec::new();
    (0..lists.len()).all(|list| settle(&lists, list, &mut taken, &mut Vec::new()))
}

/// Finds words for a list, and others for the list that had them: the augmenting paths of a bipartite matching.
fn settle(lists: &[Vec<Words>], list: usize, taken: &mut Vec<(Words, usize)>, tried: &mut Vec<Words>) -> bool {
    for &words in lists.get(list).into_iter().flatten() {
        if tried.contains(&words) {
            continue;
        }
        tried.push(words);
        let holder = taken.iter().find(|(held, _)| *held == words).map(|&(_, holder)| holder);
        if holder.is_none_or(|holder| settle(lists, holder, taken, tried)) {
            taken.retain(|(held, _)| *held != words);
            taken.push((words, list));
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(lists: &[&[Words]]) -> bool {
        let hits = |(list, words): (usize, &&[Words])| {
            let hit = |&(first, last): &Words| (list as u32, Hit { phrase: 0, first, last, in_name: false });
            words.iter().map(hit).collect::<Vec<_>>()
        };
        stand_apart(&lists.iter().enumerate().flat_map(hits).collect::<Vec<_>>())
    }

    #[test]
    fn one_word_does_not_meet_two_lists() {
        assert!(!apart(&[&[(3, 4)], &[(3, 4)]]));
        assert!(apart(&[&[(3, 4)], &[(3, 4), (7, 7)]]));
        assert!(apart(&[&[(3, 4)], &[(3, 3)]]), "`made it worse` holds `worse`");
    }

    #[test]
    fn a_list_gives_its_word_up_where_it_has_another() {
        assert!(apart(&[&[(1, 1), (2, 2)], &[(1, 1)]]));
        assert!(apart(&[&[(1, 1), (2, 2)], &[(2, 2), (3, 3)], &[(1, 1)]]));
        assert!(!apart(&[&[(1, 1), (2, 2)], &[(2, 2)], &[(1, 1)]]));
    }
}
