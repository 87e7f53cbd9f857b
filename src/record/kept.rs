//! What reading a file gave, in a form that can be kept from run to run: all of it but the file.
//!
//! It is a matter of the file and of the configuration; that both are the same is for the keeper to see to.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::level;
use crate::diag::{Diagnostic, Fix, Level, find_rule};
use crate::model::Incident;
use crate::source::{SourceFile, Span};

/// What is to be kept of a file: the incident and the findings that [`read`](super::read) gave.
#[derive(Serialize)]
pub struct Keeping<'a> {
    incident: &'a Incident,
    findings: Vec<Finding>,
}

/// What was kept of a file.
#[derive(Deserialize)]
pub struct Kept {
    incident: Incident,
    findings: Vec<Finding>,
}

/// A finding about the file.
#[derive(Serialize, Deserialize)]
struct Finding {
    rule: String,
    level: Level,
    span: Span,
    message: String,
    help: Option<String>,
    fix: Option<Box<Fix>>,
    hidden: Vec<Span>,
}

impl<'a> Keeping<'a> {
    /// Puts together what is to be kept; findings are about the incident's own file.
    pub fn new(incident: &'a Incident, findings: &[Diagnostic]) -> Self {
        let finding = |found: &Diagnostic| Finding {
            rule: found.rule.id.to_owned(),
            level: found.level,
            span: found.span,
            message: found.message.clone(),
            help: found.help.clone(),
            fix: found.fix.clone(),
            hidden: found.hidden.clone(),
        };
        Self { incident, findings: findings.iter().map(finding).collect() }
    }
}

impl Kept {
    /// What [`read`](super::read) gives of the file; `None` where a finding has a rule that is no more.
    pub fn of(self, file: &Arc<SourceFile>) -> Option<(Incident, Vec<Diagnostic>)> {
        let mut incident = self.incident;
        incident.file = Arc::clone(file);
        // A page has no level, and lacks nothing.
        if !incident.is_page() {
            level::settle(&mut incident);
        }
        let finding = |found: Finding| {
            Some(Diagnostic {
                rule: find_rule(&found.rule)?,
                level: found.level,
                file: Arc::clone(file),
                span: found.span,
                message: found.message,
                help: found.help,
                fix: found.fix,
                hidden: found.hidden,
            })
        };
        let findings: Option<Vec<Diagnostic>> = self.findings.into_iter().map(finding).collect();
        Some((incident, findings?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn what_was_kept_is_what_was_read() {
        let text = "---\ntitel: Slow\ndate: 2026-01-02\nservices: [a, b]\n---\n# Slow\n\n## Symptoms\n\n- `E42` *in* the log\n\n\
                    ## What we tried\n\n- The cache. Wrong because it was empty.\n\n## Timeline\n\n- 10:00 it began\n\n\
                    ## Actions\n\n- [ ] mend it @ann due:2026-02-01\n\n```sh\nnever closed\n";
        let file = SourceFile::new("a.md", text);
        let (incident, findings) = crate::record::read(&file, &Config::default());
        assert!(findings.iter().any(|finding| finding.fix.is_some()), "{findings:?}");
        let bytes = serde_json::to_vec(&Keeping::new(&incident, &findings)).expect("it can be kept");
        let kept: Kept = serde_json::from_slice(&bytes).expect("it is whole");
        let (again, found) = kept.of(&file).expect("its rules are known");
        assert_eq!(format!("{again:?}"), format!("{incident:?}"));
        assert_eq!(format!("{found:?}"), format!("{findings:?}"));
    }

    #[test]
    fn a_page_stays_a_page() {
        let file = SourceFile::new("README.md", "# Our incidents\n\nEach file is one.\n");
        let (page, findings) = crate::record::read(&file, &Config::default());
        assert!(page.is_page());
        let bytes = serde_json::to_vec(&Keeping::new(&page, &findings)).expect("it can be kept");
        let kept: Kept = serde_json::from_slice(&bytes).expect("it is whole");
        let (again, _) = kept.of(&file).expect("its rules are known");
        assert_eq!(format!("{again:?}"), format!("{page:?}"));
    }
}
