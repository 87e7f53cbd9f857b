//! From labels to the records that they are about.

use std::collections::{BTreeMap, BTreeSet};

use super::expectations::{Expectations, PatternLabels, QueryLabel, Verdict, VerdictLabel};
use crate::diag::{Diagnostic, Rule, near, rule};
use crate::knowledge::KnowledgeBase;
use crate::model::PatternId;
use crate::source::{Span, Spanned};

/// Labels whose records are there.
#[derive(Debug, Default)]
pub struct Settled<'e> {
    /// Records with the patterns they show, ordered by path.
    pub patterns: Vec<Labelled<'e>>,
    /// Records with the verdict they deserve, ordered by path.
    pub verdicts: Vec<VerdictCase<'e>>,
    /// Searches, in the order of their files.
    pub queries: Vec<Query<'e>>,
    /// Labels that lead nowhere or stand twice; sorted.
    pub findings: Vec<Diagnostic>,
}

/// A record and the patterns that it shows.
#[derive(Clone, Debug)]
pub struct Labelled<'e> {
    /// Its path.
    pub record: &'e str,
    /// Index into the knowledge base's incidents.
    pub incident: usize,
    /// The part of the labels it belongs to.
    pub part: &'e str,
    /// Each pattern with the reason; there may be patterns that the casebook does not have.
    pub has: BTreeMap<&'e PatternId, &'e str>,
}

/// A record and the verdict that it deserves.
#[derive(Clone, Debug)]
pub struct VerdictCase<'e> {
    /// Its path.
    pub record: &'e str,
    /// The part of the labels it belongs to.
    pub part: &'e str,
    /// The folder whose records alone it is judged beside; without it, all.
    pub folder: Option<&'e str>,
    /// The verdict.
    pub verdict: Verdict,
    /// Paths of the earlier records it is about, any of which may be named.
    pub of: Vec<&'e str>,
    /// Why, in a few words; may be empty.
    pub because: &'e str,
}

/// A search and what it should find.
#[derive(Clone, Debug)]
pub struct Query<'e> {
    /// What is typed.
    pub query: &'e str,
    /// What kind of a query it is.
    pub kind: &'e str,
    /// The part of the labels it belongs to.
    pub part: &'e str,
    /// Paths of the records of which any is a right answer; never empty.
    pub finds: Vec<&'e str>,
}

/// Finds the records that labels are about, of one part or of all.
///
/// A label whose record is not there, or whose record an earlier one was about, is a finding and is left out; so is an
/// answer that is not there. A label with an unknown pattern is a finding but stays: a pattern that is not in the
/// catalogue is one that is missed.
pub fn settle<'e>(expectations: &'e [Expectations], base: &KnowledgeBase, part: Option<&str>) -> Settled<'e> {
    let paths = base.incidents.iter().enumerate().map(|(index, incident)| (incident.file.path.as_str(), index));
    let mut clerk =
        Clerk { base, paths: paths.collect(), seen: BTreeSet::new(), settled: Settled::default(), file: None };
    for labels in expectations {
        clerk.file = Some(labels);
        let is_meant = |own: &str| part.is_none_or(|part| part == own);
        labels.patterns.iter().filter(|label| is_meant(&label.part)).for_each(|label| clerk.patterns(label));
        labels.verdicts.iter().filter(|label| is_meant(&label.part)).for_each(|label| clerk.verdict(label));
        labels.queries.iter().filter(|label| is_meant(&label.part)).for_each(|label| clerk.query(label));
    }
    let mut settled = clerk.settled;
    settled.patterns.sort_by_key(|labelled| labelled.record);
    settled.verdicts.sort_by_key(|case| case.record);
    Diagnostic::sort(&mut settled.findings);
    settled
}

/// Whether a path lies in a folder, or in one within it.
pub fn is_under(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// A list of labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum List {
    Patterns,
    Verdicts,
    Queries,
}

struct Clerk<'e, 'b> {
    base: &'b KnowledgeBase,
    paths: BTreeMap<&'b str, usize>,
    /// What labels were about so far, in each list.
    seen: BTreeSet<(List, &'e str)>,
    settled: Settled<'e>,
    /// The labels that are being settled.
    file: Option<&'e Expectations>,
}

impl<'e> Clerk<'e, '_> {
    fn patterns(&mut self, label: &'e PatternLabels) {
        for (id, _) in label.has.iter().filter(|(id, _)| self.base.pattern(&id.value).is_none()) {
            let known = self.base.patterns.iter().map(|pattern| pattern.id.as_str());
            let help = near(id.value.as_str(), known).map_or_else(
                || "`casebook patterns list --all` shows those there are; it counts as missed".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.say(&rule::DANGLING_EXPECTATION, id.span, format!("there is no pattern `{}`", id.value), help);
        }
        let Some(incident) = self.record(&label.record) else { return };
        if self.is_first(List::Patterns, &label.record) {
            let has = label.has.iter().map(|(id, because)| (&id.value, because.as_str())).collect();
            let record = label.record.value.as_str();
            self.settled.patterns.push(Labelled { record, incident, part: &label.part, has });
        }
    }

    fn verdict(&mut self, label: &'e VerdictLabel) {
        let of = self.known(&label.of);
        if self.record(&label.record).is_none() || !self.is_first(List::Verdicts, &label.record) {
            return;
        }
        let folder = self.file.and_then(|labels| labels.folder.as_ref()).map(|folder| folder.value.as_str());
        let record = label.record.value.as_str();
        if let Some(folder) = folder.filter(|folder| !is_under(record, folder)) {
            let message = format!("`{record}` does not lie in `{folder}`, the folder of this file");
            let help = "verdicts of other folders need an expectations file of their own";
            return self.say(&rule::DANGLING_EXPECTATION, label.record.span, message, help);
        }
        let because = label.because.as_str();
        let case = VerdictCase { record, part: &label.part, folder, verdict: label.verdict, of, because };
        self.settled.verdicts.push(case);
    }

    fn query(&mut self, label: &'e QueryLabel) {
        let finds = self.known(&label.finds);
        if !finds.is_empty() && self.is_first(List::Queries, &label.query) {
            let (query, kind) = (label.query.value.as_str(), label.kind.as_str());
            self.settled.queries.push(Query { query, kind, part: &label.part, finds });
        }
    }

    /// Those of these records that are there.
    fn known(&mut self, records: &'e [Spanned<String>]) -> Vec<&'e str> {
        records.iter().filter(|record| self.record(record).is_some()).map(|record| record.value.as_str()).collect()
    }

    fn record(&mut self, path: &'e Spanned<String>) -> Option<usize> {
        let found = self.paths.get(path.value.as_str()).copied();
        if found.is_none() {
            let help = near(&path.value, self.paths.keys().copied()).map_or_else(
                || {
                    "write its path as seen from the folder of records; other endings than `md` need `--ending`"
                        .to_owned()
                },
                |near| format!("did you mean `{near}`?"),
            );
            self.say(&rule::DANGLING_EXPECTATION, path.span, format!("there is no record `{}`", path.value), help);
        }
        found
    }

    fn is_first(&mut self, list: List, about: &'e Spanned<String>) -> bool {
        let first = self.seen.insert((list, &about.value));
        if !first {
            let message = format!("an earlier entry is about `{}` already", about.value);
            self.say(&rule::DUPLICATE_EXPECTATION, about.span, message, "remove one of the two; this one is left out");
        }
        first
    }

    fn say(&mut self, rule: &'static Rule, span: Span, message: String, help: impl Into<String>) {
        let file = &self.file.expect("labels are settled file by file").file;
        self.settled.findings.push(Diagnostic::new(rule, file, span, message).with_help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::super::parts;
    use super::super::testing::{base, expectations};
    use super::*;

    #[test]
    fn labels_that_lead_nowhere_or_stand_twice_are_findings() {
        let base = base(&[("x/a.md", "A full pipe."), ("x/b.md", "The moon.")]);
        let first = expectations(
            "patterns:\n  - {record: x/b.md, has: {}}\n  - {record: x/a.md, part: tune, has: {lop: it blocked}}\n  \
             - {record: x/c.md, has: {}}\nqueries: [{query: q, finds: [gone/by.md, x/a.md]}]\n",
        );
        let second = expectations(
            "patterns: [{record: x/a.md, has: {}}]\nverdicts: [{record: x/b.md, verdict: repeat, of: x/a.md}]\n",
        );
        let all = [first, second];
        let settled = settle(&all, &base, None);
        let findings: Vec<_> = settled
            .findings
            .iter()
            .map(|finding| {
                let help = finding.help.as_deref().unwrap_or_default();
                format!("{}: {}: {} ({help})", finding.position().line, finding.rule.id, finding.message)
            })
            .collect();
        assert_eq!(
            findings,
            [
                "1: duplicate-expectation: an earlier entry is about `x/a.md` already (remove one of the two; this one is left out)",
                "3: dangling-expectation: there is no pattern `lop` (did you mean `loop`?)",
                "4: dangling-expectation: there is no record `x/c.md` (did you mean `x/a.md`?)",
                "5: dangling-expectation: there is no record `gone/by.md` (write its path as seen from the folder of records; other endings than `md` need `--ending`)",
            ]
        );
        let kept: Vec<_> = settled.patterns.iter().map(|label| (label.record, label.part, label.has.len())).collect();
        assert_eq!(kept, [("x/a.md", "tune", 1), ("x/b.md", "all", 0)]);
        assert_eq!(settled.queries[0].finds, ["x/a.md"]);
        assert_eq!(settled.verdicts[0].of, ["x/a.md"]);
        assert_eq!(parts(&all).into_iter().collect::<Vec<_>>(), ["all", "tune"]);
    }

    #[test]
    fn verdicts_of_a_folder_are_about_its_records() {
        let base = base(&[("x/a.md", "A full pipe."), ("xy/b.md", "The moon.")]);
        let all = [expectations(
            "folder: ./x/\nverdicts: [{record: x/a.md, verdict: new}, {record: xy/b.md, verdict: new}]\n",
        )];
        let settled = settle(&all, &base, None);
        let kept: Vec<_> = settled.verdicts.iter().map(|case| (case.record, case.folder)).collect();
        assert_eq!(kept, [("x/a.md", Some("x"))]);
        let findings: Vec<_> = settled.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(findings, ["`xy/b.md` does not lie in `x`, the folder of this file"]);
    }

    #[test]
    fn one_part_alone_can_be_settled() {
        let base = base(&[("a.md", "A full pipe.")]);
        let all = [expectations(
            "part: tune\npatterns: [{record: gone.md, has: {}}]\nqueries: [{query: q, part: measure, finds: a.md}]\n",
        )];
        let settled = settle(&all, &base, Some("measure"));
        assert_eq!((settled.patterns.len(), settled.queries.len(), settled.findings.len()), (0, 1, 0));
    }
}
