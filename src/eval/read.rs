//! From YAML to [`Expectations`], fault by fault.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::expectations::{Expectations, PatternLabels, QueryLabel, Verdict, VerdictLabel};
use crate::config::{ConfigError, Fault};
use crate::diag::near;
use crate::model::PatternId;
use crate::source::{SourceFile, Span, Spanned};
use crate::yaml::{self, Node};

/// The part of entries that name none, where their file names none either.
const WHOLE: &str = "all";
/// The kind of queries that name none.
const PLAIN: &str = "plain";

/// Reads an expectations file.
///
/// # Errors
/// When the text is not YAML, a key is unknown or missing, or a value is not one that its key takes; all faults are
/// told.
pub fn parse(file: &Arc<SourceFile>) -> Result<Expectations, ConfigError> {
    let mut reader = Reader { faults: Vec::new(), part: WHOLE.to_owned() };
    let mut expectations = Expectations {
        file: Arc::clone(file),
        folder: None,
        patterns: Vec::new(),
        verdicts: Vec::new(),
        queries: Vec::new(),
    };
    match yaml::parse(&file.text, 0) {
        Ok(root) => reader.root(&root, &mut expectations),
        Err(error) => reader.faults.push(Fault { span: error.span, message: error.message, help: None }),
    }
    if reader.faults.is_empty() {
        return Ok(expectations);
    }
    reader.faults.sort_by_key(|fault| fault.span);
    Err(ConfigError { file: Arc::clone(file), faults: reader.faults })
}

type Value = Spanned<Node>;

/// The values of an entry by their keys.
type Entry<'n> = BTreeMap<&'static str, &'n Value>;

struct Reader {
    faults: Vec<Fault>,
    /// The part of entries that do not say theirs.
    part: String,
}

impl Reader {
    fn root(&mut self, root: &Value, expectations: &mut Expectations) {
        if root.value == Node::Null {
            return self.fault(root.span, "this file expects nothing", "give it `patterns`, `verdicts` or `queries`");
        }
        let Some(lists) = self.entry(root, &["part", "folder", "patterns", "verdicts", "queries"], &[]) else { return };
        if let Some(part) = lists.get("part").and_then(|part| self.name(part)) {
            self.part = part;
        }
        expectations.folder = lists.get("folder").and_then(|folder| self.folder(folder));
        for (key, list) in lists {
            let items = match &list.value {
                Node::Sequence(items) => items.as_slice(),
                Node::Null => &[],
                _ if matches!(key, "part" | "folder") => continue,
                _ => {
                    self.fault(list.span, format!("`{key}` is a list"), "start each entry with `- ` on a new line");
                    continue;
                }
            };
            for item in items {
                match key {
                    "patterns" => expectations.patterns.extend(self.patterns(item)),
                    "verdicts" => expectations.verdicts.extend(self.verdict(item)),
                    _ => expectations.queries.extend(self.query(item)),
                }
            }
        }
    }

    fn patterns(&mut self, item: &Value) -> Option<PatternLabels> {
        let entry = self.entry(item, &["record", "part", "has"], &["record", "has"])?;
        let (record, part) = (self.record(entry.get("record")?), self.part(&entry));
        let has = entry.get("has")?;
        let Node::Mapping(labels) = &has.value else {
            let help = "write `has: {disk-full: logs filled the volume}`, or `has: {}` for none";
            self.fault(has.span, "`has` names each pattern with the reason", help);
            return None;
        };
        let has = labels.iter().filter_map(|(id, because)| self.label(id, because)).collect();
        Some(PatternLabels { record: record?, part: part?, has })
    }

    fn label(&mut self, id: &Spanned<String>, because: &Value) -> Option<(Spanned<PatternId>, String)> {
        let Some(pattern) = PatternId::new(&id.value) else {
            let message = format!("`{}` cannot be the id of a pattern", id.value);
            self.fault(id.span, message, "`casebook patterns list --all` shows those there are");
            return None;
        };
        let Node::Scalar(because) = &because.value else {
            let help = format!("say in a few words why the record shows it: `{pattern}: logs filled the volume`");
            self.fault(id.span, format!("`{pattern}` has no reason"), help);
            return None;
        };
        Some((Spanned::new(pattern, id.span), because.trim().to_owned()))
    }

    fn verdict(&mut self, item: &Value) -> Option<VerdictLabel> {
        let keys = ["record", "part", "verdict", "of", "because"];
        let entry = self.entry(item, &keys, &["record", "verdict"])?;
        let (record, part) = (self.record(entry.get("record")?), self.part(&entry));
        let because = entry.get("because").and_then(|because| self.text(because));
        let of = entry.get("of").map_or_else(Vec::new, |of| self.records(of));
        let word = self.text(entry.get("verdict")?)?;
        let verdict = Verdict::ALL.into_iter().find(|verdict| verdict.name() == word.value);
        match verdict {
            None => self.unknown_verdict(&word),
            Some(Verdict::New) if !of.is_empty() => {
                self.fault(word.span, "`new` is of nothing", "remove `of`, or name another verdict");
            }
            Some(verdict) if verdict != Verdict::New && of.is_empty() => {
                let help = "name the earlier records under `of`, all of which would do";
                self.fault(word.span, format!("`{}` must be of something", word.value), help);
            }
            Some(_) => {}
        }
        let because = because.map_or_else(String::new, |because| because.value);
        Some(VerdictLabel { record: record?, part: part?, verdict: verdict?, of, because })
    }

    fn unknown_verdict(&mut self, word: &Spanned<String>) {
        let help = match word.value.as_str() {
            "repeat-open" | "regression" => "write `repeat`, which stands for both".to_owned(),
            other => hint(other, &Verdict::ALL.map(Verdict::name)),
        };
        self.fault(word.span, format!("there is no verdict `{}`", word.value), help);
    }

    fn query(&mut self, item: &Value) -> Option<QueryLabel> {
        let entry = self.entry(item, &["query", "kind", "part", "finds"], &["query", "finds"])?;
        let (query, part) = (self.text(entry.get("query")?), self.part(&entry));
        let kind = entry.get("kind").map_or_else(|| Some(PLAIN.to_owned()), |kind| self.name(kind));
        let finds = entry.get("finds")?;
        let records = self.records(finds);
        if records.is_empty() {
            self.fault(finds.span, "this query should find something", "name the records that answer it");
        }
        Some(QueryLabel { query: query?, kind: kind?, part: part?, finds: records })
    }
}

/// Values.
impl Reader {
    /// The values of a mapping that may have these keys, and must have some of them.
    fn entry<'n>(&mut self, node: &'n Value, keys: &[&'static str], wanted: &[&str]) -> Option<Entry<'n>> {
        let Node::Mapping(entries) = &node.value else {
            let keys = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            self.fault(node.span, "this must have keys", format!("the keys are {keys}"));
            return None;
        };
        let mut entry = Entry::new();
        for (key, value) in entries {
            match keys.iter().find(|known| **known == key.value) {
                Some(known) => drop(entry.insert(*known, value)),
                None => self.fault(key.span, format!("unknown key `{}`", key.value), hint(&key.value, keys)),
            }
        }
        for key in wanted.iter().filter(|key| !entry.contains_key(**key)) {
            let first = entries.first().map_or(node.span, |(key, _)| key.span);
            self.fault(first, format!("this entry has no `{key}`"), format!("add `{key}:` to it"));
        }
        Some(entry)
    }

    fn part(&mut self, entry: &Entry<'_>) -> Option<String> {
        match entry.get("part") {
            Some(part) => self.name(part),
            None => Some(self.part.clone()),
        }
    }

    fn text(&mut self, value: &Value) -> Option<Spanned<String>> {
        match &value.value {
            Node::Scalar(text) if !text.trim().is_empty() => Some(Spanned::new(text.trim().to_owned(), value.span)),
            _ => {
                self.fault(value.span, "this must be text", "write a text; put quotes around one that holds `: `");
                None
            }
        }
    }

    /// A word that can be a part of a figure's name.
    fn name(&mut self, value: &Value) -> Option<String> {
        let text = self.text(value)?.value;
        if text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
            return Some(text);
        }
        self.fault(value.span, format!("`{text}` is not one word"), "use letters, digits, `-` and `_`");
        None
    }

    fn record(&mut self, value: &Value) -> Option<Spanned<String>> {
        let path = self.text(value)?;
        Some(path.map(|path| path.trim_start_matches("./").to_owned()))
    }

    fn folder(&mut self, value: &Value) -> Option<Spanned<String>> {
        let path = self.record(value)?;
        Some(path.map(|path| path.trim_end_matches('/').to_owned()))
    }

    /// A list of records, or one alone.
    fn records(&mut self, value: &Value) -> Vec<Spanned<String>> {
        match &value.value {
            Node::Sequence(items) => items.iter().filter_map(|item| self.record(item)).collect(),
            Node::Null => Vec::new(),
            _ => self.record(value).into_iter().collect(),
        }
    }

    fn fault(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault { span, message: message.into(), help: Some(help.into()) });
    }
}

/// The near one, or all there are.
fn hint(word: &str, known: &[&str]) -> String {
    match near(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", known.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        let file = SourceFile::new("e.yaml", text);
        let shown = |fault: &Fault| {
            let help = fault.help.as_deref().unwrap_or_default();
            format!("{}: {} ({help})", file.slice(fault.span), fault.message)
        };
        parse(&file).map_or_else(|error| error.faults.iter().map(shown).collect(), |_| Vec::new())
    }

    #[test]
    fn all_three_lists_are_read() {
        let text = "part: tune\npatterns:\n  - record: ./k8s/a b.md\n    has:\n      disk-full: 'logs: too many'\n\
                    \x20     bad-config-push: a push\n  - {record: c.md, part: measure, has: {}}\nverdicts:\n\
                    \x20 - {record: b.md, verdict: repeat, of: a.md, because: once more}\n  - {record: a.md, verdict: new}\n\
                    queries:\n  - {query: it hangs, kind: symptom, finds: [a.md, b.md]}\n";
        let read = parse(&SourceFile::new("e.yaml", text)).expect("is sound");
        let labels = |labels: &PatternLabels| {
            let has: Vec<_> = labels.has.iter().map(|(id, why)| format!("{}={why}", id.value)).collect();
            format!("{} {} {}", labels.record.value, labels.part, has.join("; "))
        };
        assert_eq!(
            read.patterns.iter().map(labels).collect::<Vec<_>>(),
            ["k8s/a b.md tune disk-full=logs: too many; bad-config-push=a push", "c.md measure "]
        );
        let verdicts: Vec<_> = read.verdicts.iter().map(|v| (v.verdict, v.of.len(), v.because.as_str())).collect();
        assert_eq!(verdicts, [(Verdict::Repeat, 1, "once more"), (Verdict::New, 0, "")]);
        let query = &read.queries[0];
        assert_eq!((query.kind.as_str(), query.part.as_str(), query.finds.len()), ("symptom", "tune", 2));
    }

    #[test]
    fn every_fault_is_told_at_its_place_with_a_way_out() {
        assert_eq!(
            faults("pattern: []\npatterns: x\n"),
            [
                "pattern: unknown key `pattern` (did you mean `patterns`?)",
                "x: `patterns` is a list (start each entry with `- ` on a new line)"
            ]
        );
        assert_eq!(
            faults("patterns:\n  - recrod: a.md\n    has: {disk full: x, dns-failure: }\n    part: a b\n"),
            [
                "recrod: unknown key `recrod` (did you mean `record`?)",
                "recrod: this entry has no `record` (add `record:` to it)",
            ]
        );
        assert_eq!(
            faults("patterns:\n  - record: a.md\n    has: {disk full: x, dns-failure: }\n    part: a b\n"),
            [
                "disk full: `disk full` cannot be the id of a pattern (`casebook patterns list --all` shows those there are)",
                "dns-failure: `dns-failure` has no reason (say in a few words why the record shows it: `dns-failure: logs filled the volume`)",
                "a b: `a b` is not one word (use letters, digits, `-` and `_`)",
            ]
        );
        assert_eq!(
            faults("patterns: [{record: a.md, has: [disk-full]}]\nqueries: [{query: x, finds: []}]\n"),
            [
                "[disk-full]: `has` names each pattern with the reason (write `has: {disk-full: logs filled the volume}`, or `has: {}` for none)",
                "[]: this query should find something (name the records that answer it)",
            ]
        );
        assert_eq!(
            faults(
                "verdicts:\n  - {record: a, verdict: regression, of: b}\n  - {record: a, verdict: repeat}\n  \
                    - {record: a, verdict: new, of: b}\n  - a.md\n"
            ),
            [
                "regression: there is no verdict `regression` (write `repeat`, which stands for both)",
                "repeat: `repeat` must be of something (name the earlier records under `of`, all of which would do)",
                "new: `new` is of nothing (remove `of`, or name another verdict)",
                "a.md: this must have keys (the keys are `record`, `part`, `verdict`, `of`, `because`)",
            ]
        );
        assert_eq!(faults("")[0], ": this file expects nothing (give it `patterns`, `verdicts` or `queries`)");
        assert_eq!(faults("a: [").len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "[ -~\n]{0,80}") {
            let text = format!("patterns:\n  - record: a\n    has: {text}");
            let _ = parse(&SourceFile::new("e.yaml", text));
        }
    }
}
