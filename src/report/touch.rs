//! The incidents whose code a change edits, for its author.

use std::fmt::Write;

use serde::Serialize;

use super::review_markdown::{address, text};
use super::{LABEL, Look, QUIET, TITLE, count, json, safe};
use crate::knowledge::KnowledgeBase;
use crate::knowledge::touch::Touched;
use crate::model::{Action, ActionState, Incident};

const WIDTH: usize = 220;

/// How many files are named for one glob, and how many actions of one incident, for people.
const SHOWN: usize = 3;

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    path: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'a str>,
    globs: Vec<GlobJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
    open_actions: Vec<ActionJson<'a>>,
}

/// A glob of the record's `paths`, with the files that it holds for.
#[derive(Serialize)]
struct GlobJson<'a> {
    glob: &'a str,
    line: u32,
    files: &'a [String],
}

#[derive(Serialize)]
struct ActionJson<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    line: u32,
}

/// The incidents for people; at most `most` of them.
pub fn human(base: &KnowledgeBase, touched: &[Touched], most: usize, look: Look) -> String {
    let mut out = String::new();
    for entry in touched.iter().take(most).map(|touched| entry(base, touched)) {
        let date = entry.date.as_ref().map(|date| format!(" · {date}")).unwrap_or_default();
        let facts = look.paint(QUIET, &format!("({}{date})", entry.id));
        let _ = writeln!(out, "{} {facts}", look.paint(TITLE, &safe::short(entry.title, WIDTH)));
        for held in &entry.globs {
            let place = look.paint(QUIET, &format!("{}:{}", safe::line(entry.path), held.line));
            let _ = writeln!(out, "  {} holds for {} {place}", safe::line(held.glob), files(held.files, safe::line));
        }
        for (label, line) in [("cause", entry.cause), ("fix", entry.fix)] {
            if let Some(line) = line {
                let _ = writeln!(out, "  {} {}", look.paint(LABEL, &format!("{label}:")), safe::short(line, WIDTH));
            }
        }
        for action in entry.open_actions.iter().take(SHOWN) {
            let label = look.paint(LABEL, "not done:");
            let _ = writeln!(
                out,
                "  {label} {} ({})",
                safe::short(action.text, WIDTH),
                safe::line(&promise(action, Bearer::Marked))
            );
        }
        if entry.open_actions.len() > SHOWN {
            let _ = writeln!(out, "  and {} more not done", entry.open_actions.len() - SHOWN);
        }
        out.push('\n');
    }
    if touched.len() > most {
        let _ = writeln!(out, "and {}", count(touched.len() - most, "older incident"));
    }
    out
}

/// The same as a comment on a pull request; nothing where there is none. `folder` is where the records lie as seen from
/// the root of the repository.
pub fn markdown(base: &KnowledgeBase, touched: &[Touched], most: usize, folder: &str) -> String {
    let mut out = String::new();
    if touched.is_empty() {
        return out;
    }
    let _ = writeln!(out, "### This change edits code of {}\n", count(touched.len(), "past incident"));
    for entry in touched.iter().take(most).map(|touched| entry(base, touched)) {
        let date = entry.date.as_ref().map(|date| format!(", {date}")).unwrap_or_default();
        let link = format!("[{}]({})", text(entry.title), address(folder, entry.path, None));
        let _ = writeln!(out, "#### {link} ({}{date})\n", text(entry.id));
        for held in &entry.globs {
            let place = address(folder, entry.path, Some(held.line));
            let _ = writeln!(out, "- [{}]({place}) holds for {}", text(held.glob), files(held.files, text));
        }
        for (label, line) in [("Cause", entry.cause), ("Fix", entry.fix)] {
            if let Some(line) = line {
                let _ = writeln!(out, "- {label}: {}", text(line));
            }
        }
        for action in &entry.open_actions {
            let _ = writeln!(out, "- [ ] Not done: {} ({})", text(action.text), text(&promise(action, Bearer::Named)));
        }
        out.push('\n');
    }
    if touched.len() > most {
        let _ = writeln!(out, "And {}.\n", count(touched.len() - most, "older incident"));
    }
    out
}

/// The same for programs, all of them: `{"schema", "files", "touched": [{"id", "path", "globs", "cause", "fix",
/// "open_actions", …}]}`.
pub fn json(base: &KnowledgeBase, touched: &[Touched], files: usize) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        files: usize,
        touched: Vec<Entry<'a>>,
    }
    let touched = touched.iter().map(|touched| entry(base, touched)).collect();
    json::text(&Out { schema: json::SCHEMA, files, touched })
}

fn entry<'a>(base: &'a KnowledgeBase, touched: &'a Touched) -> Entry<'a> {
    let incident = &base.incidents[touched.incident];
    let opening = incident.opening();
    let globs = touched.globs.iter().map(|held| {
        let glob = &incident.paths[held.path];
        GlobJson { glob: &glob.value, line: incident.file.position(glob.span.start).line, files: &held.files }
    });
    let open = incident.actions.iter().filter(|action| action.state != ActionState::Done);
    Entry {
        id: incident.id.as_str(),
        path: &incident.file.path,
        title: &incident.title.value,
        date: incident.date.as_ref().map(|date| date.value.to_string()),
        severity: incident.severity.as_ref().map(|severity| severity.value.as_str()),
        globs: globs.collect(),
        cause: opening.cause.map(|(text, _)| text),
        fix: opening.fix.map(|(text, _)| text),
        open_actions: open.map(|action| action_json(incident, action)).collect(),
    }
}

fn action_json<'a>(incident: &Incident, action: &'a Action) -> ActionJson<'a> {
    ActionJson {
        text: &action.text,
        owner: action.owner.as_deref(),
        due: action.due.as_ref().map(|due| due.value.to_string()),
        line: incident.file.position(action.span.start).line,
    }
}

/// How an owner is written: in a comment on a pull request, `@` before a name would call its bearer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bearer {
    Marked,
    Named,
}

/// Who promised an action, and for when.
fn promise(action: &ActionJson<'_>, bearer: Bearer) -> String {
    let mark = if bearer == Bearer::Marked { "@" } else { "" };
    let owner = action.owner.map_or_else(|| "no owner".to_owned(), |name| format!("{mark}{name}"));
    action.due.as_ref().map_or_else(|| owner.clone(), |due| format!("{owner}, due {due}"))
}

fn files(files: &[String], shown: impl Fn(&str) -> String) -> String {
    let named: Vec<String> = files.iter().take(SHOWN).map(|file| shown(file)).collect();
    let more = files.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", named.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::knowledge::touch::touched;
    use crate::source::SourceFile;

    const RECORD: &str = "---\ntitle: The <b>pool</b>\ndate: 2026-01-02\npaths: ['src/**']\n---\n\n## Root cause\n\nA \
                          full\u{1b}[31m pool.\n\n## Fix\n\nA larger one.\n\n## Actions\n\n- [x] done @a\n- [ ] alert \
                          @ana due:2026-02-01\n";

    fn shown(with: impl Fn(&KnowledgeBase, &[Touched]) -> String) -> String {
        let (incident, _) = crate::record::read(&SourceFile::new("a b.md", RECORD), &Config::default());
        let base = KnowledgeBase::assemble(vec![incident], Vec::new());
        let files: Vec<String> = (1..=5).map(|number| format!("src/{number}.rs")).collect();
        let touched = touched(&base, &files);
        with(&base, &touched)
    }

    #[test]
    fn people_see_why_what_it_was_and_what_is_not_done() {
        assert_eq!(
            shown(|base, touched| human(base, touched, 10, Look::Plain)),
            "The <b>pool</b> (a-b · 2026-01-02)\n  src/** holds for src/1.rs, src/2.rs, src/3.rs and 2 more a b.md:4\n  \
             cause: A full[31m pool.\n  fix: A larger one.\n  not done: alert (@ana, due 2026-02-01)\n\n"
        );
    }

    #[test]
    fn a_comment_links_to_the_record_and_holds_no_markup_of_it() {
        let text = shown(|base, touched| markdown(base, touched, 10, "postmortems"));
        assert!(text.starts_with("### This change edits code of 1 past incident\n"), "{text}");
        assert!(text.contains("[The &lt;b&gt;pool&lt;/b&gt;](postmortems/a%20b.md) (a-b, 2026-01-02)"), "{text}");
        assert!(text.contains("- [src/\\*\\*](postmortems/a%20b.md#L4) holds for src/1.rs"), "{text}");
        assert!(text.contains("- [ ] Not done: alert (ana, due 2026-02-01)"), "{text}");
        assert_eq!(shown(|base, _| markdown(base, &[], 10, "")), "");
    }

    #[test]
    fn programs_get_every_file_and_only_open_actions() {
        let value: serde_json::Value =
            serde_json::from_str(&shown(|base, touched| json(base, touched, 5))).expect("valid");
        let first = &value["touched"][0];
        assert_eq!((&value["files"], &first["id"]), (&5.into(), &"a-b".into()));
        assert_eq!(first["globs"][0]["files"].as_array().map(Vec::len), Some(5));
        assert_eq!(first["open_actions"].as_array().map(Vec::len), Some(1));
        assert_eq!(first["open_actions"][0]["line"], 18);
    }

    #[test]
    fn no_more_are_shown_than_asked_for() {
        let text = shown(|base, touched| human(base, touched, 0, Look::Plain));
        assert_eq!(text, "and 1 older incident\n");
    }
}
