//! The words that occur, as people write them, and the nearest of them to one that does not.

use std::collections::HashMap;

/// The file that holds the words beside the index.
pub(super) const FILE: &str = "vocabulary";

/// Words of other lengths are neither corrected nor offered.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=24;

/// Words with how often they occur.
#[derive(Default)]
pub(super) struct Counts {
    words: HashMap<String, u32>,
}

impl Counts {
    /// Counts the words of ASCII letters in some texts.
    pub(super) fn add_all<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        let mut lower = String::new();
        for text in texts {
            for word in text.split(|c: char| !c.is_alphabetic()) {
                // A capital behind a small letter marks an identifier, whose parts are hardly ever typed alone.
                let plain = word.bytes().skip(1).all(|byte| byte.is_ascii_lowercase())
                    || word.bytes().all(|byte| byte.is_ascii_uppercase());
                if !LENGTHS.contains(&word.len()) || !plain || !word.is_ascii() {
                    continue;
                }
                lower.clear();
                lower.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
                match self.words.get_mut(&lower) {
                    Some(count) => *count += 1,
                    None => _ = self.words.insert(lower.clone(), 1),
                }
            }
        }
    }

    pub(super) fn joined(self, other: Self) -> Self {
        let (mut more, fewer) = if self.words.len() >= other.words.len() { (self, other) } else { (other, self) };
        for (word, count) in fewer.words {
            *more.words.entry(word).or_default() += count;
        }
        more
    }

    /// One word a line, sorted, with its count.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut words: Vec<_> = self.words.iter().collect();
        words.sort_unstable();
        let mut out = String::with_capacity(words.len() * 12);
        for (word, count) in words {
            out.push_str(word);
            out.push(' ');
            out.push_str(&count.to_string());
            out.push('\n');
        }
        out.into_bytes()
    }
}

/// The words of an index, read only when a query has a word that it does not know.
pub(super) struct Vocabulary {
    text: String,
}

impl Vocabulary {
    /// Takes what [`Counts::to_bytes`] gave; anything else is a vocabulary without words.
    pub(super) fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { text: String::from_utf8(bytes).unwrap_or_default() }
    }

    fn words(&self) -> impl Iterator<Item = (&str, u32)> {
        self.text.lines().filter_map(|line| line.split_once(' ')).filter_map(|(word, n)| Some((word, n.parse().ok()?)))
    }

    /// What was probably meant by a word, in lower case, that does not occur: one word, one edit away for 4 to 7
    /// letters and two from 8, or two words written as one.
    pub(super) fn meant(&self, typed: &str) -> Option<Vec<String>> {
        let reach = match typed.len() {
            4..=7 => 1,
            8..=24 => 2,
            _ => return None,
        };
        if !typed.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let near = self.words().filter_map(|(word, count)| {
            let distance = near(typed, word, reach)?;
            // Few people mistype the first letter; in a short word another one there is another word.
            let same_start = typed.as_bytes().first() == word.as_bytes().first();
            (same_start || typed.len() > 5).then_some((distance, !same_start, std::cmp::Reverse(count), word))
        });
        near.min().map(|(.., word)| vec![word.to_owned()]).or_else(|| self.two_words(typed))
    }

    /// The most common pair of words, each of three letters or more, that make up `typed`.
    fn two_words(&self, typed: &str) -> Option<Vec<String>> {
        let mut starts = HashMap::new();
        let mut ends = HashMap::new();
        for (word, count) in self.words() {
            if typed.starts_with(word) {
                starts.insert(word.len(), count);
            }
            if typed.ends_with(word) {
                ends.insert(typed.len() - word.len(), count);
            }
        }
        let pairs = starts.iter().filter_map(|(at, count)| Some((count.min(ends.get(at)?), *at)));
        let (_, at) = pairs.max()?;
        Some(vec![typed[..at].to_owned(), typed[at..].to_owned()])
    }
}

/// How many letters are wrong, missing, too many or swapped, where these are `reach` at most.
fn near(a: &str, b: &str, reach: usize) -> Option<usize> {
    // One edit changes two bits at most: nearly every word is ruled out here.
    let differing = (letters(a) ^ letters(b)).count_ones() as usize;
    if a.len().abs_diff(b.len()) > reach || differing > 2 * reach {
        return None;
    }
    Some(strsim::osa_distance(a, b)).filter(|&distance| distance <= reach)
}

/// The set of letters in a word.
fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |set, byte| set | 1 << (byte & 31))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(text: &str) -> Vocabulary {
        let mut counts = Counts::default();
        counts.add_all([text]);
        Vocabulary::from_bytes(counts.to_bytes())
    }

    #[test]
    fn words_are_kept_sorted_and_counted() {
        let words = vocabulary("Queue queue maxQueue a über QUEUE event 42");
        assert_eq!(words.words().collect::<Vec<_>>(), [("event", 1), ("queue", 3)]);
    }

    #[test]
    fn the_nearest_and_then_the_most_common_word_is_meant() {
        let words = vocabulary("authentication connection connections connections hanging");
        assert_eq!(words.meant("authetnication"), Some(vec!["authentication".to_owned()]));
        assert_eq!(words.meant("conections"), Some(vec!["connections".to_owned()]));
        assert_eq!(words.meant("hangnig"), Some(vec!["hanging".to_owned()]));
        assert_eq!(words.meant("xyzzy"), None);
        assert_eq!(words.meant("abc"), None);
    }

    #[test]
    fn short_words_keep_their_first_letter() {
        assert_eq!(vocabulary("hung").meant("rung"), None);
        assert_eq!(vocabulary("timeout").meant("rimeout"), Some(vec!["timeout".to_owned()]));
    }

    #[test]
    fn two_words_written_as_one_are_parted() {
        let words = vocabulary("event loop even blocked");
        assert_eq!(words.meant("eventloop"), Some(vec!["event".to_owned(), "loop".to_owned()]));
    }
}
