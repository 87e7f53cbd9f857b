//! Why incidents are alike and what differs, in lines for people.

use std::fmt::Write;

use super::{LABEL, Look, QUIET, safe};
use crate::export::similar::{DifferenceJson, LineJson, ReasonJson};

const WIDTH: usize = 180;

/// Writes reasons, a line or three each.
pub fn write_reasons(out: &mut String, reasons: &[ReasonJson<'_>], paths: [&str; 2], look: Look) {
    for reason in reasons {
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
pub fn write_differences(out: &mut String, differs: &DifferenceJson<'_>, look: Look) {
    if let Some(cause) = &differs.cause.here {
        label(out, "cause here", &safe::short(&cause.text, WIDTH), look);
    }
    if let Some(cause) = &differs.cause.there {
        label(out, "cause there", &safe::short(&cause.text, WIDTH), look);
    }
    let lists = [
        ("only here", &differs.patterns.here.as_ref().map(|ids| ids.join(", "))),
        ("only there", &differs.patterns.there.as_ref().map(|ids| ids.join(", "))),
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
