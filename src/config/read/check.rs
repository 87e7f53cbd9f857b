//! Reading `[check]`.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::super::Setting;
use super::{Key, Reader, Value};
use crate::diag::{RULES, find_rule};
use crate::model::CurationLevel;

const KEYS: [&str; 4] = ["require", "rules", "level", "privacy"];

impl Reader<'_> {
    pub(super) fn check(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "require" => {
                    let Some(word) = self.text(value) else { continue };
                    self.config.check.require = self.curation(&word, value.span());
                }
                "rules" => self.config.check.rules = self.settings("check.rules", value),
                "level" => self.levels(value),
                "privacy" => self.privacy(value),
                name if find_rule(name).is_some() => {
                    let message = format!("the rule `{name}` stands in `[check]`");
                    let help = "rules stand under `[check.rules]`".to_owned();
                    self.fault(key.span(), message, Some(help));
                }
                _ => self.unknown("key", key, &KEYS),
            }
        }
    }

    /// `[check.level.analysed]` and the like.
    fn levels(&mut self, value: &Value<'_>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.expected(
                value,
                "`check.level` is a table",
                "write `[check.level.analysed]` and rules under it",
            );
        };
        for (key, value) in table {
            let Some(level) = self.curation(key.get_ref(), key.span()) else { continue };
            let settings = self.settings(&format!("check.level.{}", level.name()), value);
            if self.config.check.levels.insert(level, settings).is_some() {
                let message = format!("the level `{}` stands here twice, by its name and by its number", level.name());
                self.fault(key.span(), message, Some("bring the two together".to_owned()));
            }
        }
    }

    /// `[check.privacy]`
    fn privacy(&mut self, value: &Value<'_>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.expected(value, "`check.privacy` is a table", "write `[check.privacy]` on a line of its own");
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "emails" => self.config.check.privacy.emails = self.truth(value),
                "ip-addresses" => self.config.check.privacy.ip_addresses = self.truth(value),
                "allow" => self.config.check.privacy.allow = self.list(value),
                _ => self.unknown("key", key, &["emails", "ip-addresses", "allow"]),
            }
        }
    }

    /// Rules with their levels.
    fn settings(&mut self, name: &str, value: &Value<'_>) -> BTreeMap<String, Setting> {
        let mut settings = BTreeMap::new();
        let Some(table) = value.get_ref().as_table() else {
            self.expected(value, &format!("`{name}` is a table"), &format!("write `[{name}]` on a line of its own"));
            return settings;
        };
        for (key, value) in table {
            if let Some(setting) = self.setting(key, value) {
                settings.insert(key.get_ref().clone().into_owned(), setting);
            }
        }
        settings
    }

    fn setting(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<Setting> {
        if find_rule(key.get_ref()).is_none() {
            let rules: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
            self.unknown("rule", key, &rules);
            return None;
        }
        let word = self.text(value)?;
        let found = Setting::ALL.into_iter().find(|setting| setting.word() == word);
        if found.is_none() {
            self.unknown_word("level", value.span(), &word, &Setting::ALL.map(Setting::word));
        }
        found
    }

    /// A curation level by its name or its number.
    fn curation(&mut self, word: &str, range: std::ops::Range<usize>) -> Option<CurationLevel> {
        let is = |level: &CurationLevel| level.name() == word || level.number().to_string() == word;
        let found = CurationLevel::ALL.into_iter().find(is);
        if found.is_none() {
            self.unknown_word("curation level", range, word, &CurationLevel::ALL.map(CurationLevel::name));
        }
        found
    }
}
