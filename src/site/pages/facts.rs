//! What the front matter says of an incident, and how far its record is worked out.

use serde::Serialize;

use crate::model::{CurationLevel, DetectedBy, Incident, IncidentId, Moment, slug};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::view::{self, Named};
use crate::source::Spanned;
use crate::words::Words;

/// A fact with its values.
#[derive(Serialize)]
pub struct Fact<'a> {
    /// Its key in the front matter.
    pub key: &'static str,
    /// What the page calls it.
    pub label: &'a str,
    /// Its values, in order.
    pub values: Vec<Value<'a>>,
}

/// One value of a fact.
#[derive(Serialize)]
pub struct Value<'a> {
    /// The value in words.
    pub text: std::borrow::Cow<'a, str>,
    /// The page of the site it leads to.
    pub href: Option<String>,
    /// The address elsewhere that it is.
    pub outside: Option<&'a str>,
    /// Something said beside it.
    pub note: String,
}

/// A key that Casebook does not know.
#[derive(Serialize)]
pub struct ExtraView<'a> {
    /// Its place on the page; `None` where another key has it.
    pub id: Option<String>,
    /// The key as written.
    pub key: &'a str,
    /// Its value as text.
    pub text: &'a str,
}

/// How far a record is worked out.
#[derive(Serialize)]
pub struct LevelView<'a> {
    /// 0 to 3.
    pub number: u8,
    /// Its name.
    pub name: &'a str,
    /// What it lacks for the next level.
    pub missing: Vec<&'a str>,
    /// The next level's name.
    pub next: &'a str,
}

impl<'a> Value<'a> {
    fn plain(text: impl Into<std::borrow::Cow<'a, str>>) -> Self {
        Self { text: text.into(), href: None, outside: None, note: String::new() }
    }

    fn named(named: Named<'a>) -> Self {
        Self { href: named.href, ..Self::plain(named.name) }
    }
}

/// The facts that a record states, in the order of the page.
pub fn facts<'a>(atlas: &Atlas<'a>, incident: &'a Incident) -> Vec<Fact<'a>> {
    let texts = |list: &'a [Spanned<String>]| list.iter().map(|text| Value::plain(text.value.as_str())).collect();
    let groups = |area: &'static str, list: &'a [Spanned<String>]| {
        list.iter().map(|text| Value::named(view::named(atlas, area, &text.value))).collect()
    };
    let one = |text: &'a Option<Spanned<String>>| text.iter().map(|text| Value::plain(text.value.as_str())).collect();
    let ids = |list: &'a [Spanned<IncidentId>]| list.iter().map(|id| id_value(atlas, id)).collect();
    let all: [(&'static str, Vec<Value<'a>>); 14] = [
        ("services", groups("services", &incident.services)),
        ("phases", phases(atlas.words, incident)),
        ("detected-by", detected_by(atlas.words, incident)),
        ("owner", one(&incident.owner)),
        ("authors", texts(&incident.authors)),
        ("tags", groups("tags", &incident.tags)),
        ("patterns", unknown_patterns(atlas, incident)),
        ("repeat-of", ids(&incident.repeat_of)),
        ("supersedes", ids(&incident.supersedes)),
        ("related", unknown_related(atlas, incident)),
        ("paths", texts(&incident.paths)),
        ("source", incident.source.iter().map(source_value).collect()),
        ("lang", one(&incident.lang)),
        ("aliases", incident.aliases.iter().map(|id| Value::plain(id.value.as_str())).collect()),
    ];
    let said = all.into_iter().filter(|(_, values)| !values.is_empty());
    said.map(|(key, values)| Fact { key, label: atlas.words.say(&format!("facts.{key}")), values }).collect()
}

/// The front matter's keys that mean nothing to Casebook, each with the id that a section made of it is known by.
pub fn extra(incident: &Incident) -> Vec<ExtraView<'_>> {
    let mut ids = std::collections::BTreeSet::new();
    let mut id = |key: &str| {
        let id = format!("front-matter--{}", slug(key));
        ids.insert(id.clone()).then_some(id)
    };
    incident.extra.iter().map(|field| ExtraView { id: id(&field.key), key: &field.key, text: &field.text }).collect()
}

/// How far the record is worked out.
pub fn level<'a>(words: &'a Words, incident: &Incident) -> LevelView<'a> {
    let name = |level: CurationLevel| words.say(&format!("level.{}", level.name()));
    let next = next_level(incident);
    LevelView {
        number: incident.level.number(),
        name: name(incident.level),
        missing: lacks(incident).map(|key| words.say(&format!("lacks.{key}"))).collect(),
        next: next.map_or("", name),
    }
}

fn detected_by<'a>(words: &'a Words, incident: &Incident) -> Vec<Value<'a>> {
    let word = |by: DetectedBy| words.say(&format!("detected-by.{}", by.name()));
    incident.detected_by.iter().map(|by| Value::plain(word(by.value))).collect()
}

fn source_value(source: &Spanned<String>) -> Value<'_> {
    let text = source.value.as_str();
    let is_address =
        (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace);
    Value { outside: is_address.then_some(text), ..Value::plain(text) }
}

fn id_value<'a>(atlas: &Atlas<'a>, id: &'a Spanned<IncidentId>) -> Value<'a> {
    let Some(at) = atlas.kb.incident(&id.value) else { return Value::plain(id.value.as_str()) };
    let named = &atlas.kb.incidents[at];
    let href = Some(address::encode(&address::incident(&named.id)));
    Value { href, ..Value::plain(named.title.value.as_str()) }
}

/// Ids of patterns that no pattern has; the others are shown with their evidence.
fn unknown_patterns<'a>(atlas: &Atlas<'a>, incident: &'a Incident) -> Vec<Value<'a>> {
    let unknown = |id: &&Spanned<crate::model::PatternId>| atlas.kb.pattern(&id.value).is_none();
    let confirmed = incident.patterns.iter().filter(unknown).map(|id| Value::plain(id.value.as_str()));
    let rejected = incident
        .not_patterns
        .iter()
        .filter(unknown)
        .map(|id| Value { note: atlas.words.say("facts.rejected").to_owned(), ..Value::plain(id.value.as_str()) });
    confirmed.chain(rejected).collect()
}

/// Ids under `related` that no incident has; the others stand among the related incidents.
fn unknown_related<'a>(atlas: &Atlas<'a>, incident: &'a Incident) -> Vec<Value<'a>> {
    let unknown = |id: &&Spanned<IncidentId>| atlas.kb.incident(&id.value).is_none();
    incident.related.iter().filter(unknown).map(|id| Value::plain(id.value.as_str())).collect()
}

fn phases<'a>(words: &Words, incident: &Incident) -> Vec<Value<'a>> {
    let steps = [
        ("phase.started", &incident.started),
        ("phase.noticed", &incident.detected),
        ("phase.mitigated", &incident.mitigated),
        ("phase.resolved", &incident.resolved),
    ];
    let mut first: Option<Moment> = None;
    let mut values = Vec::new();
    for (key, moment) in steps {
        let Some(moment) = moment.as_ref().map(|moment| moment.value) else { continue };
        let after = first.and_then(|first| length(words, first, moment));
        let note = after.map(|length| words.fill("length.after", &[("length", &length)])).unwrap_or_default();
        values.push(Value { note, ..Value::plain(words.fill(key, &[("moment", &moment)])) });
        first = first.or(Some(moment));
    }
    values
}

/// The time between two moments in the words of a person; `None` where the order is wrong.
fn length(words: &Words, earlier: Moment, later: Moment) -> Option<String> {
    let days_word = |days: u64| words.count("length.days", days, &[]);
    if let Some(minutes) = later.minutes_since(earlier) {
        let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        return Some(match (days, hours) {
            (0, 0) => words.fill("length.minutes", &[("minutes", &minutes)]),
            (0, _) => {
                let minutes = format!("{minutes:02}");
                words.fill("length.hours", &[("hours", &hours), ("minutes", &minutes)])
            }
            (_, 0) => days_word(days),
            _ => words.fill("length.days-hours", &[("days", &days_word(days)), ("hours", &hours)]),
        });
    }
    if earlier.time.is_some() && later.time.is_some() {
        return None;
    }
    let days = earlier.date.0.until(later.date.0).ok()?.get_days();
    match u64::try_from(days).ok()? {
        0 => Some(words.say("length.under-a-day").to_owned()),
        days => Some(days_word(days)),
    }
}

/// What a record lacks for its next level, by key.
pub fn lacks(incident: &Incident) -> impl Iterator<Item = &'static str> + '_ {
    let next = next_level(incident);
    incident.missing.iter().filter(move |missing| Some(missing.level) == next).map(|missing| missing.key)
}

fn next_level(incident: &Incident) -> Option<CurationLevel> {
    incident.missing.iter().map(|missing| missing.level).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Date;

    fn at(day: u8, time: Option<(u8, u8)>) -> Moment {
        let date = Date(format!("2025-07-{day:02}").parse().expect("a day of July"));
        let time = time.map(|(hour, minute)| format!("{hour:02}:{minute:02}").parse().expect("a time of day"));
        Moment { date, time }
    }

    #[test]
    fn lengths_are_told_as_people_tell_them() {
        let words = crate::site::built_in_words("en");
        let length = |earlier, later| length(&words, earlier, later);
        let start = at(10, Some((9, 0)));
        assert_eq!(length(start, at(10, Some((9, 20)))).as_deref(), Some("20 min"));
        assert_eq!(length(start, at(10, Some((11, 5)))).as_deref(), Some("2 h 05 min"));
        assert_eq!(length(start, at(12, Some((12, 0)))).as_deref(), Some("2 days 3 h"));
        assert_eq!(length(start, at(14, None)).as_deref(), Some("4 days"));
        assert_eq!(length(start, at(10, None)).as_deref(), Some("less than a day"));
        assert_eq!(length(start, at(9, Some((9, 0)))), None);
        assert_eq!(length(start, at(9, None)), None);
    }
}
