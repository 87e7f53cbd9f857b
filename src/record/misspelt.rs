//! Headings that look like a misspelt one of those that are known.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use super::names::normalise;
use super::words::Words;
use crate::diag::{Diagnostic, near, rule};
use crate::model::{Carrier, Section, SectionKind};
use crate::source::SourceFile;

/// Shorter words have too many neighbours, longer headings tell a story.
const LENGTHS: std::ops::RangeInclusive<usize> = 6..=28;

/// Every known heading under each of the forms that it has with one letter less. Two words that differ in one letter,
/// or in two neighbours that changed places, share such a form; so a heading is compared with few.
struct Neighbours {
    by_form: HashMap<String, Vec<&'static str>>,
}

static NEIGHBOURS: LazyLock<Neighbours> = LazyLock::new(|| {
    let mut by_form: HashMap<String, Vec<&'static str>> = HashMap::new();
    let mut known: Vec<&'static str> = Words::built_in().headings().collect();
    known.sort_unstable();
    for name in known.into_iter().filter(|name| LENGTHS.contains(&name.chars().count())) {
        each_form(name, |form| by_form.entry(form.to_owned()).or_default().push(name));
    }
    Neighbours { by_form }
});

/// Calls `each` with a name, and with the name less one of its letters.
fn each_form(name: &str, mut each: impl FnMut(&str)) {
    each(name);
    let mut form = String::with_capacity(name.len());
    for (at, c) in name.char_indices() {
        form.clear();
        form.push_str(&name[..at]);
        form.push_str(&name[at + c.len_utf8()..]);
        each(&form);
    }
}

/// Finds headings of one record that are not understood and are one letter away from one that would be.
pub(super) fn find(file: &Arc<SourceFile>, sections: &[Section], words: &Words) -> Vec<Diagnostic> {
    let other = |section: &&Section| {
        let marked = matches!(section.carrier, Carrier::Heading | Carrier::BoldLabel);
        section.kind == SectionKind::Other && marked && section.level > 1 && section.title.len() <= 60
    };
    let unknown = sections.iter().filter(other);
    unknown
        .filter_map(|section| {
            let name = normalise(&section.title);
            let near = neighbour(&name)?;
            // What means something else is not misspelt.
            if words.heading(&section.title).0.is_some()
                || words.key(&name).is_some()
                || words.theory_part(&name).is_some()
            {
                return None;
            }
            let message = format!("the heading `{}` is not understood", section.title);
            let finding = Diagnostic::new(&rule::MISSPELT_HEADING, file, section.head, message);
            Some(finding.with_help(format!("did you mean `{near}`?")))
        })
        .collect()
}

/// The known heading that a name is one letter away from; a singular is no misspelt plural.
fn neighbour(name: &str) -> Option<&'static str> {
    if !LENGTHS.contains(&name.chars().count()) {
        return None;
    }
    let mut found: Vec<&'static str> = Vec::new();
    each_form(name, |form| found.extend(NEIGHBOURS.by_form.get(form).into_iter().flatten()));
    found.retain(|known| {
        let longer = known.len() > name.len();
        let (long, short) = if longer { (*known, name) } else { (name, *known) };
        long.strip_suffix('s') != Some(short)
    });
    found.sort_unstable();
    near(name, found)
}

#[cfg(test)]
mod tests {
    use super::neighbour;

    #[test]
    fn a_slip_of_one_letter_is_seen() {
        assert_eq!(neighbour("root casue"), Some("root cause"));
        assert_eq!(neighbour("symptons"), Some("symptoms"));
        assert_eq!(neighbour("timline"), Some("timeline"));
        for other in ["queue", "the pool", "what we did on monday", "backups", "x"] {
            assert_eq!(neighbour(other), None, "{other}");
        }
    }
}
