//! Words that say nothing, in other languages than English; the home of `stop_words`.
//!
//! `die` is an article in German and a verb in English, so the words of a language count as empty only in a text that
//! is written in it. The text says so itself: by how many of its words are empty in that language.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::RandomState;

use super::is_stop_word;

/// The languages whose words are known, by their codes; those whose scripts put blanks between words.
const LANGUAGES: [&str; 28] = [
    "bg", "ca", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "id", "it", "lt", "lv", "nl", "no", "pl",
    "pt", "ro", "ru", "sk", "sl", "sv", "tr", "uk", "vi",
];

/// How many words of a text are looked at.
const SAMPLE: u32 = 160;

/// Out of so many words one is empty in the language of a text, at least.
const ONE_IN: u32 = 6;

/// A text of fewer words does not tell its language.
const FEWEST: u32 = 6;

/// Words longer than this, in bytes, are none that say nothing.
const LONGEST: usize = 24;

/// Languages that a text may be written in; kin that share their words are not told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tongues(u32);

/// For each word, in lower case, the languages in which it says nothing.
static EMPTY: LazyLock<HashMap<&'static str, u32, RandomState>> = LazyLock::new(|| {
    let mut empty: HashMap<&str, u32, RandomState> = HashMap::default();
    for (number, code) in LANGUAGES.iter().enumerate() {
        for word in stop_words::lookup(code).unwrap_or_default() {
            *empty.entry(word).or_default() |= 1 << number;
        }
    }
    empty
});

/// What a text is written in, by its first words; none where that is English, or cannot be told.
pub fn tongues<'t>(texts: impl Iterator<Item = &'t str>) -> Tongues {
    let mut hits = [0_u32; LANGUAGES.len()];
    let (mut all, mut english) = (0, 0);
    let mut word = String::new();
    for raw in texts.flat_map(words).take(SAMPLE as usize) {
        lower_into(raw, &mut word);
        all += 1;
        english += u32::from(is_stop_word(&word));
        let mut known = EMPTY.get(word.as_str()).copied().unwrap_or_default();
        while known != 0 {
            hits[known.trailing_zeros() as usize] += 1;
            known &= known - 1;
        }
    }
    let most = hits.iter().copied().max().unwrap_or_default();
    if all < FEWEST || most * ONE_IN < all || most <= english {
        return Tongues::default();
    }
    let alike = |&(_, hits): &(usize, &u32)| hits * 10 >= most * 9;
    Tongues(hits.iter().enumerate().filter(alike).fold(0, |set, (number, _)| set | 1 << number))
}

impl Tongues {
    /// Whether a word says nothing in one of them.
    pub fn is_empty_word(self, raw: &str) -> bool {
        if self.0 == 0 || raw.len() > LONGEST {
            return false;
        }
        let mut word = String::with_capacity(raw.len());
        lower_into(raw, &mut word);
        EMPTY.get(word.as_str()).is_some_and(|known| known & self.0 != 0)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’').filter(|word| !word.is_empty())
}

fn lower_into(raw: &str, word: &mut String) {
    word.clear();
    word.extend(raw.chars().flat_map(char::to_lowercase));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Tongues {
        tongues(std::iter::once(text))
    }

    #[test]
    fn a_text_tells_the_language_in_which_its_words_are_empty() {
        let german = of("Die Anzeigen blieben stehen, weil auf dem Rechner kein Platz mehr war und niemand es sah.");
        assert!(["die", "Und", "weil", "auf"].into_iter().all(|word| german.is_empty_word(word)));
        assert!(["Rechner", "Platz", "pool"].into_iter().all(|word| !german.is_empty_word(word)));
        let polish = of("Kopia nie powstała, ponieważ klucz był już nieważny, a zadanie i tak kończyło się dobrze.");
        assert!(polish.is_empty_word("nie") && !polish.is_empty_word("klucz"));
    }

    #[test]
    fn english_and_few_words_tell_none() {
        let english = of("The pods die one after the other, as the war between the probes and the pool goes on.");
        assert_eq!(english, Tongues::default());
        assert!(!english.is_empty_word("die"));
        assert_eq!(of("der die das"), Tongues::default());
        assert_eq!(of("Kernel panic: not syncing on cpu 3 of rack 7, node lost"), Tongues::default());
    }

    #[test]
    fn every_language_has_its_words() {
        for code in LANGUAGES {
            assert!(stop_words::lookup(code).is_some_and(|words| words.len() > 30), "{code}");
        }
    }
}
