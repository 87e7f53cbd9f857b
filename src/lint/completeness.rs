//! What a record lacks that its readers come for.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::config::Config;
use crate::diag::{Diagnostic, rule};
use crate::model::{Carrier, CurationLevel, Date, Incident, Role, Section, SectionKind, Status};

/// Words that say why, in the languages in which headings are known.
const WHY: [&str; 37] = [
    "because",
    "caused by",
    "caused the",
    "due to",
    "root cause",
    "the cause",
    "the reason",
    "result of",
    "turned out",
    "culprit",
    "stems from",
    "stemmed from",
    "led to",
    "leads to",
    "leading to",
    "this causes",
    "which causes",
    "results in",
    "resulting in",
    "the issue was",
    "the bug was",
    "原因",
    "ため",
    "因为",
    "由于",
    "porque",
    "causado por",
    "devido a",
    "debido a",
    "a causa d",
    "parce que",
    "à cause de",
    "causé par",
    "weil ",
    "wegen ",
    "verursacht",
    "perché",
];

static BECAUSE: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let builder = AhoCorasick::builder().ascii_case_insensitive(true).clone();
    builder.build(WHY).expect("a few short words")
});

/// Checks one record. One without any text has its own finding, and is not asked for more.
pub fn check(incident: &Incident, config: &Config) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    if incident.passages.is_empty() {
        return findings;
    }
    let lacks = |rule, message: &str, help: &str| {
        Diagnostic::new(rule, &incident.file, incident.title.span, message).with_help(help)
    };
    if incident.date.is_none() && !is_dated_in_parts(incident) {
        findings.push(lacks(&rule::NO_DATE, "this record has no date", "add `date: YYYY-MM-DD` to its front matter"));
    }
    let is_seen = !incident.symptoms.is_empty() || !incident.error_strings.is_empty();
    let is_explained = !incident.causes.is_empty() || !incident.fixes.is_empty();
    if !is_seen && is_structured(incident) && is_explained && !tells(incident) {
        let help = "add a section `## Symptoms` with the words and error lines as they appear";
        findings.push(lacks(&rule::NO_SYMPTOMS, "this record does not say what was seen", help));
    }
    let sought = incident.status.as_ref().is_some_and(|status| status.value == Status::Investigating);
    let is_failure = is_seen || !incident.fixes.is_empty();
    let is_silent = incident.causes.is_empty() && !is_classed(incident) && !tells_why(incident);
    if is_silent && !sought && is_structured(incident) && is_failure && !is_dated_in_parts(incident) {
        let help = "add a section `## Root cause`, or `status: investigating` while it is not known";
        findings.push(lacks(&rule::NO_CAUSE, "this record names no cause", help));
    }
    findings.extend(config.check.require.and_then(|required| below(incident, required)));
    findings
}

/// Whether its author divides what is told: a plain note may tell anything anywhere, and is asked for nothing.
fn is_structured(incident: &Incident) -> bool {
    let is_marked = |section: &Section| section.kind != SectionKind::Other && section.carrier != Carrier::Opening;
    incident.sections.iter().any(is_marked)
}

/// Whether one of the sections that tell what was seen, under whatever name, is there.
fn tells(incident: &Incident) -> bool {
    use SectionKind::{Detection, Impact, Summary, Symptoms};
    let marked = incident.sections.iter().filter(|section| section.carrier != Carrier::Opening);
    marked.into_iter().any(|section| matches!(section.kind, Symptoms | Summary | Impact | Detection))
}

/// Whether its headings tell days: a file of several incidents, or a diary.
fn is_dated_in_parts(incident: &Incident) -> bool {
    let is_day = |word: &str| Date::parse(word).is_some();
    let titles = incident.sections.iter().filter(|section| section.carrier == Carrier::Heading);
    titles.into_iter().any(|section| section.title.split(|c: char| !c.is_ascii_digit() && c != '-').any(is_day))
}

/// Whether a sentence says why, wherever it stands; what was ruled out and what is planned does not. What an author
/// calls an insight does too.
fn tells_why(incident: &Incident) -> bool {
    if incident.sections.iter().any(|section| section.title.to_lowercase().contains("insight")) {
        return true;
    }
    let told = incident.passages.iter().filter(|passage| passage.kind.is_prose());
    let mut told = told.filter(|passage| !matches!(passage.role, Role::RuledOut | Role::Future));
    told.any(|passage| BECAUSE.is_match(&passage.text))
}

/// Whether its front matter names the cause by a word: `root_cause: race_condition`. That is too little to read as one,
/// and an author who filled the key in is not told that nothing is there.
fn is_classed(incident: &Incident) -> bool {
    let is_class = |section: &Section| {
        section.kind == SectionKind::RootCause && section.carrier == Carrier::FrontMatter && {
            let value = incident.file.slice(section.span).split_once(':').map_or("", |(_, value)| value).trim();
            let value = value.trim_matches(['"', '\'']).to_lowercase();
            !matches!(value.as_str(), "" | "~" | "null" | "unknown" | "none" | "tbd" | "todo" | "n/a" | "?" | "-")
        }
    };
    incident.sections.iter().any(is_class)
}

/// What is missing for the required level.
fn below(incident: &Incident, required: CurationLevel) -> Option<Diagnostic> {
    if incident.level >= required {
        return None;
    }
    let missing = incident.missing.iter().filter(|missing| missing.level <= required);
    let missing: Vec<&str> = missing.map(|missing| missing.what.as_str()).collect();
    let (is, wanted) = (incident.level.name(), required.name());
    let message = format!("this record is at the level `{is}`, and `{wanted}` is required");
    let finding = Diagnostic::new(&rule::BELOW_REQUIRED_LEVEL, &incident.file, incident.title.span, message);
    Some(finding.with_help(format!("it lacks {}", missing.join("; "))))
}
