//! What the front matter says of an incident, and how far its record is worked out.

use serde::Serialize;

use crate::model::{Incident, IncidentId, Moment, slug};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::view::{self, Named};
use crate::source::Spanned;

/// A fact with its values.
#[derive(Serialize)]
pub struct Fact<'a> {
    /// Its key in the front matter.
    pub key: &'static str,
    /// What the page calls it.
    pub label: &'static str,
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
pub struct LevelView {
    /// 0 to 3.
    pub number: u8,
    /// Its name.
    pub name: &'static str,
    /// What it lacks for the next level.
    pub missing: Vec<String>,
    /// The next level's name.
    pub next: &'static str,
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
    let all: [(&'static str, &'static str, Vec<Value<'a>>); 14] = [
        ("services", "Services", groups("services", &incident.services)),
        ("phases", "Phases", phases(incident)),
        ("detected-by", "Noticed by", detected_by(incident)),
        ("owner", "Owner", one(&incident.owner)),
        ("authors", "Authors", texts(&incident.authors)),
        ("tags", "Tags", groups("tags", &incident.tags)),
        ("patterns", "Unknown patterns", unknown_patterns(atlas, incident)),
        ("repeat-of", "Repeats", ids(&incident.repeat_of)),
        ("supersedes", "Replaces", ids(&incident.supersedes)),
        ("related", "Related", unknown_related(atlas, incident)),
        ("paths", "Code", texts(&incident.paths)),
        ("source", "Source", incident.source.iter().map(source_value).collect()),
        ("lang", "Language", one(&incident.lang)),
        ("aliases", "Formerly", incident.aliases.iter().map(|id| Value::plain(id.value.as_str())).collect()),
    ];
    let said = all.into_iter().filter(|(.., values)| !values.is_empty());
    said.map(|(key, label, values)| Fact { key, label, values }).collect()
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
pub fn level(incident: &Incident) -> LevelView {
    let next = incident.missing.iter().map(|missing| missing.level).min();
    let lacks = incident.missing.iter().filter(|missing| Some(missing.level) == next);
    LevelView {
        number: incident.level.number(),
        name: incident.level.name(),
        // The words quote as findings do; a page has no need of that.
        missing: lacks.map(|missing| missing.what.replace('`', "")).collect(),
        next: next.map_or("", crate::model::CurationLevel::name),
    }
}

fn detected_by(incident: &Incident) -> Vec<Value<'_>> {
    incident.detected_by.iter().map(|by| Value::plain(by.value.name())).collect()
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
        .map(|id| Value { note: "rejected by the author".to_owned(), ..Value::plain(id.value.as_str()) });
    confirmed.chain(rejected).collect()
}

/// Ids under `related` that no incident has; the others stand among the related incidents.
fn unknown_related<'a>(atlas: &Atlas<'a>, incident: &'a Incident) -> Vec<Value<'a>> {
    let unknown = |id: &&Spanned<IncidentId>| atlas.kb.incident(&id.value).is_none();
    incident.related.iter().filter(unknown).map(|id| Value::plain(id.value.as_str())).collect()
}

fn phases(incident: &Incident) -> Vec<Value<'_>> {
    let steps = [
        ("started", &incident.started),
        ("noticed", &incident.detected),
        ("mitigated", &incident.mitigated),
        ("resolved", &incident.resolved),
    ];
    let mut first: Option<Moment> = None;
    let mut values = Vec::new();
    for (name, moment) in steps {
        let Some(moment) = moment.as_ref().map(|moment| moment.value) else { continue };
        let after = first.and_then(|first| length(first, moment));
        let note = after.map(|length| format!("after {length}")).unwrap_or_default();
        values.push(Value { note, ..Value::plain(format!("{name} {moment}")) });
        first = first.or(Some(moment));
    }
    values
}

/// The time between two moments in the words of a person; `None` where the order is wrong.
fn length(earlier: Moment, later: Moment) -> Option<String> {
    if let Some(minutes) = later.minutes_since(earlier) {
        let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        return Some(match (days, hours) {
            (0, 0) => format!("{minutes} min"),
            (0, _) => format!("{hours} h {minutes:02} min"),
            (_, 0) => plural(days, "day"),
            _ => format!("{} {hours} h", plural(days, "day")),
        });
    }
    if earlier.time.is_some() && later.time.is_some() {
        return None;
    }
    let days = earlier.date.0.until(later.date.0).ok()?.get_days();
    match u64::try_from(days).ok()? {
        0 => Some("less than a day".to_owned()),
        days => Some(plural(days, "day")),
    }
}

fn plural(count: u64, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
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
