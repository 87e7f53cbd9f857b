//! What a record is asked for though it tells it, under a key that is misspelt: one finding about one slip is enough.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Rule, rule};

/// Leaves out what the right spelling of a key would answer.
pub fn settle(findings: &mut Vec<Diagnostic>) {
    let slips: BTreeSet<(String, &'static str)> = findings.iter().filter_map(answered).collect();
    let is_answered = |finding: &Diagnostic| slips.contains(&(finding.file.path.clone(), finding.rule.id));
    if !slips.is_empty() {
        findings.retain(|finding| !is_answered(finding));
    }
}

/// The file of a misspelt key, and the rule that finds nothing once it is put right.
fn answered(finding: &Diagnostic) -> Option<(String, &'static str)> {
    if finding.rule != &rule::MISSPELT_KEY {
        return None;
    }
    let meant = finding.fix.as_ref()?.edits.first()?.replacement.as_str();
    let line = finding.file.slice(finding.file.line_span(finding.position().line));
    let rule: &Rule = match meant {
        "date" | "started" | "detected" | "mitigated" | "resolved" => &rule::NO_DATE,
        "title" => &rule::NO_TITLE,
        "symptoms" => &rule::NO_SYMPTOMS,
        "root-cause" | "cause" => &rule::NO_CAUSE,
        "status" if line.to_lowercase().contains("investigating") => &rule::NO_CAUSE,
        _ => return None,
    };
    Some((finding.file.path.clone(), rule.id))
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::knowledge::KnowledgeBase;
    use crate::lint;
    use crate::source::SourceFile;

    fn told(front: &str) -> Vec<&'static str> {
        let config = Config::default();
        let file = SourceFile::new("a.md", format!("---\n{front}---\n\n# It\n\n## Symptoms\n\nIt hangs.\n"));
        let (incident, mut findings) = crate::record::read(&file, &config);
        let base = KnowledgeBase::assemble(vec![incident], Vec::new());
        let around = lint::Around { in_records: &|_| true, in_repository: &|_| true };
        findings.extend(lint::check(&base, &config, around));
        lint::settle(findings, &base, &config).findings.iter().map(|finding| finding.rule.id).collect()
    }

    #[test]
    fn what_stands_under_a_misspelt_key_is_not_asked_for_as_well() {
        assert_eq!(told("date: 2026-01-02\nstaus: investigating\n"), ["misspelt-key"]);
        assert_eq!(told("started: 2026-01-02\nstaus: resolved\n"), ["misspelt-key", "no-cause"]);
        assert_eq!(told("startd: 2026-01-02\nstatus: investigating\n"), ["misspelt-key"]);
        assert_eq!(told("servces: x\nstatus: investigating\n"), ["misspelt-key", "no-date"]);
    }
}
