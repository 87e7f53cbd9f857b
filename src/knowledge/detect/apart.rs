//! Whether the lists of a signal are met by words of their own, and near enough to each other.
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

/// How far apart, in words, hits of so many lists may stand: what a long sentence holds here and there it does not say
/// together (decision 8).
pub fn reach(lists: u32) -> usize {
    9 + 3 * lists as usize
}

/// The length, in words, of the shortest stretch that holds a hit of every list.
pub fn span_of(lists: &[(u32, Hit)]) -> usize {
    let mut hits: Vec<_> = lists.to_vec();
    hits.sort_by_key(|(_, hit)| hit.first);
    let wanted: u32 = hits.iter().fold(0, |mask, (list, _)| mask | 1 << list);
    let mut shortest = usize::MAX;
    for (at, (_, first)) in hits.iter().enumerate() {
        let mut mask = 0;
        let mut end = first.last;
        for (list, hit) in &hits[at..] {
            mask |= 1 << list;
            end = end.max(hit.last);
            if mask == wanted {
                shortest = shortest.min((end - first.first + 1) as usize);
                break;
            }
        }
    }
    shortest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(lists: &[&[Words]]) -> Vec<(u32, Hit)> {
        let hits = |(list, words): (usize, &&[Words])| {
            let hit = |&(first, last): &Words| (list as u32, Hit { phrase: 0, first, last, in_name: false });
            words.iter().map(hit).collect::<Vec<_>>()
        };
        lists.iter().enumerate().flat_map(hits).collect()
    }

    fn apart(lists: &[&[Words]]) -> bool {
        stand_apart(&hits(lists))
    }

    #[test]
    fn of_all_hits_the_nearest_of_each_list_count() {
        assert_eq!(span_of(&hits(&[&[(4, 5)]])), 2);
        assert_eq!(span_of(&hits(&[&[(0, 0), (10, 11)], &[(14, 15), (30, 30)]])), 6);
        assert_eq!(span_of(&hits(&[&[(9, 9)], &[(0, 0), (8, 8)], &[(2, 2), (12, 12)]])), 5);
        assert_eq!(span_of(&hits(&[&[(3, 9)], &[(4, 4)]])), 7, "a phrase that holds another is as long as it is");
    }

    #[test]
    fn each_list_more_reaches_three_words_further() {
        assert_eq!([1, 2, 3].map(reach), [12, 15, 18]);
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
