//! Ids: the names that addresses, links and queries use.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes `text` as an id when it is safe as a file name and as part of an address: letters and digits
            /// of any script, `.`, `_` and `-`, starting with a letter or digit, at most 200 bytes. One that ends like
            /// a page's own files would lie on top of them, and is refused.
            pub fn new(text: &str) -> Option<Self> {
                let safe = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
                let starts_well = text.chars().next().is_some_and(char::is_alphanumeric);
                let lower = text.to_ascii_lowercase();
                let collides = lower.ends_with(".json") || lower.ends_with(".html");
                let fits = starts_well && text.len() <= 200 && text.chars().all(safe) && !collides;
                fits.then(|| Self(text.to_owned()))
            }

            /// Makes an id of any text, by [`slug`]; `None` where nothing is left of it.
            pub fn from_text(text: &str) -> Option<Self> {
                let slug = slug(text);
                Self::new(&slug).or_else(|| Self::new(&slug.replace('.', "-")))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id_type!(
    /// Names one incident; never reused.
    IncidentId
);
id_type!(
    /// Names one pattern.
    PatternId
);

/// Turns any text into words joined by single dashes: letters and digits stay, letters in lower case,
/// `.` and `_` stay between them, everything else becomes a dash. At most 120 bytes.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if slug.len() >= 120 {
            break;
        }
        if c.is_alphanumeric() || (matches!(c, '.' | '_') && slug.ends_with(char::is_alphanumeric)) {
            slug.push(c);
        } else if slug.ends_with(['.', '_']) {
            slug.pop();
            slug.push('-');
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches(['-', '.', '_']).len());
    slug
}

/// A slug of a title that none before it has: `-2` and so on stand behind one that is taken, and `nameless` stands in for
/// none. Slugs have no double dashes, so that ids of a page's own, which do, never meet them. `taken` remembers how often
/// each was asked for.
pub fn unique_slug(taken: &mut BTreeMap<String, u32>, title: &str, nameless: &str) -> String {
    let slug = slug(title);
    let base = if slug.is_empty() { nameless.to_owned() } else { slug };
    let mut anchor = base.clone();
    while taken.contains_key(&anchor) {
        let count = taken.entry(base.clone()).or_insert(1);
        *count += 1;
        anchor = format!("{base}-{count}");
    }
    taken.insert(anchor.clone(), 1);
    anchor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_refuse_what_an_address_cannot_hold() {
        assert!(IncidentId::new("2026-02-04-freeze").is_some());
        assert!(IncidentId::new("障害-1").is_some());
        for bad in ["", "..", ".hidden", "a/b", "a b", "-x", "a\u{0}", "index.html", "a.JSON"] {
            assert!(IncidentId::new(bad).is_none(), "{bad:?}");
        }
        assert_eq!(IncidentId::from_text("a b.json").map(|id| id.to_string()).as_deref(), Some("a-b-json"));
    }

    #[test]
    fn slugs_keep_letters_and_join_with_single_dashes() {
        assert_eq!(slug("PM2021-006 - All services returning 503"), "pm2021-006-all-services-returning-503");
        assert_eq!(slug("  Wörter & 日本  "), "wörter-日本");
        assert_eq!(slug("a.b_c..d"), "a.b_c-d");
        assert_eq!(slug("---"), "");
    }
}
