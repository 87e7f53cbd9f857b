//! Pattern links beside people's labels.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::{Counts, Share};
use super::settle::Labelled;
use crate::knowledge::{Evidence, KnowledgeBase, LinkState, PatternLink};
use crate::model::{Incident, PatternId};

/// How the links of one part meet its labels.
#[derive(Clone, Debug, Default)]
pub struct PatternMeasure {
    /// The part.
    pub part: String,
    /// How many records it has.
    pub records: usize,
    /// All patterns and records together.
    pub overall: PatternRow,
    /// By pattern: those that were named by people or detected.
    pub by_pattern: BTreeMap<String, PatternRow>,
    /// By corpus: the first folder of the record's path, or `.` where it lies in none.
    pub by_corpus: BTreeMap<String, PatternRow>,
    /// What was wrong and what was missed, by path and pattern.
    pub misses: Vec<PatternMiss>,
}

/// One row of figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PatternRow {
    /// Labels beside `detected` links.
    pub counts: Counts,
    /// Labels that no `detected` link names, but a `suggested` one does.
    pub suggested_right: usize,
    /// `suggested` links that no label names.
    pub suggested_wrong: usize,
}

impl PatternRow {
    /// The recall when what is only suggested counts as found.
    pub fn recall_with_suggested(&self) -> Share {
        Share { of: self.counts.right + self.suggested_right, all: self.counts.wanted }
    }

    /// Its figures by their names.
    pub fn figures(&self) -> Vec<(&'static str, Option<f64>)> {
        vec![
            ("precision", self.counts.precision().value()),
            ("recall", self.counts.recall().value()),
            ("f1", self.counts.f1()),
            ("recall-with-suggested", self.recall_with_suggested().value()),
        ]
    }

    fn add(&mut self, meeting: Meeting) {
        let counts = &mut self.counts;
        counts.wanted += usize::from(meeting.wanted);
        counts.found += usize::from(meeting.state == Some(LinkState::Detected));
        counts.right += usize::from(meeting.wanted && meeting.state == Some(LinkState::Detected));
        let suggested = meeting.state == Some(LinkState::Suggested);
        self.suggested_right += usize::from(meeting.wanted && suggested);
        self.suggested_wrong += usize::from(!meeting.wanted && suggested);
    }
}

/// One record and one pattern: whether people want the link, and the link that is there.
#[derive(Clone, Copy)]
struct Meeting {
    wanted: bool,
    state: Option<LinkState>,
}

/// A place in a record, with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The sentence that stands there.
    pub text: String,
}

/// A link that people would not make, or one that they miss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternMiss {
    /// The link is there and should not be.
    False {
        /// The record's path.
        record: String,
        /// The pattern's id.
        pattern: String,
        /// The strongest line that speaks for it.
        evidence: Option<Place>,
    },
    /// The link should be there and is not.
    Missed {
        /// The record's path.
        record: String,
        /// The pattern's id.
        pattern: String,
        /// Why it should, in its reader's words.
        because: String,
        /// The strongest line, where the pattern is at least suggested.
        suggested: Option<Place>,
    },
}

/// Measures `detected` links; `base` should be one in which nothing is decided (see [`super::undecided`]).
///
/// Returns a measure for each part, ordered by part.
pub fn patterns(labels: &[Labelled<'_>], base: &KnowledgeBase) -> Vec<PatternMeasure> {
    let mut measures: BTreeMap<&str, PatternMeasure> = BTreeMap::new();
    for labelled in labels {
        let part = || PatternMeasure { part: labelled.part.to_owned(), ..PatternMeasure::default() };
        let measure = measures.entry(labelled.part).or_insert_with(part);
        measure.records += 1;
        measure.record(labelled, base);
    }
    measures.into_values().collect()
}

impl PatternMeasure {
    fn record(&mut self, labelled: &Labelled<'_>, base: &KnowledgeBase) {
        let links = base.links_of_incident(labelled.incident);
        let links: BTreeMap<&PatternId, &PatternLink> =
            links.map(|link| (&base.patterns[link.pattern].id, link)).collect();
        let named: BTreeSet<&PatternId> = links.keys().chain(labelled.has.keys()).copied().collect();
        // A record without any label or link still belongs to its corpus.
        self.by_corpus.entry(corpus(labelled.record).to_owned()).or_default();
        for pattern in named {
            let link = links.get(pattern).copied();
            let because = labelled.has.get(pattern).copied();
            let meeting = Meeting { wanted: because.is_some(), state: link.map(|link| link.state) };
            self.overall.add(meeting);
            self.by_pattern.entry(pattern.to_string()).or_default().add(meeting);
            self.by_corpus.entry(corpus(labelled.record).to_owned()).or_default().add(meeting);
            self.misses.extend(miss(labelled, pattern, because, link, &base.incidents[labelled.incident]));
        }
    }
}

/// The first folder of a path.
fn corpus(path: &str) -> &str {
    path.split_once('/').map_or(".", |(first, _)| first)
}

fn miss(
    labelled: &Labelled<'_>,
    pattern: &PatternId,
    because: Option<&str>,
    link: Option<&PatternLink>,
    incident: &Incident,
) -> Option<PatternMiss> {
    let detected = link.is_some_and(|link| link.state == LinkState::Detected);
    let (record, pattern) = (labelled.record.to_owned(), pattern.to_string());
    let place = |evidence: &Evidence| Place {
        line: incident.file.position(evidence.span.start).line,
        text: evidence.text.clone(),
    };
    let evidence = link.and_then(|link| link.evidence.first()).map(place);
    match because {
        None if detected => Some(PatternMiss::False { record, pattern, evidence }),
        Some(because) if !detected => {
            Some(PatternMiss::Missed { record, pattern, because: because.to_owned(), suggested: evidence })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{base, expectations};
    use super::super::{settle, undecided};
    use super::*;

    const LABELS: &str = "patterns:\n  - {record: x/a.md, has: {pipe: it was full, loop: it stood still}}\n  \
                          - {record: x/b.md, has: {}}\n  - {record: c.md, part: tune, has: {moon: it shone}}\n";

    /// `a` shows a pipe; `b` a moon that nobody sees; `c` only suggests the moon, as a symptom does.
    fn measures() -> Vec<PatternMeasure> {
        let records = [
            ("x/a.md", "A full pipe."),
            ("x/b.md", "The moon was up."),
            ("c.md", "# C\n\n## Symptoms\n\nThe moon was up.\n"),
        ];
        let base = undecided(base(&records));
        let all = [expectations(LABELS)];
        patterns(&settle(&all, &base, None).patterns, &base)
    }

    #[test]
    fn detected_links_are_counted_by_part_pattern_and_corpus() {
        let measures = measures();
        let [all, tune] = measures.as_slice() else { panic!("{measures:?}") };
        let row = |wanted, found, right, suggested_right, suggested_wrong| PatternRow {
            counts: Counts { wanted, found, right },
            suggested_right,
            suggested_wrong,
        };
        assert_eq!((all.part.as_str(), all.records, all.overall), ("all", 2, row(2, 2, 1, 0, 0)));
        let by_pattern: Vec<_> = all.by_pattern.iter().map(|(id, row)| (id.as_str(), *row)).collect();
        let expected = [("loop", row(1, 0, 0, 0, 0)), ("moon", row(0, 1, 0, 0, 0)), ("pipe", row(1, 1, 1, 0, 0))];
        assert_eq!(by_pattern, expected);
        assert_eq!(all.by_corpus, BTreeMap::from([("x".to_owned(), all.overall)]));
        assert_eq!((tune.part.as_str(), tune.overall), ("tune", row(1, 0, 0, 1, 0)));
        assert_eq!(tune.by_corpus.keys().collect::<Vec<_>>(), ["."]);
        let figures =
            [("precision", None), ("recall", Some(0.0)), ("f1", Some(0.0)), ("recall-with-suggested", Some(1.0))];
        assert_eq!(tune.overall.figures(), figures);
    }

    #[test]
    fn misses_show_the_line_or_the_reason() {
        let measures = measures();
        let place = |line, text: &str| Some(Place { line, text: text.to_owned() });
        let missed = |record: &str, pattern: &str, because: &str, suggested| PatternMiss::Missed {
            record: record.to_owned(),
            pattern: pattern.to_owned(),
            because: because.to_owned(),
            suggested,
        };
        let wrong = PatternMiss::False {
            record: "x/b.md".to_owned(),
            pattern: "moon".to_owned(),
            evidence: place(5, "The moon was up."),
        };
        assert_eq!(measures[0].misses, [missed("x/a.md", "loop", "it stood still", None), wrong]);
        assert_eq!(measures[1].misses, [missed("c.md", "moon", "it shone", place(5, "The moon was up."))]);
    }

    #[test]
    fn what_authors_decided_is_not_what_is_measured() {
        let record = "---\npatterns: [moon]\nnot-patterns: [pipe]\n---\n# A\n\n## Root cause\n\nA full pipe.\n";
        let base = undecided(base(&[("a.md", record)]));
        let all = [expectations("patterns: [{record: a.md, has: {pipe: it was full}}]")];
        let measures = patterns(&settle(&all, &base, None).patterns, &base);
        assert_eq!(measures[0].overall.counts, Counts { wanted: 1, found: 1, right: 1 });
    }
}
