//! `casebook new`

mod page;

use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use clap::Args;
use serde_json::json;

use super::error::UsageError;
use super::{Format, Session, Verdict, git, locate};
use crate::config::Config;
use crate::import;
use crate::knowledge::KnowledgeBase;
use crate::knowledge::triage::{Complaint, Triage, triage};
use crate::model::{Date, IncidentId};
use crate::pipeline;
use crate::record;
use crate::report::{self, safe};
use crate::store;

/// How often a name that is taken gets another number.
const MOST_NAMES: u32 = 1000;
/// How many patterns and incidents are proposed.
const PROPOSED: usize = 3;

/// Begin a record
///
/// Writes a file with the day and the title for its name, and the headings that help a later reader most. From the
/// symptom it finds the incidents that look like it and the patterns it may be, and puts them into the front matter as
/// comments, with what they were back then. Nothing is overwritten: a name that is taken gets a number, here or on
/// another branch that git knows of.
///
/// Without a title it asks, if somebody sits at a terminal: for symptom, severity, services, and what was believed and
/// is ruled out. Prints the path of the file.
///
/// Examples:
///
///     casebook new
///     casebook new "Reports stop arriving" --symptom "no report after 09:20, the queue looks healthy" --service reports
///     casebook new "Reports stop arriving" --theory "the network drops them: a capture shows every message"
///     $EDITOR "$(casebook new "Reports stop arriving")"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct New {
    /// What a stranger would call it
    #[arg(value_name = "TITLE")]
    title: Option<String>,
    /// What is seen, in a sentence or an error line
    #[arg(long, value_name = "TEXT")]
    symptom: Option<String>,
    /// How bad it is, by the casebook's scale
    #[arg(long, value_name = "SEVERITY")]
    severity: Option<String>,
    /// A service that is involved; may be repeated
    #[arg(long, value_name = "NAME")]
    service: Vec<String>,
    /// What was believed and is ruled out, as `what it was: why it was wrong`; may be repeated
    #[arg(long, value_name = "TEXT")]
    theory: Vec<String>,
    /// The day of the incident [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Option<Date>,
    /// How to print what was written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// What is known of an incident when its record begins.
struct Facts {
    title: String,
    symptom: Option<String>,
    severity: Option<String>,
    services: Vec<String>,
    theories: Vec<Fallen>,
    date: Date,
}

/// A theory that was ruled out.
#[derive(Debug, PartialEq, Eq)]
struct Fallen {
    statement: String,
    /// Why it was wrong; empty where nobody said.
    wrong_because: String,
}

impl New {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let (base, records, config) = locate::locate_or_new(session.global, session.surroundings)?;
        let facts = self.facts(&config, session)?;
        let knowledge = if records.is_dir() {
            pipeline::load(&locate::locate(session.global, session.surroundings)?.0)?.knowledge
        } else {
            KnowledgeBase::assemble(Vec::new(), Vec::new())
        };
        let complaint = Complaint::of(facts.symptom.as_deref().unwrap_or(&facts.title));
        let mut found = triage(&knowledge, &complaint);
        found.patterns.truncate(PROPOSED);
        found.incidents.truncate(PROPOSED);
        let text = page::text(&facts, &knowledge, &found);
        // Whoever began a record of that name on another branch will merge it some day.
        let elsewhere = if records.is_dir() { git::stems_on_branches(&records) } else { BTreeSet::new() };
        let mut written = None;
        for name in names(&facts) {
            // An id is never reused, be it that of another file or a former one.
            let id = IncidentId::from_text(name.trim_end_matches(".md"));
            let is_free = id
                .is_none_or(|id| knowledge.incident(&id).is_none() && !elsewhere.contains(&id.as_str().to_lowercase()));
            if is_free && store::write_new(&records.join(&name), text.as_bytes())? {
                written = Some(name);
                break;
            }
        }
        let Some(name) = written else {
            return Err(UsageError::new("every name for such a record is taken", "give it another title").into());
        };
        let path = session.surroundings.shown(&records.join(&name)).replace('\\', "/");
        self.tell(&path, &name, &knowledge, &found, session)?;
        if session.global.root.is_none() && !base.join(locate::CONFIG_FILE).exists() && self.format == Format::Human {
            writeln!(session.err, "there is no `casebook.toml` yet; `casebook init` sets up the rest")?;
        }
        Ok(Verdict::Fine)
    }

    fn tell(
        &self,
        path: &str,
        name: &str,
        base: &KnowledgeBase,
        found: &Triage,
        session: &mut Session<'_>,
    ) -> anyhow::Result<()> {
        let alike: Vec<&str> = found.incidents.iter().map(|like| base.incidents[like.incident].id.as_str()).collect();
        let patterns: Vec<&str> = found.patterns.iter().map(|like| base.patterns[like.pattern].id.as_str()).collect();
        if self.format == Format::Json {
            let id = name.trim_end_matches(".md");
            let value = json!({"schema": 1, "path": path, "id": id, "look-alikes": alike, "patterns": patterns});
            write!(session.out, "{}", report::json_text(&value))?;
            return Ok(());
        }
        writeln!(session.out, "{}", safe::line(path))?;
        session.out.flush()?;
        if let Some(first) = found.incidents.first() {
            let title = safe::line(&base.incidents[first.incident].title.value);
            writeln!(session.err, "it looks like “{title}”; the record's front matter says more")?;
        }
        Ok(())
    }

    /// What was given, or what somebody answers.
    fn facts(&self, config: &Config, session: &mut Session<'_>) -> anyhow::Result<Facts> {
        let mut facts = Facts {
            title: one_line(self.title.as_deref().unwrap_or_default()),
            symptom: self.symptom.as_deref().map(one_line).filter(|text| !text.is_empty()),
            severity: self.severity.clone(),
            services: self.service.iter().map(|name| one_line(name)).filter(|name| !name.is_empty()).collect(),
            theories: self.theory.iter().filter_map(|text| fallen(text)).collect(),
            date: self.date.unwrap_or(session.surroundings.today),
        };
        if facts.title.is_empty() {
            if !session.surroundings.asks {
                let hint = "give one: `casebook new \"Reports stop arriving\"`; on a terminal it is asked for";
                return Err(UsageError::new("a record needs a title", hint).into());
            }
            ask(&mut facts, config, &mut std::io::stdin().lock(), session.err)?;
        }
        if let Some(severity) = &facts.severity {
            facts.severity = Some(known_severity(severity, config).ok_or_else(|| unknown_severity(severity, config))?);
        }
        Ok(facts)
    }
}

/// Asks for what was not given; an empty answer leaves it out, but for the title.
fn ask(facts: &mut Facts, config: &Config, input: &mut dyn BufRead, err: &mut dyn Write) -> anyhow::Result<()> {
    let mut answer = |question: &str| -> anyhow::Result<Option<String>> {
        write!(err, "{question} ")?;
        err.flush()?;
        let mut line = String::new();
        let read = input.read_line(&mut line)?;
        Ok((read > 0).then(|| one_line(&line)))
    };
    while facts.title.is_empty() {
        let hint = || UsageError::new("a record needs a title", "nothing was written");
        facts.title = answer("What would a stranger call it?")?.ok_or_else(hint)?;
    }
    if facts.symptom.is_none() {
        facts.symptom = answer("What is seen, in a sentence or an error line?")?.filter(|text| !text.is_empty());
    }
    let scale = config.severities.join(", ");
    while facts.severity.is_none() {
        match answer(&format!("How bad is it ({scale})?"))? {
            Some(text) if !text.is_empty() => facts.severity = known_severity(&text, config),
            _ => break,
        }
    }
    if facts.services.is_empty()
        && let Some(names) = answer("Which services, with commas between?")?
    {
        facts.services = names.split(',').map(one_line).filter(|name| !name.is_empty()).collect();
    }
    let mut question = "What was believed and is ruled out by now (nothing: Enter)?";
    while let Some(statement) = answer(question)?.filter(|text| !text.is_empty()) {
        let wrong_because = answer("  Why was it wrong?")?.unwrap_or_default();
        // Who gave the reason with the theory has answered already.
        let told = fallen(&statement).filter(|_| wrong_because.is_empty());
        facts.theories.push(told.unwrap_or(Fallen { statement, wrong_because }));
        question = "What else (nothing: Enter)?";
    }
    Ok(())
}

/// A theory in one text: what it was, a colon, and why it was wrong.
fn fallen(text: &str) -> Option<Fallen> {
    let text = one_line(text);
    let (statement, wrong_because) = text.split_once(": ").unwrap_or((text.as_str(), ""));
    let told = |text: &str| text.trim().to_owned();
    (!statement.trim().is_empty()).then(|| Fallen { statement: told(statement), wrong_because: told(wrong_because) })
}

/// A severity as the scale writes it, as records may name it; `None` where it is not one.
fn known_severity(text: &str, config: &Config) -> Option<String> {
    record::severity(config, text)
}

fn unknown_severity(text: &str, config: &Config) -> UsageError {
    let known: Vec<String> = config.severities.iter().map(|severity| format!("`{severity}`")).collect();
    UsageError::new(format!("there is no severity `{}`", safe::line(text)), format!("known are {}", known.join(", ")))
}

/// Names for the record's file, each free of the ones before it.
fn names(facts: &Facts) -> impl Iterator<Item = String> {
    let first = import::file_name(Some(&facts.date.to_string()), &facts.title);
    let stem = first.trim_end_matches(".md").to_owned();
    std::iter::once(first).chain((2..MOST_NAMES).map(move |number| format!("{stem}-{number}.md")))
}

/// A text on one line, without what moves a terminal or the reader's eye.
fn one_line(text: &str) -> String {
    let kept: String = text.chars().map(|c| if c.is_control() || safe::is_hostile(c) { ' ' } else { c }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map(Date).map_err(|_| "a day of the calendar is written `YYYY-MM-DD`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_given_is_asked_for_until_it_is_right() {
        let mut facts = Facts {
            title: String::new(),
            symptom: None,
            severity: None,
            services: Vec::new(),
            theories: Vec::new(),
            date: Date("2026-03-02".parse().expect("a day")),
        };
        let mut said = Vec::new();
        let mut input = "\n Reports stop \nno report\nawful\nhigh\nreports, , queue\n\
                         The network\na capture shows every message\nthe disk\n\n\n"
            .as_bytes();
        ask(&mut facts, &Config::default(), &mut input, &mut said).expect("it is answered");
        assert_eq!((facts.title.as_str(), facts.symptom.as_deref()), ("Reports stop", Some("no report")));
        assert_eq!((facts.severity.as_deref(), facts.services), (Some("sev2"), vec!["reports".into(), "queue".into()]));
        let told: Vec<_> =
            facts.theories.iter().map(|one| (one.statement.as_str(), one.wrong_because.as_str())).collect();
        assert_eq!(told, [("The network", "a capture shows every message"), ("the disk", "")]);
        let questions = String::from_utf8(said).expect("it asks in words");
        assert_eq!(questions.matches('?').count(), 11, "{questions}");
    }

    #[test]
    fn a_theory_ends_at_its_first_colon() {
        let told = |text: &str| fallen(text).map(|one| (one.statement, one.wrong_because));
        assert_eq!(
            told("http://x is down: no: it answers"),
            Some(("http://x is down".into(), "no: it answers".into()))
        );
        assert_eq!(told("the disk"), Some(("the disk".into(), String::new())));
        assert_eq!(told(" \n"), None);
    }
}
