//! The words that occur, as people write them, and what was probably meant by one that does not.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use crate::model::Incident;
use crate::text::folded;

/// Words of other lengths, in characters, are neither corrected nor offered.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=32;
/// Where letters and digits take turns more often than this, it is no word but a hash.
const MOST_TURNS: usize = 2;
/// A word that no record has stands for so many others at most.
const MOST_MEANT: usize = 3;
/// The beginning of a word stands for the word where it has so many characters, and half of the word's.
const LONG_BEGINNING: usize = 5;
/// Of equally near words, those that are so many times rarer than the most common one are not meant.
const MUCH_RARER: u32 = 20;

/// Words with how often they occur.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    words: HashMap<String, u32, RandomState>,
}

impl Counts {
    /// Counts the words of a record: of its title and its passages.
    pub fn add_incident(&mut self, incident: &Incident) {
        self.add(&incident.title.value, 1);
        incident.passages.iter().for_each(|passage| self.add(&passage.text, 1));
    }

    /// Counts the words of a text that stands there so many times: runs of letters and digits, folded.
    pub fn add(&mut self, text: &str, times: u32) {
        let mut lower = String::new();
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            if word.len() < *LENGTHS.start()
                || word.len() > 4 * LENGTHS.end()
                || word.bytes().all(|b| b.is_ascii_digit())
            {
                continue;
            }
            lower.clear();
            if word.is_ascii() {
                lower.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
            } else {
                lower.push_str(&folded(word));
            }
            if !is_word(&lower) {
                continue;
            }
            match self.words.get_mut(&lower) {
                Some(count) => *count += times,
                None => _ = self.words.insert(lower.clone(), times),
            }
        }
    }

    /// The words of both.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        let (mut more, fewer) = if self.words.len() >= other.words.len() { (self, other) } else { (other, self) };
        for (word, count) in fewer.words {
            *more.words.entry(word).or_default() += count;
        }
        more
    }

    /// Every word with its count, sorted.
    pub fn sorted(&self) -> Vec<(&str, u32)> {
        let mut words: Vec<_> = self.words.iter().map(|(word, count)| (word.as_str(), *count)).collect();
        words.sort_unstable();
        words
    }

    /// One word a line, sorted, with its count.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = String::with_capacity(self.words.len() * 12);
        for (word, count) in self.sorted() {
            out.push_str(word);
            out.push(' ');
            out.push_str(&count.to_string());
            out.push('\n');
        }
        out.into_bytes()
    }
}

/// Whether a folded run of letters and digits is a word that people may mistype.
fn is_word(lower: &str) -> bool {
    if lower.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return LENGTHS.contains(&lower.len());
    }
    let mut turns = 0;
    let mut last = None;
    for c in lower.chars() {
        let digit = c.is_numeric();
        turns += usize::from(last.is_some_and(|last| last != digit));
        last = Some(digit);
        // Scripts without blanks have no words to mistype.
        if c >= '\u{1100}' {
            return false;
        }
    }
    LENGTHS.contains(&lower.chars().count()) && turns <= MOST_TURNS && lower.chars().any(char::is_alphabetic)
}

/// What was probably meant by a word that no record has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Any of these, the most likely first.
    Any(Vec<String>),
    /// All of these: they were written as one.
    All(Vec<String>),
}

/// The words of an index, read only when a query has a word that it does not know.
#[derive(Clone, Debug, Default)]
pub struct Words {
    text: String,
}

impl Words {
    /// Takes what [`Counts::to_bytes`] gave; anything else holds no words.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { text: String::from_utf8(bytes).unwrap_or_default() }
    }

    fn all(&self) -> impl Iterator<Item = (&str, u32)> {
        self.text.lines().filter_map(|line| line.split_once(' ')).filter_map(|(word, n)| Some((word, n.parse().ok()?)))
    }

    /// What was probably meant by a folded word that does not occur. The first of these that there is:
    ///
    /// 1. words that begin with it;
    /// 2. the nearest words of the same first letter: one edit away for 4 to 7 characters, two from 8;
    /// 3. words with another first letter, one edit away, from 6 characters;
    /// 4. two words, of three letters or more each, written as one.
    ///
    /// Only letters are mistyped: words with other digits are others.
    pub fn meant(&self, typed: &str) -> Option<Meaning> {
        let length = typed.chars().count();
        if !is_word(typed) {
            return None;
        }
        let longer = self.all().filter(|(word, _)| word.starts_with(typed)).map(|(word, count)| (0, count, word));
        likeliest(longer.collect()).or_else(|| self.near(typed, length)).or_else(|| self.two_words(typed))
    }

    fn near(&self, typed: &str, length: usize) -> Option<Meaning> {
        let reach = match length {
            0..=3 => return None,
            4..=7 => 1,
            _ => 2,
        };
        let first = typed.chars().next();
        let (mut alike, mut others) = (Vec::new(), Vec::new());
        for (word, count) in self.all() {
            let Some(distance) = distance(typed, word, reach) else { continue };
            let same = word.chars().next() == first;
            if same { &mut alike } else { &mut others }.push((distance, count, word));
        }
        // Few people mistype the first letter, and hardly anybody another one beside it; in a short word another first
        // letter is another word.
        others.retain(|(distance, ..)| length >= 6 && *distance == 1);
        likeliest(alike).or_else(|| likeliest(others))
    }

    /// The longest known word that `typed` begins with, where it is half of it or more: a compound that no record has, as
    /// `Zertifikatsfehler` for `Zertifikat`.
    pub fn beginning(&self, typed: &str) -> Option<String> {
        let length = |word: &str| word.chars().count();
        let half = |word: &str| length(word) >= LONG_BEGINNING && 2 * length(word) >= length(typed);
        if !is_word(typed) || !typed.chars().all(char::is_alphabetic) {
            return None;
        }
        let known = self.all().map(|(word, _)| word).filter(|word| typed.starts_with(word) && half(word));
        known.max_by_key(|word| word.len()).map(str::to_owned)
    }

    /// The most common pair of words that make up `typed`.
    fn two_words(&self, typed: &str) -> Option<Meaning> {
        let mut starts = HashMap::new();
        let mut ends = HashMap::new();
        for (word, count) in self.all() {
            if typed.starts_with(word) {
                starts.insert(word.len(), count);
            }
            if typed.ends_with(word) {
                ends.insert(typed.len() - word.len(), count);
            }
        }
        let pairs = starts.iter().filter_map(|(at, count)| Some((count.min(ends.get(at)?), *at)));
        let (_, at) = pairs.max()?;
        Some(Meaning::All(vec![typed[..at].to_owned(), typed[at..].to_owned()]))
    }
}

/// The most common of the nearest of some words, each with its distance and count.
fn likeliest(mut words: Vec<(usize, u32, &str)>) -> Option<Meaning> {
    words.sort_unstable_by_key(|&(distance, count, word)| (distance, std::cmp::Reverse(count), word));
    let &(nearest, most, _) = words.first()?;
    let meant = words.iter().take_while(|(distance, ..)| *distance == nearest).take(MOST_MEANT);
    let meant = meant.filter(|(_, count, _)| *count >= most / MUCH_RARER);
    Some(Meaning::Any(meant.map(|(.., word)| (*word).to_owned()).collect()))
}

/// How many letters are wrong, missing, too many or swapped with their neighbour, where these are `reach` at most and
/// the digits are the same.
fn distance(a: &str, b: &str, reach: usize) -> Option<usize> {
    // One edit changes two bits at most: nearly every word is ruled out here.
    let differing = (letters(a) ^ letters(b)).count_ones() as usize;
    // A character has four bytes at most.
    if a.len().abs_diff(b.len()) > 4 * reach || differing > 2 * reach {
        return None;
    }
    if a.is_ascii() && b.is_ascii() && a.len().abs_diff(b.len()) > reach {
        return None;
    }
    let distance = strsim::osa_distance(a, b);
    let digits = |word: &str| word.chars().filter(|c| c.is_numeric()).collect::<Vec<_>>();
    (distance <= reach && digits(a) == digits(b)).then_some(distance)
}

/// The set of letters in a word; those of other alphabets share one bit.
fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |set, byte| set | if byte.is_ascii() { 1 << (byte & 31) } else { 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words {
        let mut counts = Counts::default();
        counts.add(text, 1);
        Words::from_bytes(counts.to_bytes())
    }

    fn any(words: &[&str]) -> Meaning {
        Meaning::Any(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn words_are_kept_sorted_and_counted() {
        let words = words("Queue queue maxQueue a über QUEUE event 42 log4shell a1b2c3d4e5 障害");
        let expected = [("event", 1), ("log4shell", 1), ("maxqueue", 1), ("queue", 3), ("uber", 1)];
        assert_eq!(words.all().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_nearest_and_then_the_most_common_word_is_meant() {
        let words = words("authentication connection connections connections hanging NullPointerException E8318 E8319");
        assert_eq!(words.meant("authetnication"), Some(any(&["authentication"])));
        assert_eq!(words.meant("conections"), Some(any(&["connections"])));
        assert_eq!(words.meant("hangnig"), Some(any(&["hanging"])));
        assert_eq!(words.meant("nulpointerexcepton"), Some(any(&["nullpointerexception"])));
        assert_eq!(words.meant("xyzzy"), None);
        assert_eq!(words.meant("e8317"), None);
    }

    #[test]
    fn equally_near_words_are_all_meant_but_for_rare_ones() {
        assert_eq!(words("missing missing mixing").meant("mising"), Some(any(&["missing", "mixing"])));
        assert_eq!(words(&format!("{} mixing", "missing ".repeat(50))).meant("mising"), Some(any(&["missing"])));
    }

    #[test]
    fn the_beginning_of_a_word_means_the_word() {
        assert_eq!(words("kubernetes kubernetes kubelet kub").meant("kube"), Some(any(&["kubernetes", "kubelet"])));
    }

    #[test]
    fn short_words_keep_their_first_letter() {
        assert_eq!(words("hung").meant("rung"), None);
        assert_eq!(words("timeout").meant("rimeout"), Some(any(&["timeout"])));
    }

    #[test]
    fn a_compound_that_nobody_wrote_stands_for_its_known_half() {
        let words = words("zertifikat zert timeout disk");
        assert_eq!(words.beginning("zertifikatsfehler").as_deref(), Some("zertifikat"));
        assert_eq!(words.beginning("zertifikatserneuerungsdienst"), None);
        assert_eq!(words.beginning("diskcontroller"), None);
        assert_eq!(words.beginning("timeout99"), None);
    }

    #[test]
    fn two_words_written_as_one_are_parted() {
        let parts = ["event", "loop"].map(str::to_owned).to_vec();
        assert_eq!(words("event loop even blocked").meant("eventloop"), Some(Meaning::All(parts)));
    }
}
