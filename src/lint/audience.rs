//! What a shareable part tells of what is internal, and marks of internal text that are not clear.

use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::diag::{Diagnostic, rule};
use crate::knowledge::KnowledgeBase;
use crate::model::Audience;
use crate::redact::{self, Bearer, Names, Parts, Told, Why};
use crate::source::SourceFile;

/// Looks at every record and pattern of the casebook's own. The shareable edition has no such marks and names left; what
/// was unclear in the files is told where they are cut.
pub fn check(base: &KnowledgeBase, config: &Config) -> Vec<Diagnostic> {
    if config.edition == Audience::Shareable {
        return Vec::new();
    }
    let marked: Vec<Marked<'_>> =
        files(base).into_par_iter().map(|(file, bearer)| marked(file, bearer, config)).collect();
    let mut findings: Vec<Diagnostic> = Vec::new();
    let (mut internal, mut shareable) = (Vec::new(), Vec::new());
    for one in &marked {
        findings.extend(one.parts.findings.iter().cloned());
        if one.parts.whole.is_some() { internal.push(one.bearer.clone()) } else { shareable.push(one.bearer.clone()) }
    }
    if shareable.is_empty() || (internal.is_empty() && config.audience.names.is_empty()) {
        return findings;
    }
    let names = Names::new(&internal, &shareable, config);
    findings.par_extend(marked.par_iter().flat_map_iter(|one| told(one, &names)));
    findings
}

struct Marked<'a> {
    file: &'a Arc<SourceFile>,
    bearer: Bearer,
    parts: Parts,
}

fn files(base: &KnowledgeBase) -> Vec<(&Arc<SourceFile>, Bearer)> {
    let records = base.incidents.iter().map(|incident| (&incident.file, Bearer::of_incident(incident)));
    let own = base.patterns.iter().filter(|pattern| !pattern.built_in);
    records.chain(own.map(|pattern| (&pattern.file, Bearer::of_pattern(pattern)))).collect()
}

fn marked<'a>(file: &'a Arc<SourceFile>, bearer: Bearer, config: &Config) -> Marked<'a> {
    let internal = (config.audience.default == Audience::Internal).then_some(Why::Record);
    let unmarked = || Parts { whole: internal, ..Parts::default() };
    let parts = if redact::may_mark(&file.text) { redact::parts(file, config) } else { unmarked() };
    Marked { file, bearer, parts }
}

/// What a shareable file tells of others.
fn told(one: &Marked<'_>, names: &Names) -> Vec<Diagnostic> {
    if one.parts.whole.is_some() {
        return Vec::new();
    }
    let finding = |told: Told| {
        let message = match told.why {
            Why::Link => "this part of the record may be shared, and leads to what is internal".to_owned(),
            _ => {
                format!("this part of the record may be shared, and `{}` is internal", one.file.slice(told.span).trim())
            }
        };
        let help = if told.in_front {
            "write `# internal` behind the key, on its line"
        } else {
            "say it in other words, or put `<!-- internal -->` and `<!-- /internal -->` around it"
        };
        Diagnostic::new(&rule::INTERNAL_NAME, one.file, told.span, message).with_help(help)
    };
    names.told(one.file, &one.parts).into_iter().map(finding).collect()
}
