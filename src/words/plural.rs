//! Which plural form a number takes: the rules of CLDR, from `intl_pluralrules`.

use std::collections::BTreeSet;

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};

use super::text::OTHER;

/// The plural forms that languages have.
pub const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", OTHER];

/// The plural rule of a language.
pub struct Plural {
    language: String,
    /// `None` for a language that CLDR has no rule for; it has the form `other` only.
    rule: Option<PluralRules>,
}

impl Plural {
    /// The rule of a language, which may name a region that needs none of its own.
    pub fn of(language: &str) -> Self {
        let tags = [language, language.split('-').next().unwrap_or_default()];
        let known = PluralRules::get_locales(PluralRuleType::CARDINAL);
        let named = |tag: &str| known.iter().find(|known| known.to_string().eq_ignore_ascii_case(tag)).cloned();
        let tag = tags.into_iter().find_map(named);
        let rule = tag.and_then(|tag| PluralRules::create(tag, PluralRuleType::CARDINAL).ok());
        Self { language: language.to_owned(), rule }
    }

    /// The language.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The form of a whole number.
    pub fn form(&self, count: u64) -> &'static str {
        let category = self.rule.as_ref().and_then(|rule| rule.select(count).ok());
        match category.unwrap_or(PluralCategory::OTHER) {
            PluralCategory::ZERO => "zero",
            PluralCategory::ONE => "one",
            PluralCategory::TWO => "two",
            PluralCategory::FEW => "few",
            PluralCategory::MANY => "many",
            PluralCategory::OTHER => OTHER,
        }
    }

    /// The forms that numbers up to a thousand take, which is as far as pages count in words, but for those that have a
    /// text of their own.
    pub fn forms(&self, is_told: impl Fn(u64) -> bool) -> BTreeSet<&'static str> {
        (0..=1000).filter(|&count| !is_told(count)).map(|count| self.form(count)).collect()
    }
}

impl std::fmt::Debug for Plural {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Plural").field(&self.language).finish()
    }
}
