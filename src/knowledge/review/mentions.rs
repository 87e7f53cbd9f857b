//! Earlier incidents that a record names in its text, by id or by the short form of one (`PM2021-005`).

use std::collections::{BTreeMap, HashMap};

use super::super::Evidence;
use super::claims::{Claim, claim_of_named};
use super::recalled::{Recalled, Recollection};
use crate::model::{Incident, PassageKind};
use crate::text::{self, TermKind};

/// A short form has at least so many digits; fewer are in the names of products too.
const LEAST_DIGITS: usize = 3;

/// The names of all incidents, and what they are recalled by.
#[derive(Debug, Default)]
pub struct Names {
    ids: HashMap<String, Option<usize>>,
    recollection: Recollection,
}

/// A sentence that names an incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The sentence.
    pub line: Evidence,
    /// What the sentence claims, too.
    pub claim: Option<Claim>,
    /// Whether it is not the incident's name that stands there, but its month or words of its title.
    pub is_recalled: bool,
}

impl Mention {
    /// Whether it says so much of the incident that its author could have called it the same, or no more than the look
    /// of it: by its name, or with a claim.
    pub fn weighs(&self) -> bool {
        self.claim.is_some() || !self.is_recalled
    }

    /// Whether it says more of the incident than another sentence does.
    pub fn says_more(&self, other: &Mention) -> bool {
        let rank = |mention: &Mention| match mention.claim {
            None => 0,
            Some(Claim::SameFace) => 1,
            Some(Claim::Again) => 2,
            Some(Claim::Same) => 3,
            Some(Claim::OtherCause | Claim::SameCause) => 4,
        };
        rank(self) > rank(other)
    }
}

impl Names {
    /// Gathers ids, former ids and short forms; a name that two incidents share names neither.
    pub fn new(incidents: &[Incident]) -> Self {
        let mut names: HashMap<String, Option<usize>> = HashMap::new();
        let mut add = |name: String, place: usize| {
            names.entry(name).and_modify(|known| *known = known.filter(|known| *known == place)).or_insert(Some(place));
        };
        for (place, incident) in incidents.iter().enumerate() {
            let aliases = incident.aliases.iter().map(|alias| &alias.value);
            for id in std::iter::once(&incident.id).chain(aliases) {
                let id = text::folded(id.as_str());
                if let Some(short) = short_form(&id).filter(|short| *short != id) {
                    add(short.to_owned(), place);
                }
                if id.chars().any(char::is_alphabetic) && id.contains(['-', '_', '.']) || short_form(&id).is_some() {
                    add(id, place);
                }
            }
        }
        Self { ids: names, recollection: Recollection::new(incidents) }
    }

    /// The incidents that a record names, each with the sentence that says most about it.
    pub fn named_in(&self, incident: &Incident, own: usize) -> BTreeMap<usize, Mention> {
        let mut found: BTreeMap<usize, Mention> = BTreeMap::new();
        for (index, passage) in incident.passages.iter().enumerate() {
            if matches!(passage.kind, PassageKind::Code | PassageKind::FrontMatter) {
                continue;
            }
            for range in text::sentences(&passage.text) {
                let sentence = passage.text.get(range.clone()).unwrap_or_default();
                let named = self.in_sentence(sentence, own);
                if named.is_empty() {
                    continue;
                }
                for (other, words) in named {
                    let claimed = claim_of_named(sentence, &words, passage.role);
                    let line = Evidence::quote(passage, index as u32, range.clone(), vec![words]);
                    let mention = Mention { line, claim: claimed, is_recalled: false };
                    let known = found.entry(other).or_insert_with(|| mention.clone());
                    if mention.says_more(known) {
                        *known = mention;
                    }
                }
            }
        }
        found
    }

    /// The sentences of a record that speak of an earlier incident without naming it.
    pub fn recalled_in(&self, incident: &Incident, own: usize) -> Vec<Recalled> {
        self.recollection.in_record(incident, own)
    }

    fn in_sentence(&self, sentence: &str, own: usize) -> Vec<(usize, std::ops::Range<usize>)> {
        let mut named: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
        text::each_term(sentence, |term| {
            if term.kind == TermKind::Identifier
                && let Some(Some(other)) = self.ids.get(term.text)
                && *other != own
                && named.iter().all(|(known, _)| known != other)
            {
                let counted = self.counted_on(term.text, sentence.get(term.range.end..).unwrap_or_default());
                named.push((*other, term.range.clone()));
                for other in counted.into_iter().filter(|other| *other != own) {
                    if named.iter().all(|(known, _)| *known != other) {
                        named.push((other, term.range.clone()));
                    }
                }
            }
        });
        named
    }

    /// The incidents whose numbers alone stand behind the name of another: `PM2021-005/006`.
    fn counted_on(&self, name: &str, after: &str) -> Vec<usize> {
        let short = short_form(name).unwrap_or(name);
        let bare = short.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = short.len() - bare.len();
        let mut counted = Vec::new();
        let mut rest = after;
        while let Some(tail) = rest.strip_prefix('/') {
            let end = tail.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 0 || end != digits || tail[end..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
                break;
            }
            counted.extend(self.ids.get(&format!("{bare}{}", &tail[..end])).copied().flatten());
            rest = &tail[end..];
        }
        counted
    }
}

/// `pm2021-005` of `pm2021-005-all-services-down`: letters, then numbers.
fn short_form(id: &str) -> Option<&str> {
    let letters = id.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = id.get(letters..)?;
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut length = 0;
    let mut at = 0;
    for part in rest.split(['-', '_']) {
        let end = at + part.len();
        if is_number(&part) {
            length = end;
        } else if at > 0 || !part.is_empty() {
            break;
        }
        at = end + 1;
    }
    let short = id.get(..letters + length)?;
    let digits = short.bytes().filter(u8::is_ascii_digit).count();
    (letters > 0 && digits >= LEAST_DIGITS).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::testing::incident;
    use crate::model::SectionKind;

    #[test]
    fn ids_have_short_forms() {
        assert_eq!(short_form("pm2021-005-all-down"), Some("pm2021-005"));
        assert_eq!(short_form("pm-2026-002-x"), Some("pm-2026-002"));
        assert_eq!(short_form("inc-1234"), Some("inc-1234"));
        assert_eq!(short_form("gpt-4-outage"), None);
        assert_eq!(short_form("2021-05-29-no-agents"), None);
    }

    #[test]
    fn a_sentence_that_names_an_incident_is_found_with_what_it_claims() {
        let incidents = vec![
            incident("pm2021-005-down", &[]),
            incident("pm2021-006-down", &[(SectionKind::Summary, "It is slow. Same root cause as PM2021-005.")]),
        ];
        let found = Names::new(&incidents).named_in(&incidents[1], 1);
        assert_eq!(found[&0].line.text, "Same root cause as PM2021-005.");
        assert_eq!(found[&0].claim, Some(Claim::SameCause));
    }

    #[test]
    fn numbers_behind_a_name_count_on_from_it() {
        let told = "As in PM2021-005/006/0079, and PM2021-005/x.";
        let incidents = vec![
            incident("pm2021-005-a", &[]),
            incident("pm2021-006-b", &[]),
            incident("pm2021-007-c", &[]),
            incident("pm2021-009-d", &[(SectionKind::Summary, told)]),
        ];
        let found = Names::new(&incidents).named_in(&incidents[3], 3);
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn a_name_that_two_share_names_neither() {
        let both = [incident("pm2021-005-a", &[]), incident("pm2021-005-b", &[])];
        assert_eq!(Names::new(&both).ids["pm2021-005"], None);
    }
}
