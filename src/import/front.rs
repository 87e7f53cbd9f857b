//! Front matter: that of the source, in the words of the grammar, with what the text tells of itself.
//!
//! Whether a value means something is asked of the reader of records, so that what is written here is what it reads. What
//! it would not understand keeps its own key, under another name, and is told as unsure.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::config::Config;
use crate::model::{Incident, slug};
use crate::record::dates;
use crate::source::Spanned;
use crate::yaml::{self, Node};

use super::Doubt;
use super::matter::Matter;
use super::meaning::{Objection, meaning, objection, read};
use super::names::{self, Named};

/// The header of a record that is being made.
#[derive(Debug, Default)]
pub(super) struct Front {
    lines: String,
    keys: BTreeSet<String>,
    /// Values that were not taken over, and why.
    pub unsure: Vec<Doubt>,
}

/// The header's words for the keys that take one text, in the order in which they are written.
const LIFTED: [&str; 10] =
    ["date", "status", "severity", "services", "owner", "authors", "started", "detected", "mitigated", "resolved"];

/// The severity that a number alone means, where one word of the scale has it: `2` is `sev2`.
fn numbered(value: &str, config: &Config) -> Option<String> {
    let number = value.trim().trim_matches(['"', '\'']);
    let has_it = |word: &&String| word.trim_start_matches(|c: char| !c.is_ascii_digit()) == number;
    let mut having = config.severities.iter().filter(has_it);
    let first = having.next().filter(|_| !number.is_empty())?;
    having.next().is_none().then(|| first.clone())
}

impl Front {
    /// Adds a value as one line.
    pub(super) fn set(&mut self, key: &str, value: &str) {
        self.raw(key, &format!(" {}\n", quoted(value)));
    }

    /// Adds a list.
    pub(super) fn list(&mut self, key: &str, values: &[String]) {
        let items: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        self.raw(key, &format!(" [{}]\n", items.join(", ")));
    }

    /// Adds a value as it stands behind its colon, unless there is one already.
    fn raw(&mut self, key: &str, value: &str) -> bool {
        if !self.keys.insert(key.to_lowercase()) {
            return false;
        }
        let _ = write!(self.lines, "{key}:{value}");
        if !value.ends_with('\n') {
            self.lines.push('\n');
        }
        true
    }

    /// Whether there is a value for a key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// Takes over the source's own fields.
    pub(super) fn take(&mut self, matter: &Matter, config: &Config) {
        let means_itself =
            |(key, value): &&(String, String)| meaning(key, value, config).is_some_and(|(name, _)| name == key);
        let own: BTreeSet<&str> = matter.fields.iter().filter(means_itself).map(|(key, _)| key.as_str()).collect();
        for (key, value) in &matter.fields {
            self.field(key, value, &own, config);
        }
        if !matter.unread.trim().is_empty() {
            self.set("original-header", matter.unread.trim());
        }
    }

    /// Takes one field over; `own` are the source's fields that have our names, which others may not take.
    fn field(&mut self, key: &str, value: &str, own: &BTreeSet<&str>, config: &Config) {
        let known = meaning(key, value, config);
        let is_valid = yaml::parse(&format!("k:{value}"), 0).is_ok();
        let flat = value.trim();
        let free = |front: &Front, name: &str| !front.has(name) && (name == key || !own.contains(name));
        match known {
            Some(("status", status)) if key != "status" && free(self, "status") => self.status(key, flat, &status),
            Some((name, _)) if is_valid && free(self, name) => {
                self.raw(name, value);
                // A day with a time tells when it began.
                self.began(name, flat);
            }
            Some(_) if is_valid && !self.has(&key.to_lowercase()) => {
                self.raw(key, value);
            }
            _ => self.kept(key, value, is_valid, config),
        }
    }

    /// `resolved: true` is a status under another name; the word itself is kept.
    fn status(&mut self, key: &str, written: &str, status: &str) {
        self.raw("status", &format!(" {status}\n"));
        self.raw(&format!("original-{key}"), &format!(" {}\n", quoted(written)));
    }

    fn began(&mut self, key: &str, value: &str) {
        let bare = value.trim_matches(['"', '\'']);
        if key == "date" && bare.len() > 10 && bare.contains(':') && !self.has("started") {
            self.set("started", bare);
        }
    }

    /// Keeps a field that means nothing to a reader of records, or no value that it can take.
    fn kept(&mut self, key: &str, value: &str, is_valid: bool, config: &Config) {
        let objection = objection(key, value, config);
        let level = numbered(value, config).filter(|_| key.eq_ignore_ascii_case("severity") && !self.has("severity"));
        match objection {
            Some(Objection::Value) if level.is_some() => self.one("severity", level),
            Some(Objection::Value) => {
                self.unsure.push(Doubt::new(key, value.trim(), "the casebook has no such value"));
            }
            // It stays as it is, so that `casebook check` can tell which key is meant.
            Some(Objection::Key) => {
                self.unsure.push(Doubt::new(key, value.trim(), "the key looks misspelt, and was left as it is"));
            }
            None => {}
        }
        let first = if objection == Some(Objection::Value) { format!("original-{key}") } else { key.to_owned() };
        let others = (1..).map(|n: u32| if n == 1 { format!("original-{key}") } else { format!("original-{key}-{n}") });
        let mut names = std::iter::once(first).chain(others);
        let name = names.find(|name| !self.has(&name.to_lowercase())).expect("numbers never run out");
        let text = value.trim().trim_matches(['"', '\'']).to_owned();
        if is_valid {
            self.raw(&name, value)
        } else {
            self.raw(&name, &format!(" {}\n", quoted(&text)))
        };
    }

    /// Adds what a title says beside the name, as far as it means something; where the name is less than the title,
    /// `whole` is kept.
    pub(super) fn title(&mut self, named: &Named, title: &str, whole: &str, config: &Config) {
        if named.title != title.trim() {
            self.set("original-title", whole.trim());
        }
        if let Some(number) = &named.number {
            self.list("aliases", &[number.replace(' ', "-")]);
        }
        if let Some((day, ambiguous)) = &named.day {
            self.day(day, *ambiguous, "the title");
        }
        for note in &named.notes {
            let mut meant = ["status", "severity"].into_iter().filter(|key| !self.has(key));
            let meant = meant.find_map(|key| Some((key, read(key, &format!(" {}", quoted(note)), config)?)));
            match meant.filter(|_| !note.to_lowercase().contains("priority")) {
                Some((key, value)) => self.set(key, &value),
                None => {
                    self.unsure.push(Doubt::new("severity or status", note, "the title says so in words of its own"));
                }
            }
        }
    }

    /// Adds the severity that one of several labels names.
    pub(super) fn severity_among(&mut self, labels: &[String], config: &Config) {
        let known = labels.iter().find_map(|label| {
            let (scope, word) = label.rsplit_once(':').unwrap_or(("", label));
            let is_severity = scope.trim_end_matches(':').trim().eq_ignore_ascii_case("severity");
            let numbered = || numbered(word, config).filter(|_| is_severity);
            let named = || read("severity", &format!(" {}", quoted(word.trim())), config);
            numbered().or_else(|| named().filter(|_| is_severity || names::is_state(word)))
        });
        if let Some(known) = known.filter(|_| !self.has("severity")) {
            self.set("severity", &known);
        }
    }

    /// Adds the day, where there is none yet and it is sure.
    pub(super) fn day(&mut self, day: &str, ambiguous: bool, place: &str) {
        if self.has("date") {
            return;
        }
        if ambiguous {
            self.unsure.push(Doubt::new("date", day, &format!("{place} may mean another day")));
        } else {
            self.set("date", day);
        }
    }

    /// Adds what the text tells of itself in labels and tables, as the reader of records found it.
    pub(super) fn lift(&mut self, incident: &Incident) {
        let in_text = |span: crate::source::Span| span.end > span.start;
        for key in LIFTED.into_iter().filter(|key| !self.keys.contains(*key)).collect::<Vec<_>>() {
            match key {
                "date" => {
                    let is_derived = |span| is_event(incident, span) || is_end(incident, span);
                    let day = incident.date.as_ref().filter(|date| in_text(date.span) && !is_derived(date.span));
                    self.one(key, day.map(|date| date.value.to_string()));
                }
                "status" => self.one(key, incident.status.as_ref().map(|status| status.value.name().to_owned())),
                "severity" => self.one(key, incident.severity.as_ref().map(|severity| severity.value.clone())),
                "services" => self.names(key, &incident.services),
                "authors" => self.names(key, &incident.authors),
                "owner" => self.names(key, &incident.owner.iter().cloned().collect::<Vec<_>>()),
                "started" => self.one(key, incident.started.as_ref().map(|at| at.value.to_string())),
                "detected" => self.one(key, incident.detected.as_ref().map(|at| at.value.to_string())),
                "mitigated" => self.one(key, incident.mitigated.as_ref().map(|at| at.value.to_string())),
                _ => self.one(key, incident.resolved.as_ref().map(|at| at.value.to_string())),
            }
        }
    }

    fn one(&mut self, key: &str, value: Option<String>) {
        if let Some(value) = value {
            self.set(key, &value);
        }
    }

    /// Adds names, unless they read like sentences or places in code.
    fn names(&mut self, key: &str, values: &[Spanned<String>]) {
        let values: Vec<String> =
            values.iter().map(|value| value.value.trim_matches(['`', '*', ' ']).to_owned()).collect();
        let is_name = |value: &String| {
            value.split_whitespace().count() < 5 && value.len() < 48 && !value.contains(['.', '(', ')', '[', '<', '：'])
        };
        if values.is_empty() {
            return;
        }
        if values.iter().all(is_name) {
            if key == "owner" { self.set(key, &values[0]) } else { self.list(key, &values) }
        } else {
            self.unsure.push(Doubt::new(key, &values.join(", "), "it reads like more than a name"));
        }
    }

    /// Adds the day that a text's beginning tells, where it tells only one.
    pub(super) fn opening(&mut self, text: &str) {
        const OPENING: usize = 600;
        if self.has("date") || self.unsure.iter().any(|doubt| doubt.key == "date") {
            return;
        }
        let end = text.floor_char_boundary(OPENING.min(text.len()));
        let found = dates::find(&text[..end]);
        let days: BTreeSet<&str> = found.iter().map(|day| day.day.as_str()).collect();
        if let Some(first) = found.first() {
            let why = match days.len() {
                1 => "the text begins with this day, which may be that of the incident",
                _ => "the text begins with several days; this is the first",
            };
            self.unsure.push(Doubt::new("date", &first.day, why));
        }
    }

    /// The lines between the fences.
    pub(super) fn text(&self) -> String {
        format!("---\n{}---\n\n", self.lines)
    }
}

/// Whether a day was taken from a line of the timeline.
fn is_event(incident: &Incident, span: crate::source::Span) -> bool {
    incident.events.iter().any(|event| event.span.contains(span))
}

/// Whether a day was taken from the end of the incident, because nothing tells its beginning.
fn is_end(incident: &Incident, span: crate::source::Span) -> bool {
    [&incident.mitigated, &incident.resolved].into_iter().flatten().any(|moment| moment.span == span)
}

/// A text as a YAML scalar on one line: plain where that is safe, else in double quotes.
pub fn quoted(text: &str) -> String {
    let safe = |c: char| c.is_alphanumeric() || " -_./()+@".contains(c);
    let parsed = yaml::parse(&format!("k: {text}\n"), 0);
    let is_same = parsed.is_ok_and(|tree| match tree.value {
        Node::Mapping(fields) => matches!(&fields[..], [(_, value)] if value.value == Node::Scalar(text.to_owned())),
        _ => false,
    });
    let plain = !text.is_empty() && text.chars().all(safe) && text.starts_with(char::is_alphanumeric) && is_same;
    if plain && text.trim() == text {
        text.to_owned()
    } else {
        serde_json::to_string(text).expect("text is always JSON")
    }
}

/// The name of a file for a record: the day and the title, as an address has them.
pub fn file_name(day: Option<&str>, title: &str) -> String {
    const LONGEST: usize = 64;
    let mut slug = slug(title);
    while slug.len() > LONGEST {
        let Some(cut) = slug[..slug.floor_char_boundary(LONGEST + 1)].rfind('-') else { break };
        slug.truncate(cut);
    }
    slug.truncate(slug.floor_char_boundary(LONGEST * 2));
    let slug = if slug.is_empty() { "note".to_owned() } else { slug };
    match day.filter(|day| !slug.starts_with(*day)) {
        Some(day) => format!("{day}-{slug}.md"),
        None => format!("{slug}.md"),
    }
}

/// The title of a text taken apart.
pub(super) fn named(title: &str) -> Named {
    names::read(title)
}

#[cfg(test)]
mod tests {
    use super::super::matter::matter;
    use super::*;

    fn taken(text: &str) -> (String, Vec<String>) {
        let mut front = Front::default();
        front.take(&matter(text), &Config::default());
        (front.lines, front.unsure.iter().map(|doubt| format!("{}={}", doubt.key, doubt.value)).collect())
    }

    #[test]
    fn keys_of_status_pages_become_ours() {
        let text = "---\ntitle: It is slow\ndate: 2020-12-07 13:00:00\nresolved: true\nresolvedWhen: 2020-12-07 14:00:00\n# levels\nseverity: notice\naffected:\n  - api\nsection: issue\n---\nbody\n";
        let (lines, unsure) = taken(text);
        let expected = "title: It is slow\ndate: 2020-12-07 13:00:00\nstarted: \"2020-12-07 13:00:00\"\nstatus: resolved\noriginal-resolved: true\nresolved: 2020-12-07 14:00:00\n# levels\noriginal-severity: notice\nservices:\n  - api\nsection: issue\n";
        assert_eq!(lines, expected);
        assert_eq!(unsure, ["severity=notice"]);
    }

    #[test]
    fn toml_is_read_and_broken_yaml_is_saved() {
        let (lines, _) = taken("+++\ntitle = \"A: b\"\ndate = 2021-03-04\ntags = [\"a\", \"b\"]\n+++\nx\n");
        assert_eq!(lines, "title: \"A: b\"\ndate: 2021-03-04\ntags: [\"a\", \"b\"]\n");
        let (lines, _) = taken("---\ntitle: Outage: the second\n---\nx\n");
        assert_eq!(lines, "title: \"Outage: the second\"\n");
    }

    #[test]
    fn names_of_files_have_the_day_and_the_title() {
        assert_eq!(file_name(Some("2026-01-09"), "The queue, stuck!"), "2026-01-09-the-queue-stuck.md");
        assert_eq!(file_name(Some("2026-01-09"), "2026-01-09 again"), "2026-01-09-again.md");
        assert_eq!(file_name(None, "☃"), "note.md");
        assert!(file_name(None, &"word ".repeat(99)).len() < 80);
    }
}
