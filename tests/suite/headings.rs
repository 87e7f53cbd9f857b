//! What headings and labels are about: the kinds of section that `record::read` finds, beside a reader's judgement.
//!
//! `tests/expectations/headings.tsv` holds 300 headings and labels of other teams, in two parts that share no team.
//! The words in `synonyms.yaml` and the section finder are improved on the misses of `tune`; those of `measure` are
//! counted and never shown, and tell what the finder is worth elsewhere.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

use casebook::config::Config;
use casebook::model::{Incident, SectionKind};
use casebook::record;
use casebook::source::SourceFile;

use crate::program::{corpora, root};

/// The least share of right kinds over all labels of a part.
const FLOOR: f64 = 0.95;

/// The least share over those labels alone that tell something the format has a section for; it may only rise.
const NAMED_FLOOR: f64 = 0.94;

/// What is written for a heading about something else.
const OTHER: &str = "other";

/// What is written for a line that only looks like a label.
const NO_LABEL: &str = "-";

struct Label {
    part: String,
    path: String,
    /// Counted from one.
    line: u32,
    /// Each of these is right.
    kinds: Vec<SectionKind>,
    /// Whether it tells something that the format has a section for, whatever the name.
    named: bool,
    /// Its words, cut at the end where there are many.
    words: String,
}

fn labels() -> Vec<Label> {
    let text = std::fs::read_to_string(root().join("tests/expectations/headings.tsv")).expect("the labels are there");
    let label = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [part, path, number, kinds, words] = fields[..] else { panic!("five fields in `{line}`") };
        assert!(matches!(part, "tune" | "measure"), "{line}");
        let kind = |name: &str| match name {
            NO_LABEL => SectionKind::Other,
            "references" => SectionKind::Evidence,
            name => SectionKind::from_name(name).unwrap_or_else(|| panic!("`{name}` is a kind")),
        };
        Label {
            part: part.to_owned(),
            path: path.to_owned(),
            line: number.parse().expect("a line number"),
            kinds: kinds.split('|').map(kind).collect(),
            named: !kinds.split('|').any(|name| name == OTHER || name == NO_LABEL),
            words: words.to_owned(),
        }
    };
    text.lines().filter(|line| !line.starts_with('#')).map(label).collect()
}

/// Letters and digits alone, in lower case.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The kind of the section that begins on the label's line with the label's words; what opens none is about nothing
/// that the format knows.
fn found(label: &Label, file: &Arc<SourceFile>, incident: &Incident) -> SectionKind {
    let words = bare(&label.words);
    let on_line = |start: u32| file.position(start).line == label.line;
    let is_it = |title: &str| {
        let title = bare(title);
        !title.is_empty() && (title.starts_with(&words) || words.starts_with(&title))
    };
    let mut sections = incident.sections.iter().filter(|section| on_line(section.head.start));
    sections.find(|section| is_it(&section.title)).map_or(SectionKind::Other, |section| section.kind)
}

/// The labels of a part, each with the kind that was found.
fn judged(part: &str) -> Vec<(Label, SectionKind)> {
    let mut read: HashMap<String, (Arc<SourceFile>, Incident)> = HashMap::new();
    let of_part = labels().into_iter().filter(|label| label.part == part);
    let judge = |label: Label| {
        let (file, incident) = read.entry(label.path.clone()).or_insert_with(|| {
            let bytes = std::fs::read(corpora().join(&label.path)).expect("the post-mortem is there");
            let file = SourceFile::new(label.path.clone(), String::from_utf8_lossy(&bytes));
            let incident = record::read(&file, &Config::default()).0;
            (file, incident)
        });
        let kind = found(&label, file, incident);
        (label, kind)
    };
    of_part.map(judge).collect()
}

fn share(judged: &[(Label, SectionKind)], counts: impl Fn(&Label) -> bool) -> f64 {
    let all = judged.iter().filter(|(label, _)| counts(label)).count();
    let right = judged.iter().filter(|(label, kind)| counts(label) && label.kinds.contains(kind)).count();
    assert!(all > 50, "{all} labels are too few to judge by");
    right as f64 / all as f64
}

/// The misses, one a line.
fn listed(judged: &[(Label, SectionKind)]) -> String {
    let mut list = String::new();
    for (label, kind) in judged.iter().filter(|(label, kind)| !label.kinds.contains(kind)) {
        let wanted: Vec<_> = label.kinds.iter().map(|kind| kind.name()).collect();
        let (wanted, kind) = (wanted.join("|"), kind.name());
        writeln!(list, "{}:{} `{}` is {wanted}, found as {kind}", label.path, label.line, label.words)
            .expect("a string can be written to");
    }
    list
}

/// How many misses there are of each kind.
fn counted(judged: &[(Label, SectionKind)]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for (label, _) in judged.iter().filter(|(label, kind)| !label.kinds.contains(kind)) {
        *counts.entry(label.kinds[0].name()).or_default() += 1;
    }
    counts
}

#[test]
fn the_sample_is_drawn_from_many_teams_none_of_them_in_both_parts() {
    let labels = labels();
    assert_eq!(labels.len(), 300);
    let mut parts: BTreeMap<String, &str> = BTreeMap::new();
    for label in &labels {
        // Some folders hold one team each, these two a team a folder.
        let depth = if label.path.starts_with("multi-notes/") { 2 } else { 1 };
        let team = label.path.splitn(depth + 1, '/').take(depth).collect();
        assert_eq!(*parts.entry(team).or_insert(&label.part), label.part, "{}", label.path);
    }
    assert!(parts.len() > 20, "{parts:?}");
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn kinds_agree_with_a_reader_on_the_teams_they_were_tuned_on() {
    let judged = judged("tune");
    let (all, named) = (share(&judged, |_| true), share(&judged, |label| label.named));
    println!("tune: {all:.3} of all, {named:.3} of those with a kind");
    assert!(
        all >= FLOOR && named >= NAMED_FLOOR,
        "{all:.3} of all, {named:.3} of those with a kind\n{}",
        listed(&judged)
    );
}

#[test]
#[ignore = "needs CASEBOOK_CORPORA"]
fn kinds_agree_with_a_reader_on_teams_that_nobody_tuned_on() {
    let judged = judged("measure");
    let (all, named) = (share(&judged, |_| true), share(&judged, |label| label.named));
    println!("measure: {all:.3} of all, {named:.3} of those with a kind");
    let misses = counted(&judged);
    assert!(
        all >= FLOOR && named >= NAMED_FLOOR,
        "{all:.3} of all, {named:.3} of those with a kind; misses: {misses:?}"
    );
}
