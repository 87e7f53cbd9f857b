//! What changed from one build of a site to another, for people, for programs and for a comment in Markdown.

use std::fmt::Write;

use super::{LABEL, Look, QUIET, TITLE, count, json, safe};
use crate::export::{Changed, Changes, Field, Moved, Thing, Tie};

const WIDTH: usize = 160;

/// What changed, for people; nothing where nothing did.
pub fn human(changes: &Changes, look: Look) -> String {
    let mut out = String::new();
    let title = |text: &str| look.paint(TITLE, text);
    let mut part = |name: &str, lines: Vec<(char, String, &[Field])>| {
        if lines.is_empty() {
            return;
        }
        let _ = writeln!(out, "{}", title(name));
        for (sign, line, fields) in lines {
            let _ = writeln!(out, "  {sign} {line}");
            for field in fields {
                let label = look.paint(LABEL, &format!("{}:", label(field)));
                let _ = writeln!(out, "      {label} {}", told(field, |value| self::value(value, look)));
            }
        }
        out.push('\n');
    };
    let thing = |one: &Thing| safe::short(&described(one), WIDTH);
    let tie = |one: &Tie| safe::short(&format!("{}: {} ({})", one.incident.name, one.pattern.name, one.state), WIDTH);
    part("INCIDENTS", lines(&changes.incidents, &thing));
    part("LINKS", lines(&changes.links, &tie));
    part("PATTERNS", lines(&changes.patterns, &thing));
    out
}

/// The lines of a part: what came, what went, what changed with its fields.
fn lines<'a, T>(moved: &'a Moved<T>, told: &dyn Fn(&T) -> String) -> Vec<(char, String, &'a [Field])> {
    let plain = |sign: char| move |one: &'a T| (sign, told(one), &[][..]);
    let changed = |one: &'a Changed<T>| ('~', told(&one.what), &one.fields[..]);
    let came = moved.added.iter().map(plain('+'));
    came.chain(moved.gone.iter().map(plain('-'))).chain(moved.changed.iter().map(changed)).collect()
}

fn described(one: &Thing) -> String {
    let date = one.date.as_ref().map(|date| format!("{date} ")).unwrap_or_default();
    format!("{date}{} ({})", one.name, one.id)
}

/// What a field is called here.
fn label(field: &Field) -> String {
    field.name.replace('_', " ")
}

/// What a value was and is.
fn told(field: &Field, value: impl Fn(Option<&String>) -> String) -> String {
    match (&field.from, &field.to) {
        (None, None) => "not what it was".to_owned(),
        (from, to) => format!("{} → {}", value(from.as_ref()), value(to.as_ref())),
    }
}

fn value(value: Option<&String>, look: Look) -> String {
    value.map_or_else(|| look.paint(QUIET, "none"), |text| safe::short(text, WIDTH))
}

/// The same for programs: `{"schema", "incidents": {"added", "gone", "changed": [{"id", "name", "fields": [{"name",
/// "from", "to"}]}]}, "links": …, "patterns": …}`.
pub fn json(changes: &Changes) -> String {
    json::text(changes)
}

/// The same in Markdown, as a comment shows it.
pub fn markdown(changes: &Changes) -> String {
    if changes.is_empty() {
        return "Nothing changed.\n".to_owned();
    }
    let mut out = format!("{}.\n", summary(changes));
    let mut part = |name: &str, lines: Vec<(char, String, &[Field])>| {
        if lines.is_empty() {
            return;
        }
        let _ = write!(out, "\n### {name}\n\n");
        for (sign, line, fields) in lines {
            let word = match sign {
                '+' => "new",
                '-' => "gone",
                _ => "changed",
            };
            let _ = writeln!(out, "- **{word}** {line}");
            for field in fields {
                let value = |value: Option<&String>| value.map_or("none".to_owned(), |text| escaped(text));
                let _ = writeln!(out, "  - {}: {}", label(field), told(field, value));
            }
        }
    };
    let thing = |one: &Thing| escaped(&described(one));
    let tie = |one: &Tie| escaped(&format!("{}: {} ({})", one.incident.name, one.pattern.name, one.state));
    part("Incidents", lines(&changes.incidents, &thing));
    part("Links", lines(&changes.links, &tie));
    part("Patterns", lines(&changes.patterns, &thing));
    out
}

/// One line: `2 incidents added, 1 changed; 1 link gone`.
pub fn summary(changes: &Changes) -> String {
    fn part<T>(noun: &str, moved: &Moved<T>) -> Option<String> {
        let numbers = [(moved.added.len(), "added"), (moved.gone.len(), "gone"), (moved.changed.len(), "changed")];
        let mut told = Vec::new();
        for (number, verb) in numbers.into_iter().filter(|(number, _)| *number > 0) {
            let number = if told.is_empty() { count(number, noun) } else { number.to_string() };
            told.push(format!("{number} {verb}"));
        }
        (!told.is_empty()).then(|| told.join(", "))
    }
    let parts =
        [part("incident", &changes.incidents), part("link", &changes.links), part("pattern", &changes.patterns)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "nothing changed".to_owned() } else { parts.join("; ") }
}

/// Text on one line in which nothing is Markdown, HTML or a mention.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in safe::short(text, 2 * WIDTH).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '|' | '~' | '!') {
            out.push('\\');
        }
        out.push(c);
        if c == '@' {
            // Nobody is called because a title has their name in it.
            out.push('\u{200b}');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Snapshot, changes};

    fn moved() -> Changes {
        let read = |incidents: &str, patterns: &str| {
            let texts = [("incidents", incidents), ("patterns", patterns)];
            let [a, b] = texts.map(|(name, list)| format!("{{\"schema\":1,\"{name}\":[{list}]}}"));
            Snapshot::read([&a, &b]).expect("lists")
        };
        let rest = r#""services":[],"tags":[],"level":1"#;
        let old = read(
            &format!(r#"{{"id":"a","title":"A","status":"investigating","patterns":[],{rest}}}"#),
            r#"{"id":"p","name":"P","life":"candidate","incidents":1}"#,
        );
        let tied = r#"[{"id":"p","state":"detected"}]"#;
        let new = read(
            &format!(
                r#"{{"id":"a","title":"A","patterns":{tied},{rest}}},{{"id":"b","title":"*B* @ana\u001b[2J","date":"2026-01-02","patterns":[],{rest}}}"#
            ),
            r#"{"id":"p","name":"P","life":"candidate","incidents":2}"#,
        );
        changes(&old, &new)
    }

    #[test]
    fn people_read_what_came_and_what_became_of_the_rest() {
        assert_eq!(
            human(&moved(), Look::Plain),
            "INCIDENTS\n  + 2026-01-02 *B* @ana[2J (b)\n  ~ A (a)\n      status: investigating → none\n\nLINKS\n  + A: P \
             (detected)\n\nPATTERNS\n  ~ P (p)\n      incidents: 1 → 2\n\n"
        );
        assert_eq!(summary(&moved()), "1 incident added, 1 changed; 1 link added; 1 pattern changed");
    }

    #[test]
    fn a_comment_shows_titles_as_they_are_and_calls_nobody() {
        let text = markdown(&moved());
        assert!(
            text.starts_with("1 incident added, 1 changed; 1 link added; 1 pattern changed.\n\n### Incidents\n"),
            "{text}"
        );
        assert!(text.contains("- **new** 2026-01-02 \\*B\\* @\u{200b}ana"), "{text}");
        assert!(text.contains("  - status: investigating → none\n"), "{text}");
    }

    #[test]
    fn programs_get_every_field() {
        let value: serde_json::Value = serde_json::from_str(&json(&moved())).expect("valid");
        assert_eq!(value["incidents"]["added"][0]["id"], "b");
        assert_eq!(
            value["incidents"]["changed"][0]["fields"][0],
            serde_json::json!({"name": "status", "from": "investigating", "to": null})
        );
        assert_eq!(value["links"]["added"][0]["pattern"]["id"], "p");
    }
}
