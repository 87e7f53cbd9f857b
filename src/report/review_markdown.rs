//! A verdict as a comment on a pull request. Everything that comes from records is escaped: in a comment it is text,
//! never markup, no mention of anybody, and no link but those made here, which are relative.

use std::fmt::Write;

use super::review::{
    EarlierJson, LeftJson, ReviewJson, SAME_DAY, found_words, said_words, told_left, untold_words, verdict_words, view,
};
use super::safe;
use crate::export::similar::{LineJson, ReasonJson};
use crate::knowledge::KnowledgeBase;
use crate::knowledge::review::{Ground, Review};

const WIDTH: usize = 220;

/// The review as Markdown; `folder` is where the records lie as seen from the root of the repository, for links.
pub fn markdown(base: &KnowledgeBase, review: &Review, folder: &str) -> String {
    let view = view(base, review);
    let mut out = String::new();
    let _ = writeln!(out, "### Seen before? `{}`\n", view.verdict.name());
    let _ = writeln!(out, "**{}**: {}.\n", text(view.title), verdict_words(&view));
    for claim in &view.claims {
        let _ = writeln!(out, "> {} (line {})\n", text(claim.text), claim.line);
    }
    for earlier in &view.earlier {
        write_earlier(&mut out, &view, earlier, folder);
    }
    for near in &view.nearest {
        let link = format!("[{}]({})", text(near.title), address(folder, near.path, None));
        let _ = writeln!(out, "#### nearest: {link} ({}, {} {:.2})\n", text(near.id), near.axis.name(), near.score);
        for reason in &near.reasons {
            write_reason(&mut out, reason, [view.path, near.path], folder);
        }
        out.push('\n');
    }
    let _ = writeln!(out, "<sub>Compared with {}.</sub>", super::count(view.compared, "earlier record"));
    out
}

fn write_earlier(out: &mut String, view: &ReviewJson<'_>, earlier: &EarlierJson<'_>, folder: &str) {
    let date = earlier.date.as_ref().map(|date| format!(", {date}")).unwrap_or_default();
    let link = format!("[{}]({})", text(earlier.title), address(folder, earlier.path, None));
    let _ = writeln!(out, "#### {}: {link} ({}{date})\n", earlier.verdict.name(), text(earlier.id));
    if let Some(said) = earlier.said {
        let _ = writeln!(out, "- Its author says: {}", said_words(said));
    }
    if let Some(named) = &earlier.named {
        let _ = writeln!(out, "- Named here: “{}”", text(named.text));
    }
    for reason in &earlier.reasons {
        write_reason(out, reason, [view.path, earlier.path], folder);
    }
    if let (Some(here), Some(there)) = (&earlier.differs.cause.here, &earlier.differs.cause.there) {
        let _ = writeln!(out, "- Cause here: {}", text(&here.text));
        let _ = writeln!(out, "- Cause there: {}", text(&there.text));
    }
    if let Some(untold) = untold_words(view, earlier) {
        let _ = writeln!(out, "- Not told: {}", text(&untold));
    }
    let (left, more) = told_left(earlier);
    for left in left {
        let _ = writeln!(out, "- [ ] Not done: {}", left_text(left));
    }
    if more > 0 {
        let _ = writeln!(out, "- Not done: and {}", super::count(more, "other action"));
    }
    if earlier.same_day && earlier.ground != Ground::Stated {
        let _ = writeln!(out, "- Same day: {SAME_DAY}");
    }
    let _ = writeln!(out, "- Findable: {}\n", found_words(earlier.found_at, view.compared));
}

fn write_reason(out: &mut String, reason: &ReasonJson<'_>, paths: [&str; 2], folder: &str) {
    let quote = |line: &LineJson<'_>, path: &str| {
        format!("“{}” ([{}:{}]({}))", text(&line.text), text(path), line.line, address(folder, path, Some(line.line)))
    };
    match reason {
        ReasonJson::Error { here, there } => {
            let _ = writeln!(out, "- Same error: {}; {}", quote(here, paths[0]), quote(there, paths[1]));
        }
        ReasonJson::Pattern { id, name, seen } => {
            let seen = super::count(*seen, "incident");
            let _ = writeln!(out, "- Same pattern: {} ({}, seen in {seen})", text(name), text(id));
        }
        ReasonJson::Words { words, here, there } => {
            let words: Vec<String> = words.iter().map(|word| text(word)).collect();
            let _ = writeln!(out, "- Same words: {}", words.join(", "));
            let _ = writeln!(out, "  - {}\n  - {}", quote(here, paths[0]), quote(there, paths[1]));
        }
        ReasonJson::Service { name } => {
            let _ = writeln!(out, "- Same service: {}", text(name));
        }
    }
}

/// Like the words for a terminal, but a name with `@` before it would call its bearer.
fn left_text(left: &LeftJson<'_>) -> String {
    let owner = left.owner.map_or_else(|| "no owner".to_owned(), text);
    let when = match (left.days_overdue, &left.due) {
        (Some(days), _) => format!(", {} overdue", super::count(usize::try_from(days).unwrap_or(0), "day")),
        (None, Some(due)) => format!(", due {due}"),
        (None, None) => String::new(),
    };
    format!("{} ({owner}{when})", text(left.text))
}

/// Text on one line in which nothing is markup: every ASCII sign gets a backslash, which Markdown takes off again,
/// but for those that a plain sentence needs; `<`, `&` and `@` become entities.
pub(super) fn text(text: &str) -> String {
    let mut out = String::new();
    for c in safe::short(text, WIDTH).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Not even an entity keeps some hosts from calling people; a mark without width does.
            '@' => out.push_str("@\u{2060}"),
            ':' if out.ends_with("http") || out.ends_with("https") => out.push_str(":\u{2060}"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '!' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// A relative address of a record's file, and of a line in it.
pub(super) fn address(folder: &str, path: &str, line: Option<u32>) -> String {
    let mut out = String::new();
    let whole = if folder.is_empty() || folder == "." { path.to_owned() } else { format!("{folder}/{path}") };
    for byte in whole.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    if let Some(line) = line {
        let _ = write!(out, "#L{line}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{address, text};

    #[test]
    fn nothing_of_a_record_is_markup() {
        assert_eq!(
            text("a <b> [x](y) @team `c` https://e.x\n# d"),
            "a &lt;b&gt; \\[x\\]\\(y\\) @\u{2060}team \\`c\\` https:\u{2060}//e.x \\# d"
        );
    }

    #[test]
    fn addresses_are_relative_and_encoded() {
        assert_eq!(address("postmortems", "a b).md", Some(7)), "postmortems/a%20b%29.md#L7");
        assert_eq!(address(".", "a.md", None), "a.md");
    }
}
