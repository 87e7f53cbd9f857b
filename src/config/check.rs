//! `[check]`: how much each rule matters, and how far a record must be worked out.

use std::collections::BTreeMap;

use crate::diag::{Level, Rule};
use crate::model::CurationLevel;

/// What `casebook check` asks for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CheckSettings {
    /// The curation level that every record must have.
    pub require: Option<CurationLevel>,
    /// What was said of rules, by id.
    pub rules: BTreeMap<String, Setting>,
    /// What was said of rules for records that are worked out so far, or further.
    pub levels: BTreeMap<CurationLevel, BTreeMap<String, Setting>>,
    /// What counts as personal.
    pub privacy: Privacy,
}

/// Which personal data are looked for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Privacy {
    /// Whether e-mail addresses are.
    pub emails: bool,
    /// Whether IP addresses are.
    pub ip_addresses: bool,
    /// Addresses, and domains of mail, that may stand.
    pub allow: Vec<String>,
}

/// What may be said of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Its findings are left out.
    Off,
    /// Its findings have this level.
    At(Level),
}

impl Setting {
    /// Every setting, from the quietest.
    pub const ALL: [Setting; 4] =
        [Setting::Off, Setting::At(Level::Note), Setting::At(Level::Warning), Setting::At(Level::Error)];

    /// Its word in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Setting::Off => "off",
            Setting::At(level) => level.word(),
        }
    }
}

impl CheckSettings {
    /// What holds for a rule in a file of that curation level; `None` for files that are no records, such as patterns.
    /// What is said of the highest level that the record has reached counts most.
    pub fn setting(&self, rule: &Rule, level: Option<CurationLevel>) -> Setting {
        let reached = level.into_iter().flat_map(|level| self.levels.range(..=level).rev());
        let mut said = reached.map(|(_, rules)| rules).chain([&self.rules]);
        said.find_map(|rules| rules.get(rule.id).copied()).unwrap_or(Setting::At(rule.level))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::rule;

    #[test]
    fn the_highest_level_that_was_reached_counts_most() {
        let said = |setting| BTreeMap::from([("no-date".to_owned(), setting)]);
        let settings = CheckSettings {
            privacy: Privacy::default(),
            require: None,
            rules: said(Setting::Off),
            levels: BTreeMap::from([
                (CurationLevel::Record, said(Setting::At(Level::Warning))),
                (CurationLevel::Guarded, said(Setting::At(Level::Error))),
            ]),
        };
        let of = |level| settings.setting(&rule::NO_DATE, level).word();
        assert_eq!(of(None), "off");
        assert_eq!(of(Some(CurationLevel::Note)), "off");
        assert_eq!(of(Some(CurationLevel::Record)), "warning");
        assert_eq!(of(Some(CurationLevel::Analysed)), "warning");
        assert_eq!(of(Some(CurationLevel::Guarded)), "error");
        assert_eq!(settings.setting(&rule::NO_CAUSE, Some(CurationLevel::Guarded)).word(), "note");
    }
}
