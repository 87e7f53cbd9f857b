//! Files among the records that tell no incident: a folder's readme, and a form that nobody has filled in.
//!
//! They are read, shown and searched like any other; what an incident would be asked for, they are not.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Family, rule};
use crate::import::is_unfilled_template;
use crate::knowledge::KnowledgeBase;
use crate::model::Incident;
use crate::source::Span;

/// Leaves out what only an incident is asked for, and tells of a form once.
pub fn settle(findings: &mut Vec<Diagnostic>, base: &KnowledgeBase) {
    let mut neighbours: BTreeMap<&str, usize> = BTreeMap::new();
    for incident in &base.incidents {
        *neighbours.entry(folder(incident)).or_default() += 1;
    }
    // An incident may have a folder of its own, with a readme that tells it.
    let is_guide =
        |incident: &&Incident| incident.is_page() || is_called_guide(incident) && neighbours[folder(incident)] > 1;
    let guides: BTreeMap<&str, &Incident> = by_path(base.incidents.iter().filter(is_guide));
    let forms: BTreeMap<&str, &Incident> = by_path(base.incidents.iter().filter(|incident| is_form(incident)));
    findings.retain(|finding| {
        let path = finding.file.path.as_str();
        !(guides.contains_key(path) && asks_incident(finding) || forms.contains_key(path) && asks_form(finding))
    });
    for incident in forms.into_values() {
        let message = "this is a template, and nothing in it is filled in";
        let finding = Diagnostic::new(&rule::PLACEHOLDER, &incident.file, Span::default(), message);
        let help = "it is shown as a page and counts as no incident; move it out of the folder of records, since `casebook new` writes a fresh page";
        findings.push(finding.with_help(help));
    }
}

fn by_path<'b>(incidents: impl Iterator<Item = &'b Incident>) -> BTreeMap<&'b str, &'b Incident> {
    incidents.map(|incident| (incident.file.path.as_str(), incident)).collect()
}

fn folder(incident: &Incident) -> &str {
    incident.file.path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn is_called_guide(incident: &Incident) -> bool {
    let name = incident.file.path.rsplit('/').next().unwrap_or_default().to_lowercase();
    matches!(name.split('.').next(), Some("readme" | "index" | "contributing" | "changelog"))
}

fn is_form(incident: &Incident) -> bool {
    is_unfilled_template(&incident.file.path, incident.file.slice(incident.body))
}

/// Whether a finding asks for what an incident must tell.
fn asks_incident(finding: &Diagnostic) -> bool {
    let is_asked = matches!(finding.rule.family, Family::Completeness | Family::Actions);
    is_asked || finding.rule == &rule::DUPLICATE_ID || finding.rule == &rule::EMPTY_SECTION
}

/// Whether a finding asks for what whoever fills the form in will write.
fn asks_form(finding: &Diagnostic) -> bool {
    let is_asked = matches!(finding.rule.family, Family::Structure | Family::Wording | Family::FrontMatter);
    is_asked || asks_incident(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::lint;
    use crate::source::SourceFile;

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let config = Config::default();
        let read = |(path, text): &(&str, &str)| crate::record::read(&SourceFile::new(*path, *text), &config).0;
        let base = KnowledgeBase::assemble(files.iter().map(read).collect(), Vec::new());
        let around = lint::Around { in_records: &|_| true, in_repository: &|_| true };
        let settled = lint::settle(lint::check(&base, &config, around), &base, &config);
        settled.findings.iter().map(|finding| format!("{} {}", finding.file.path, finding.rule.id)).collect()
    }

    const STORY: &str = "# The queue stood still\n\n## Fix\n\nA restart.\n";

    #[test]
    fn a_readme_beside_records_is_asked_for_nothing_and_one_that_tells_the_incident_is() {
        let guide = "# Our incidents\n\n## Fix\n\nHow we write them.\n";
        let beside = told(&[("a/README.md", guide), ("a/x.md", STORY)]);
        assert!(!beside.is_empty() && beside.iter().all(|finding| finding.starts_with("a/x.md")), "{beside:?}");
        assert!(told(&[("2024-queue/README.md", STORY)]).contains(&"2024-queue/README.md no-cause".to_owned()));
    }

    #[test]
    fn a_form_is_told_of_once_and_still_searched_for_keys() {
        let form = "# Title\n\n## Impact\n\n## Timeline\n\n<when>\n\n## Root cause\n\n[Describe what broke]\n";
        assert_eq!(told(&[("template.md", form)]), ["template.md placeholder"]);
        let key = format!("{form}\npostgres://reports:gr4vel-Tulip@db.reports.co.nz/queue\n");
        assert!(told(&[("template.md", &key)]).iter().any(|finding| finding.contains("leaked")));
    }
}
