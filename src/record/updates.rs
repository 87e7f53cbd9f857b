//! The updates of a status page, kept as a note: `**Identified** - A push dropped the checks.`, and the time beneath.
//!
//! They tell what a note with sections tells in other ways: when what happened, what was seen, what helped. What a record
//! says in a section stands before what its updates say.

use std::ops::Range;

use super::names::has_word;
use super::word_lists::{of, pairs, part};
use super::{Record, events, prose};
use crate::model::{Cause, Event, Fix, Incident, Passage, PassageKind, Status, Symptom};
use crate::source::Spanned;
use crate::yaml::Node;

/// Where an incident stood when an update was written, as status pages call it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Investigating,
    Identified,
    Monitoring,
    Resolved,
}

/// What an update is called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Stage(Stage),
    /// It tells of no stage: `Update`, `In progress`.
    NoStage,
    /// It was written when all was over: `Post-mortem`.
    LooksBack,
}

/// The words by which updates are read.
pub(super) struct UpdateWords {
    names: Vec<(String, Name)>,
    no_fix: Vec<String>,
    no_cause: Vec<String>,
}

impl UpdateWords {
    /// Reads them from their part of `synonyms.yaml`.
    pub(super) fn read(node: &Node) -> UpdateWords {
        let all = |words: Vec<String>, name| words.into_iter().map(move |word| (word, name));
        let mut names = pairs(part(node, "stages"), |name| stage(name).map(Name::Stage));
        names.extend(all(of(node, "no-stage"), Name::NoStage).chain(all(of(node, "looks-back"), Name::LooksBack)));
        UpdateWords { names, no_fix: of(node, "no-fix"), no_cause: of(node, "no-cause") }
    }

    /// The name that a text begins with, and how long it is.
    fn name(&self, text: &str) -> Option<(usize, Name)> {
        let begins = |name: &str| text.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
        self.names.iter().find(|(name, _)| begins(name)).map(|(word, name)| (word.len(), *name))
    }

    /// Whether a sentence says no more than that something was done.
    fn is_no_fix(&self, sentence: &str) -> bool {
        let lower = sentence.to_lowercase();
        self.no_fix.iter().any(|empty| lower.starts_with(empty.as_str()))
    }
}

fn stage(name: &str) -> Option<Stage> {
    match name {
        "investigating" => Some(Stage::Investigating),
        "identified" => Some(Stage::Identified),
        "monitoring" => Some(Stage::Monitoring),
        "resolved" => Some(Stage::Resolved),
        _ => None,
    }
}

/// One update.
struct Update<'r> {
    name: Name,
    passage: &'r Passage,
    /// What it is called, as it is written.
    called: Range<usize>,
    /// What it says.
    text: Range<usize>,
    /// When it was written: a line of its own at the end.
    when: Option<Range<usize>>,
}

/// Adds what the updates of a record tell and nothing else does. One update alone may be any sentence.
pub(super) fn fill(record: &Record<'_>, incident: &mut Incident) {
    let mut updates: Vec<Update<'_>> = record.passages.iter().filter_map(|passage| update(record, passage)).collect();
    if updates.len() < 2 || updates.iter().all(|update| update.stage().is_none()) {
        return;
    }
    if incident.events.is_empty() {
        incident.events = updates.iter().filter_map(event).collect();
    }
    let days = incident.events.iter().filter_map(|event| Some(Spanned::new(event.at?.date, event.span)));
    incident.date = incident.date.take().or_else(|| days.min_by_key(|day| day.value));
    if is_newest_first(&updates) {
        updates.reverse();
    }
    let at = |stage: Stage| updates.iter().filter(move |update| update.stage() == Some(stage));
    if incident.symptoms.is_empty() {
        let symptom = |one: Spanned<String>, section| Symptom { text: one.value, span: one.span, section };
        let seen = at(Stage::Investigating).next();
        incident.symptoms = seen.map(|seen| symptom(seen.sentence(), seen.passage.section)).into_iter().collect();
    }
    if incident.fixes.is_empty() {
        let helped = at(Stage::Monitoring).map(|update| (update.sentence(), update.passage.section));
        let mut telling = helped.filter(|(sentence, _)| !record.words.updates.is_no_fix(&sentence.value));
        let fix = |(statement, section): (Spanned<String>, u32)| Fix { span: statement.span, statement, section };
        incident.fixes = telling.next_back().map(fix).into_iter().collect();
    }
    if incident.causes.is_empty() {
        let looks_back = |update: &&Update<'_>| update.name == Name::LooksBack;
        let cause = |update: &Update<'_>| {
            let statement = update.sentence();
            let is_empty = has_word(&statement.value.to_lowercase(), &record.words.updates.no_cause);
            let state = record.words.says.state_of(&statement.value);
            let cause =
                Cause { state, confirmed_by: None, span: statement.span, section: update.passage.section, statement };
            (!is_empty).then_some(cause)
        };
        incident.causes = updates.iter().find(looks_back).and_then(cause).into_iter().collect();
    }
    let newest = updates.iter().rev().find_map(|update| Some((update.stage()?, update.passage.span)));
    incident.status = incident.status.take().or(newest.map(|(stage, span)| Spanned::new(status(stage), span)));
}

/// Whether updates stand as status pages show them: by their times, or else by their stages.
fn is_newest_first(updates: &[Update<'_>]) -> bool {
    let times: Vec<_> = updates.iter().filter_map(|update| events::moment_of(update.when()?)).collect();
    let stages: Vec<_> = updates.iter().filter_map(Update::stage).collect();
    if times.len() > 1 && times.first() != times.last() {
        times.first() > times.last()
    } else {
        stages.first() > stages.last()
    }
}

fn status(stage: Stage) -> Status {
    match stage {
        Stage::Investigating | Stage::Identified => Status::Investigating,
        Stage::Monitoring => Status::Monitoring,
        Stage::Resolved => Status::Resolved,
    }
}

/// What an update says, without the word that opens it and the time at its end.
pub(super) fn said(record: &Record<'_>, passage: &Passage) -> Option<Range<usize>> {
    update(record, passage).map(|update| update.text)
}

/// The update that a paragraph or item is: a stage, a dash or colon, and what there is to say.
fn update<'r>(record: &Record<'_>, passage: &'r Passage) -> Option<Update<'r>> {
    if !matches!(passage.kind, PassageKind::Paragraph | PassageKind::Item) {
        return None;
    }
    let text = passage.text.as_str();
    let (length, name) = record.words.updates.name(text)?;
    let rest = text[length..].trim_start();
    let said =
        rest.strip_prefix(['-', '–', '—', ':']).filter(|said| said.starts_with(char::is_whitespace))?.trim_start();
    if said.is_empty() || !text.starts_with(char::is_uppercase) {
        return None;
    }
    let start = text.len() - said.len();
    let last = text.rfind('\n').map_or(text.len(), |at| at + 1);
    let tail = text[last..].trim();
    let is_time = last >= start && tail.len() < 40 && events::holds_time(tail);
    let end = if is_time { last } else { text.len() };
    let when = is_time.then(|| prose::trim(text, last..text.len()));
    let said = prose::trim(text, start..end.max(start));
    (!said.is_empty()).then_some(Update { name, passage, called: 0..length, text: said, when })
}

impl Update<'_> {
    fn stage(&self) -> Option<Stage> {
        match self.name {
            Name::Stage(stage) => Some(stage),
            Name::NoStage | Name::LooksBack => None,
        }
    }

    fn when(&self) -> Option<&str> {
        self.when.clone().map(|when| &self.passage.text[when])
    }

    fn sentence(&self) -> Spanned<String> {
        let first = prose::first_sentence(&self.passage.text[self.text.clone()]);
        let range = self.text.start + first.start..self.text.start + first.end;
        Spanned::new(self.passage.text[range.clone()].replace('\n', " "), self.passage.source_span(range))
    }
}

fn event(update: &Update<'_>) -> Option<Event> {
    let when = update.when()?;
    let name = &update.passage.text[update.called.clone()];
    let text = format!("{name}: {}", update.sentence().value);
    let at = events::moment_of(when);
    Some(Event { when: when.to_owned(), at, text, span: update.passage.span, section: update.passage.section })
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::model::{Incident, Status};
    use crate::source::SourceFile;

    fn read(text: &str) -> Incident {
        crate::record::read(&SourceFile::new("note.md", text), &Config::default()).0
    }

    #[test]
    fn updates_of_a_status_page_tell_times_symptom_cause_and_fix() {
        let incident = read(
            "# Errors at the till\n\n**Resolved** - This incident has been resolved.\nMar 14, 2026 - 16:42 UTC\n\n\
             **Monitoring** - We took the push back, and errors are gone.\nMar 14, 2026 - 16:05 UTC\n\n\
             **Update** - We are still at it.\nMar 14, 2026 - 15:58 UTC\n\n\
             **Identified** - The issue has been identified as a push to the proxies.\nMar 14, 2026 - 15:48 UTC\n\n\
             **Investigating** - One of ten payments fails.\nMar 14, 2026 - 15:20 UTC\n",
        );
        let events: Vec<_> = incident.events.iter().map(|event| (event.when.as_str(), event.text.as_str())).collect();
        assert_eq!(events[4], ("Mar 14, 2026 - 15:20 UTC", "Investigating: One of ten payments fails."));
        assert_eq!(incident.events[0].at.map(|at| at.to_string()).as_deref(), Some("2026-03-14 16:42"));
        assert_eq!(incident.symptoms[0].text, "One of ten payments fails.");
        assert_eq!(incident.causes[0].statement.value, "The issue has been identified as a push to the proxies.");
        assert_eq!(incident.fixes[0].statement.value, "We took the push back, and errors are gone.");
        assert_eq!(incident.status.map(|status| status.value), Some(Status::Resolved));
        assert_eq!(incident.date.map(|date| date.value.to_string()).as_deref(), Some("2026-03-14"));
    }

    #[test]
    fn an_update_that_looks_back_tells_the_cause() {
        let incident = read(
            "# Errors at the till\n\n*Post-mortem* - The check asked the cache. It was down.\n\n*Resolved* - It is over.\n\n\
             *Investigating* - Payments fail.\n",
        );
        assert_eq!(incident.causes[0].statement.value, "The check asked the cache.");
        assert_eq!(incident.symptoms[0].text, "Payments fail.");
    }

    #[test]
    fn a_word_that_is_no_update_and_what_sections_tell_stay_as_they_are() {
        let sections = read(
            "# T\n\n## Symptoms\n\nSlow.\n\n## Updates\n\n- Investigating: we look.\n- Resolved: it was a lock.\n- monitoring: none\n",
        );
        assert_eq!(sections.symptoms[0].text, "Slow.");
        assert_eq!(sections.symptoms.len(), 1);
        let back = read(
            "# T\n\nUpdate - We see errors.\nMar 14, 2026 - 09:00 UTC\n\nInvestigating - Payments fail.\nMar 14, 2026 - 09:10 UTC\n\n\
             Resolved - It is over.\nMar 14, 2026 - 10:00 UTC\n\nInvestigating - Payments fail again.\nMar 14, 2026 - 11:00 UTC\n",
        );
        assert_eq!(back.status.map(|status| status.value), Some(Status::Investigating));
        assert_eq!(back.symptoms[0].text, "Payments fail.");
        let alone = read("# T\n\nMonitoring: we have none of it.\n\nMonitoring-based deploys failed.\n");
        assert!(alone.fixes.is_empty() && alone.status.is_none());
    }
}
