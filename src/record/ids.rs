//! Ids: the one that a file gives its record, and those of all records together, which must differ.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, rule};
use crate::model::{Incident, IncidentId};
use crate::source::Span;

/// The id a file gives its record: its stem, as a slug where it holds what an address cannot.
pub(super) fn of_path(path: &str) -> IncidentId {
    let stem = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
    };
    let name = stem(path);
    let readable = IncidentId::new(&name).or_else(|| IncidentId::from_text(&name));
    readable
        .or_else(|| IncidentId::from_text(path.rsplit_once('.').map_or(path, |(stem, _)| stem)))
        .unwrap_or_else(|| IncidentId::new("record").expect("letters are safe"))
}

/// Gives every incident an id of its own. `incidents` come ordered by path; the first keeps an id that is asked for
/// twice, a later one gets an id made of its path. Ids that differ in case alone count as the same, since file systems
/// do not tell them apart.
pub fn settle(incidents: &mut [Incident]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for incident in incidents {
        let key = |id: &IncidentId| id.as_str().to_lowercase();
        if taken.insert(key(&incident.id)) {
            continue;
        }
        let id = candidates(&incident.file.path).find(|id| !taken.contains(&key(id)));
        let id = id.expect("numbers never run out");
        let message = format!("the id `{}` belongs to another record already", incident.id);
        let finding = Diagnostic::new(&rule::DUPLICATE_ID, &incident.file, Span::default(), message);
        findings.push(finding.with_help(format!("this record is called `{id}`; give it an `id` of its own")));
        taken.insert(key(&id));
        incident.id = id;
    }
    findings
}

/// The path as an id, then the same with `-2`, `-3` and so on behind it.
fn candidates(path: &str) -> impl Iterator<Item = IncidentId> {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem).to_owned();
    let base = IncidentId::from_text(&stem).map_or_else(|| "record".to_owned(), |id| id.to_string());
    let numbered = (1..).map(move |n: u32| if n == 1 { base.clone() } else { format!("{base}-{n}") });
    numbered.filter_map(|text| IncidentId::new(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, source::SourceFile};

    #[test]
    fn of_two_records_with_one_id_the_later_is_called_by_its_path() {
        let read = |path: &str| crate::record::read(&SourceFile::new(path, "# x"), &Config::default()).0;
        let mut incidents = vec![read("a/x.md"), read("b/X.md"), read("b/x.markdown"), read("c/☃.md"), read("c/☂.md")];
        let findings = settle(&mut incidents);
        let ids: Vec<_> = incidents.iter().map(|incident| incident.id.as_str()).collect();
        assert_eq!(ids, ["x", "b-x", "b-x-2", "c", "c-2"]);
        assert_eq!(findings.len(), 3);
    }
}
