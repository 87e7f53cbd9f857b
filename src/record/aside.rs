//! Files among the records that tell no incident: what explains the folder, and a form that is copied for each record.
//!
//! Nobody is asked to move them. They are shown and searched like any text, and nothing is concluded from them: an
//! example in a readme is no symptom, and the day of its last change is none of an incident.

use super::{Record, forms};
use crate::diag::{Diagnostic, rule};
use crate::model::{Date, Incident, SectionKind};

/// What such files are called.
const GUIDES: [&str; 6] = ["readme", "index", "_index", "contributing", "changelog", "code_of_conduct"];

/// So many words a claim of a cause or a fix has at least.
const SENTENCE: usize = 4;

/// What tells an incident wherever it stands.
const TELLING: [SectionKind; 9] = [
    SectionKind::Impact,
    SectionKind::Detection,
    SectionKind::Symptoms,
    SectionKind::Timeline,
    SectionKind::FailedTheories,
    SectionKind::MisleadingSignals,
    SectionKind::RootCause,
    SectionKind::ContributingFactors,
    SectionKind::Fix,
];

/// Whether a record is such a file; `incident` has what its head says.
pub(super) fn is_page(record: &Record<'_>, incident: &Incident, findings: &mut Vec<Diagnostic>) -> bool {
    let name = record.file.path.rsplit('/').next().unwrap_or_default();
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    // `2024-05-06-checkout/README.md` is the record of that folder.
    let has_day = |folder: &str| folder.get(..10).is_some_and(|day| Date::parse(day).is_some());
    if incident.date.is_some() || record.file.path.split('/').rev().skip(1).any(has_day) {
        return false;
    }
    let is_form = forms::is_called_form(name) && forms::unfilled(name, record.file.slice(incident.body)).is_some();
    // A record about a template may be called so, too.
    if is_form && !is_filled(record) {
        return true;
    }
    let tells = record.sections.iter().any(|section| TELLING.contains(&section.kind));
    let is_guide = GUIDES.contains(&stem.as_str()) && !tells && !says_incident(incident);
    if is_guide {
        let message = "by its name this file tells no incident; it is shown as a page, and not counted";
        let help = "give it a `date` if it tells one, or move it out of the folder of records";
        findings
            .push(Diagnostic::new(&rule::NOT_AN_INCIDENT, record.file, incident.title.span, message).with_help(help));
    }
    is_guide
}

/// Whether a record claims a cause and a fix, and neither is an order to write one.
fn is_filled(record: &Record<'_>) -> bool {
    let told = |kind| {
        let sections = record.sections_of(kind).into_iter();
        sections.flat_map(|section| record.own_passages(section)).any(|passage| {
            let is_prose = passage.kind.is_prose() && passage.text.split_whitespace().count() >= SENTENCE;
            is_prose && !forms::is_gap(&passage.text)
        })
    };
    told(SectionKind::RootCause) && told(SectionKind::Fix)
}

/// Whether the head of a record says something that only an incident has.
fn says_incident(incident: &Incident) -> bool {
    let has_course = incident.status.is_some() || incident.started.is_some() || incident.resolved.is_some();
    let has_tie = !incident.patterns.is_empty() || !incident.repeat_of.is_empty() || !incident.supersedes.is_empty();
    has_course || has_tie || incident.severity.is_some() || !incident.services.is_empty()
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::model::Incident;
    use crate::record::read;
    use crate::source::SourceFile;

    fn told(path: &str, text: &str) -> (Incident, Vec<&'static str>) {
        let (incident, findings) = read(&SourceFile::new(path, text), &Config::default());
        (incident, findings.iter().map(|finding| finding.rule.id).collect())
    }

    #[test]
    fn a_readme_that_tells_no_incident_is_a_page_and_nothing_is_concluded_from_it() {
        let text =
            "# Our incidents\n\nOn 2024-05-06 the event loop was blocked.\n\n## Actions\n\n- [ ] Write more @ana\n";
        let (page, findings) = told("a/README.md", text);
        assert!(page.is_page() && page.date.is_none() && page.actions.is_empty());
        assert_eq!(findings, ["not-an-incident"]);
        assert!(page.passages.iter().any(|passage| passage.text.contains("event loop")), "every word is kept");
        assert!(page.missing.is_empty(), "nothing is asked of it");
    }

    #[test]
    fn a_readme_with_a_day_or_a_fix_and_a_template_that_was_filled_in_tell_an_incident() {
        assert!(!told("a/README.md", "# Queue\n\n## Fix\n\nA restart.\n").0.is_page());
        assert!(!told("README.md", "---\ndate: 2024-05-06\n---\n\nThe queue stood.\n").0.is_page());
        assert!(!told("2024-05-06-template-engine.md", "# Pages are empty\n\n<title> was missing\n").0.is_page());
        assert!(!told("queue.md", "# Our incidents\n\nEach file is one.\n").0.is_page());
    }

    #[test]
    fn a_record_about_templates_and_the_readme_of_a_dated_folder_are_incidents() {
        let text = "# Mails broke\n\n## Root cause\n\nThe new template used <Customer Name> where the old one did not.\n\n\
                    ## Fix\n\nThe old template was put back.\n";
        assert!(!told("email-template-broken.md", text).0.is_page());
        assert!(!told("2024-05-06-checkout/README.md", "# Search was down\n\nFor an hour.\n").0.is_page());
        assert!(!told("checkout/README.md", "# Search was down\n\n## Impact\n\nAn hour.\n").0.is_page());
    }

    #[test]
    fn a_form_is_a_page() {
        let form = "# Title\n\n## Impact\n\n## Timeline\n\n<when>\n\n## Root cause\n\n[Describe what broke]\n";
        let (page, findings) = told("template.md", form);
        assert!(page.is_page() && page.causes.is_empty() && findings.is_empty(), "{findings:?}");
    }
}
