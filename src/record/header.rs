//! Header values: id, title, dates and the like, from front matter, from metadata in the text, or from the file's name.

use crate::diag::{Diagnostic, Fix, rule};
use crate::model::{
    Carrier, DetectedBy, ExtraField, Incident, IncidentId, Moment, Passage, PassageKind, PatternId, Role, Section,
    SectionKind, Status, slug,
};
use crate::source::{Span, Spanned};
use crate::yaml::Node;

use super::front_matter::FrontMatter;
use super::layout::Layout;
use super::words::Words;
use super::{Record, dates, ids, lift, title, values};

/// Keys that Casebook knows, for the hint at a misspelt one.
pub(super) const KEYS: [&str; 25] = [
    "id",
    "aliases",
    "title",
    "date",
    "status",
    "severity",
    "services",
    "tags",
    "authors",
    "owner",
    "started",
    "detected",
    "mitigated",
    "resolved",
    "detected-by",
    "patterns",
    "not-patterns",
    "repeat-of",
    "related",
    "supersedes",
    "paths",
    "source",
    "lang",
    "allow",
    "audience",
];

/// Keys whose text is a section of the record: `root_cause: …`, `symptoms: [..]`.
fn section_kind(key: &str, words: &Words) -> Option<SectionKind> {
    let kind = words.label(&key.replace('_', " "))?.kind;
    matches!(kind, SectionKind::Symptoms | SectionKind::RootCause | SectionKind::Summary | SectionKind::Impact)
        .then_some(kind)
}

/// The key that a word of the front matter means; `None` where Casebook does not know it.
pub(super) fn known_key<'w>(key: &str, words: &'w Words) -> Option<&'w str> {
    own_key(key).or_else(|| words.key(key))
}

fn own_key(key: &str) -> Option<&'static str> {
    let name = key.trim().to_lowercase().replace(['_', ' '], "-");
    KEYS.into_iter().find(|known| *known == name)
}

/// Adds a section for every front matter key that tells one. They come behind the opening, in which they lie.
pub(super) fn add_sections(front: &FrontMatter, words: &Words, sections: &mut Vec<Section>) {
    let mut added = Vec::new();
    for (key, value) in &front.fields {
        let Some(kind) = section_kind(&key.value, words).filter(|_| known_key(&key.value, words).is_none()) else {
            continue;
        };
        let anchor = format!("front-matter--{}", slug(&key.value));
        added.push(Section {
            kind,
            role: kind.role().unwrap_or(Role::Neutral),
            title: key.value.replace(['_', '-'], " "),
            anchor,
            level: 7,
            carrier: Carrier::FrontMatter,
            head: key.span,
            span: key.span.to(value.span),
            parent: Some(0),
            supposed: false,
        });
    }
    if added.is_empty() {
        return;
    }
    let shift = added.len() as u32;
    for section in sections.iter_mut() {
        section.parent = section.parent.map(|parent| if parent == 0 { 0 } else { parent + shift });
    }
    sections.splice(1..1, added);
}

/// Gives the passages of the front matter to the sections that its keys opened.
pub(super) fn assign_passages(sections: &[Section], layout: &Layout, passages: &mut [Passage]) {
    for passage in passages.iter_mut().filter(|passage| passage.kind == PassageKind::FrontMatter) {
        let index = layout.at(passage.span.start);
        let section = &sections[index as usize];
        if section.carrier == Carrier::FrontMatter && section.span.contains(passage.span) {
            passage.section = index;
            passage.role = section.role;
            // The key is the section's heading, its values are the items under it.
            passage.kind = if passage.span == section.head { PassageKind::Heading } else { PassageKind::Item };
        }
    }
}

/// Reads the header values of a record into an incident whose lists are still empty.
pub(super) fn read(record: &Record<'_>, findings: &mut Vec<Diagnostic>) -> Incident {
    let mut incident = blank(record);
    let mut reader = Reader { record, findings, has_id: false, has_title: false };
    // A key's own name wins over its other names, wherever they stand.
    let (own, others): (Vec<_>, Vec<_>) =
        record.front.fields.iter().partition(|(key, _)| own_key(&key.value).is_some());
    for (key, value) in own.into_iter().chain(others) {
        match known_key(&key.value, record.words) {
            Some(known) => reader.field(known, key, value, &mut incident),
            None => reader.extra(key, value, &mut incident),
        }
    }
    for &span in &record.front.unread {
        let text = record.file.slice(span).trim().to_owned();
        incident.extra.push(ExtraField { key: "front matter".to_owned(), text, span });
    }
    let (has_id, has_title) = (reader.has_id, reader.has_title);
    began_on_its_date(record, &mut incident);
    lift::metadata(record, &mut incident);
    if !has_title {
        title::find(record, &mut incident, findings);
    }
    if incident.date.is_none() {
        let name = record.file.path.rsplit('/').next().unwrap_or_default();
        let day = |moment: &Option<Spanned<Moment>>| moment.as_ref().map(|moment| moment.value.date);
        let in_title = || dates::first_certain(&incident.title.value);
        let began = || day(&incident.started).or_else(|| day(&incident.detected));
        let date = dates::first_certain(name).or_else(began).or_else(in_title);
        let ended = incident.mitigated.as_ref().or(incident.resolved.as_ref());
        let ended = ended.map(|moment| Spanned::new(moment.value.date, moment.span));
        incident.date = date.map(|date| Spanned::new(date, Span::default())).or(ended);
    }
    if !has_id {
        incident.id = ids::of_path(&record.file.path);
    }
    incident
}

/// Status pages keep `date: 2025-05-06T17:50` beside `resolvedWhen: 2025-05-06T18:30`: it tells when the incident began.
/// Elsewhere the time of a date is that of writing.
fn began_on_its_date(record: &Record<'_>, incident: &mut Incident) {
    let Some(resolved) = incident.resolved.as_ref().filter(|_| incident.started.is_none()) else { return };
    let is_date = |key: &str| own_key(key) == Some("date");
    let date = record.front.fields.iter().find(|(key, _)| is_date(&key.value)).map(|(_, value)| value);
    let Some(Spanned { value: Node::Scalar(text), span }) = date else { return };
    let began = values::moment(text).ok().filter(|began| began.time.is_some() && *began <= resolved.value);
    incident.started = began.map(|began| Spanned::new(began, *span));
}

fn blank(record: &Record<'_>) -> Incident {
    let body = Span::new(record.front.body, record.file.text.len());
    Incident::blank(ids::of_path(&record.file.path), std::sync::Arc::clone(record.file), body)
}

struct Reader<'r, 'a> {
    record: &'r Record<'a>,
    findings: &'r mut Vec<Diagnostic>,
    has_id: bool,
    has_title: bool,
}

impl Reader<'_, '_> {
    /// Reads a known key. What cannot be used, or stands under a second name of its key, is shown like an unknown key,
    /// so that it is not lost.
    fn field(&mut self, known: &str, key: &Spanned<String>, value: &Spanned<Node>, incident: &mut Incident) {
        if self.has(known, incident) == Some(true) {
            return incident.extra.push(extra_field(self.record, key, value));
        }
        self.value(known, key, value, incident);
        let is_status = incident.status.as_ref().is_some_and(|status| status.span == value.span);
        if self.has(known, incident) == Some(false) && value.value != Node::Null && !is_status {
            incident.extra.push(extra_field(self.record, key, value));
        }
    }

    /// Whether a key that takes one value has it; `None` for those that take several.
    fn has(&self, known: &str, incident: &Incident) -> Option<bool> {
        Some(match known {
            "id" => self.has_id,
            "title" => self.has_title,
            "date" => incident.date.is_some(),
            "status" => incident.status.is_some(),
            "severity" => incident.severity.is_some(),
            "detected-by" => incident.detected_by.is_some(),
            "owner" => incident.owner.is_some(),
            "source" => incident.source.is_some(),
            "lang" => incident.lang.is_some(),
            "started" => incident.started.is_some(),
            "detected" => incident.detected.is_some(),
            "mitigated" => incident.mitigated.is_some(),
            "resolved" => incident.resolved.is_some(),
            _ => return None,
        })
    }

    fn value(&mut self, known: &str, key: &Spanned<String>, value: &Spanned<Node>, incident: &mut Incident) {
        match known {
            "id" => {
                if let Some(id) = self.scalar(key, value).and_then(|text| self.id(&text)) {
                    incident.id = id.value;
                    self.has_id = true;
                }
            }
            "title" => {
                if let Some(title) = self.scalar(key, value).filter(|title| !title.value.trim().is_empty()) {
                    incident.title = title.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
                    self.has_title = true;
                }
            }
            "date" => {
                let read = |text: &str| values::moment(text).map(|moment| moment.date);
                incident.date = self.parsed(key, value, "a day such as `2026-02-04`", read);
            }
            "status" => {
                let words = self.record.words;
                let read = |text: &str| words.status(text).ok_or_else(String::new);
                incident.status = self.parsed(key, value, &one_of(&Status::ALL.map(Status::name)), read);
            }
            "detected-by" => {
                let read = |text: &str| {
                    let fits = |by: &DetectedBy| by.name().eq_ignore_ascii_case(text.trim());
                    DetectedBy::ALL.into_iter().find(fits).ok_or_else(String::new)
                };
                incident.detected_by = self.parsed(key, value, &one_of(&DetectedBy::ALL.map(DetectedBy::name)), read);
            }
            "severity" => self.severity(key, value, incident),
            "services" => incident.services.extend(self.list(value)),
            "tags" => incident.tags.extend(self.list(value)),
            "authors" => incident.authors.extend(self.list(value)),
            "paths" => incident.paths.extend(self.list(value)),
            "owner" => incident.owner = self.scalar(key, value),
            "source" => incident.source = self.scalar(key, value),
            "lang" => incident.lang = self.scalar(key, value),
            "started" => incident.started = self.parsed(key, value, MOMENT, values::moment),
            "detected" => incident.detected = self.parsed(key, value, MOMENT, values::moment),
            "mitigated" => incident.mitigated = self.parsed(key, value, MOMENT, values::moment),
            // Status pages write `resolved: true`; that is a status and no time.
            "resolved" if matches!(&value.value, Node::Scalar(text) if text == "true" || text == "false") => {
                let resolved = value.value == Node::Scalar("true".to_owned());
                let status = if resolved { Status::Resolved } else { Status::Investigating };
                incident.status.get_or_insert(Spanned::new(status, value.span));
            }
            "resolved" => incident.resolved = self.parsed(key, value, MOMENT, values::moment),
            "patterns" => incident.patterns.extend(self.pattern_ids(value)),
            "not-patterns" => incident.not_patterns.extend(self.pattern_ids(value)),
            "aliases" => incident.aliases.extend(self.ids(value)),
            "repeat-of" => incident.repeat_of.extend(self.ids(value)),
            "related" => incident.related.extend(self.ids(value)),
            "supersedes" => incident.supersedes.extend(self.ids(value)),
            // What `check` shall not tell of is no fact about the incident.
            "allow" if matches!(value.value, Node::Mapping(_)) => {}
            // Who may read a record is settled before it is read; see `redact`.
            "audience" => {}
            _ => self.extra(key, value, incident),
        }
    }

    fn severity(&mut self, key: &Spanned<String>, value: &Spanned<Node>, incident: &mut Incident) {
        let Some(written) = self.scalar(key, value) else { return };
        let config = self.record.config;
        let known = values::severity(config, &written.value);
        if known.is_none() {
            let scale: Vec<_> = config.severities.iter().map(String::as_str).collect();
            self.bad_value(key, &written.value, written.span, &one_of(&scale));
        }
        incident.severity = Some(written.map(|text| known.unwrap_or(text)));
    }

    fn extra(&mut self, key: &Spanned<String>, value: &Spanned<Node>, incident: &mut Incident) {
        let name = key.value.to_lowercase().replace(['_', ' '], "-");
        let near = KEYS.into_iter().find(|known| name.len() > 3 && strsim::damerau_levenshtein(known, &name) == 1);
        if let Some(near) = near {
            let message = format!("`{}` is not a key that Casebook knows", key.value);
            let finding = Diagnostic::new(&rule::MISSPELT_KEY, self.record.file, key.span, message);
            let finding = finding.with_help(format!("did you mean `{near}`?"));
            self.findings.push(finding.with_fix(Fix::guess("rename the key", key.span, near)));
        }
        incident.extra.push(extra_field(self.record, key, value));
    }

    /// The value as one text; nothing and lists of one are understood, anything else is a finding.
    fn scalar(&mut self, key: &Spanned<String>, value: &Spanned<Node>) -> Option<Spanned<String>> {
        match &value.value {
            Node::Null => None,
            Node::Scalar(text) => Some(Spanned::new(text.trim().to_owned(), value.span)),
            Node::Sequence(items) if items.len() == 1 => self.scalar(key, &items[0]),
            _ => {
                let text = self.record.file.slice(value.span).to_owned();
                self.bad_value(key, &text, value.span, "a single value");
                Some(Spanned::new(text, value.span))
            }
        }
    }

    fn list(&mut self, value: &Spanned<Node>) -> Vec<Spanned<String>> {
        match &value.value {
            Node::Null => Vec::new(),
            Node::Scalar(text) if text.trim().is_empty() => Vec::new(),
            Node::Scalar(text) => vec![Spanned::new(values::unlinked(text).to_owned(), value.span)],
            Node::Sequence(items) => items.iter().flat_map(|item| self.list(item)).collect(),
            Node::Mapping(_) => vec![Spanned::new(self.record.file.slice(value.span).to_owned(), value.span)],
        }
    }

    fn parsed<T>(
        &mut self,
        key: &Spanned<String>,
        value: &Spanned<Node>,
        wanted: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Spanned<T>> {
        let text = self.scalar(key, value)?;
        match read(&text.value) {
            Ok(read) => Some(Spanned::new(read, text.span)),
            Err(why) => {
                let wanted = if why.is_empty() { wanted.to_owned() } else { format!("{wanted} ({why})") };
                self.bad_value(key, &text.value, text.span, &wanted);
                None
            }
        }
    }

    fn bad_value(&mut self, key: &Spanned<String>, text: &str, span: Span, wanted: &str) {
        let shown: String = text.chars().take(60).collect();
        let message = format!("`{shown}` is not a value that `{}` can take", key.value);
        let finding = Diagnostic::new(&rule::BAD_VALUE, self.record.file, span, message);
        self.findings.push(finding.with_help(format!("`{}` takes {wanted}", key.value)));
    }

    fn id(&mut self, text: &Spanned<String>) -> Option<Spanned<IncidentId>> {
        // A link to a record's file names the record.
        let name = text.value.trim().trim_start_matches("./").trim_end_matches(".md");
        let id = IncidentId::new(name).or_else(|| IncidentId::from_text(name.rsplit('/').next().unwrap_or(name)));
        if id.is_none() {
            self.not_an_id(text);
        }
        id.map(|id| Spanned::new(id, text.span))
    }

    fn not_an_id(&mut self, text: &Spanned<String>) {
        let message = format!("`{}` is not an id", text.value);
        let finding = Diagnostic::new(&rule::BAD_VALUE, self.record.file, text.span, message);
        self.findings.push(finding.with_help("an id has letters, digits, `.`, `_` and `-`"));
    }

    fn ids(&mut self, value: &Spanned<Node>) -> Vec<Spanned<IncidentId>> {
        self.list(value).iter().filter_map(|text| self.id(text)).collect()
    }

    fn pattern_ids(&mut self, value: &Spanned<Node>) -> Vec<Spanned<PatternId>> {
        let mut ids = Vec::new();
        for text in self.list(value) {
            match PatternId::from_text(&text.value) {
                Some(id) => ids.push(Spanned::new(id, text.span)),
                None => self.not_an_id(&text),
            }
        }
        ids
    }
}

const MOMENT: &str = "a time such as `2026-02-04 07:49` or `2026-02-04T07:49:00Z`";

fn one_of(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("one of {}", quoted.join(", "))
}

fn extra_field(record: &Record<'_>, key: &Spanned<String>, value: &Spanned<Node>) -> ExtraField {
    let text = match &value.value {
        Node::Null => String::new(),
        Node::Scalar(text) => text.clone(),
        Node::Sequence(items) if items.iter().all(|item| matches!(item.value, Node::Scalar(_))) => {
            let texts: Vec<_> =
                items.iter().map(|item| record.file.slice(item.span).trim_matches(['"', '\''])).collect();
            texts.join(", ")
        }
        _ => record.file.slice(value.span).to_owned(),
    };
    ExtraField { key: key.value.clone(), text, span: key.span.to(value.span) }
}
