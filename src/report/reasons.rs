//! Why incidents are alike and what differs, in lines for people.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{LABEL, Look, QUIET, safe};
use crate::export::similar::{DifferenceJson, LineJson, ReasonJson};

const WIDTH: usize = 180;

/// Whether the cause of the record that others are compared with was told before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// It is told here.
    Told,
    /// It stands above already.
    Known,
}

/// Writes reasons, a line or three each. Words of the other axis that were mostly told before are no further reason.
pub fn write_reasons(out: &mut String, reasons: &[ReasonJson<'_>], paths: [&str; 2], look: Look) {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for reason in reasons {
        if let ReasonJson::Words { words, .. } = reason {
            let again = words.iter().filter(|word| told.contains(word.as_str())).count();
            if 2 * again > words.len() {
                continue;
            }
            told.extend(words.iter().map(String::as_str));
        }
        match reason {
            ReasonJson::Error { here, there } => {
                label(out, "same error", &safe::short(&here.text, WIDTH), look);
                let _ = writeln!(out, "      {}", place(here, paths[0], look));
                let _ = writeln!(out, "      {}", place(there, paths[1], look));
            }
            ReasonJson::Pattern { id, name, seen } => {
                let text = format!("{} ({id}, seen in {})", safe::short(name, WIDTH), super::count(*seen, "incident"));
                label(out, "same pattern", &text, look);
            }
            ReasonJson::Words { words, here, there } => {
                let words: Vec<String> = words.iter().map(|word| safe::short(word, 40)).collect();
                label(out, "same words", &words.join(", "), look);
                for (line, path) in [(here, paths[0]), (there, paths[1])] {
                    let _ = writeln!(out, "      “{}” {}", safe::short(&line.text, WIDTH), place(line, path, look));
                }
            }
            ReasonJson::Service { name } => label(out, "same service", &safe::short(name, WIDTH), look),
        }
    }
}

/// Writes what differs.
pub fn write_differences(out: &mut String, differs: &DifferenceJson<'_>, own: Own, look: Look) {
    if let Some(cause) = differs.cause.here.as_ref().filter(|_| own == Own::Told) {
        label(out, "cause here", &safe::short(&cause.text, WIDTH), look);
    }
    if let Some(cause) = &differs.cause.there {
        label(out, "cause there", &safe::short(&cause.text, WIDTH), look);
    }
    let lists = [
        ("pattern only here", &differs.patterns.here.as_ref().map(|ids| ids.join(", "))),
        ("pattern only there", &differs.patterns.there.as_ref().map(|ids| ids.join(", "))),
        ("service only here", &differs.services.here.as_ref().map(|names| names.join(", "))),
        ("service only there", &differs.services.there.as_ref().map(|names| names.join(", "))),
    ];
    for (name, list) in lists {
        if let Some(list) = list {
            label(out, name, &safe::short(list, WIDTH), look);
        }
    }
    for environment in &differs.environment {
        let text = format!("{} here, {} there", environment.here, environment.there);
        label(out, &safe::short(&environment.key, 40), &safe::short(&text, WIDTH), look);
    }
}

/// Writes a line with what it is.
pub fn label(out: &mut String, name: &str, text: &str, look: Look) {
    let _ = writeln!(out, "    {} {text}", look.paint(LABEL, &format!("{name}:")));
}

fn place(line: &LineJson<'_>, path: &str, look: Look) -> String {
    look.paint(QUIET, &format!("{}:{}", safe::line(path), line.line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(all: &[&str], line: u32) -> ReasonJson<'static> {
        let told = |text: &str| LineJson { text: text.to_owned(), section: "", line };
        ReasonJson::Words {
            words: all.iter().map(|word| (*word).to_owned()).collect(),
            here: told("a"),
            there: told("b"),
        }
    }

    #[test]
    fn words_that_were_mostly_told_are_no_further_reason() {
        let mut out = String::new();
        let reasons = [words(&["pool", "pods"], 1), words(&["pods", "pool", "size"], 2), words(&["disk", "pool"], 3)];
        write_reasons(&mut out, &reasons, ["x.md", "y.md"], Look::Plain);
        assert_eq!(
            out,
            "    same words: pool, pods\n      “a” x.md:1\n      “b” y.md:1\n    \
             same words: disk, pool\n      “a” x.md:3\n      “b” y.md:3\n"
        );
    }
}
