//! Reading `[audience]`.

use toml::de::DeTable;

use super::Reader;
use crate::model::Audience;

const KEYS: [&str; 3] = ["default", "internal-names", "internal-keys"];

impl Reader<'_> {
    pub(super) fn audience(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "default" => {
                    let Some(word) = self.text(value) else { continue };
                    match Audience::from_name(&word) {
                        Some(audience) => self.config.audience.default = audience,
                        None => {
                            self.unknown_word("audience", value.span(), &word, &Audience::ALL.map(Audience::name));
                        }
                    }
                }
                "internal-names" => self.config.audience.names = self.list(value),
                "internal-keys" => self.config.audience.keys = self.list(value),
                _ => self.unknown("key", key, &KEYS),
            }
        }
    }
}
