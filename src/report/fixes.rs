//! What `casebook check --fix` changed, or would change.

use std::fmt::Write;

use line_diff::TextDiff;

use super::{Look, QUIET, count, safe};

/// A file before and after its fixes.
pub struct Change<'a> {
    /// Its path as it is shown.
    pub path: &'a str,
    /// Its text as it is.
    pub before: &'a str,
    /// Its text as it will be.
    pub after: &'a str,
}

/// The changes as a unified diff. Without colours it is one that `patch` takes, but for characters that could harm a
/// terminal, which are left out.
pub fn diff(changes: &[Change<'_>], look: Look) -> String {
    let mut out = String::new();
    for change in changes {
        let path = safe::line(change.path);
        let diff = TextDiff::from_lines(change.before, change.after);
        let text = diff.unified_diff().context_radius(2).header(&format!("a/{path}"), &format!("b/{path}")).to_string();
        for line in text.lines() {
            let line = clean(line);
            let style = match line.as_bytes().first() {
                Some(b'-') => super::ERROR,
                Some(b'+') => super::LABEL,
                Some(b'@') => QUIET,
                _ => anstyle::Style::new(),
            };
            let _ = writeln!(out, "{}", look.paint(style, &line));
        }
    }
    out
}

fn clean(line: &str) -> String {
    line.chars().filter(|&c| matches!(c, '\t' | '\u{feff}') || !safe::is_hostile(c)).collect()
}

/// One line: `2 findings mended in 1 file`.
pub fn summary(mended: usize, files: usize) -> String {
    format!("{} mended in {}", count(mended, "finding"), count(files, "file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_diff_shows_what_changes_with_two_lines_around() {
        let change = Change { path: "p/a.md", before: "1\n2\n3\n\x1b4\n5\n", after: "1\n2\n3\n\x1b4\n5\n6\n" };
        assert_eq!(diff(&[change], Look::Plain), "--- a/p/a.md\n+++ b/p/a.md\n@@ -4,2 +4,3 @@\n 4\n 5\n+6\n");
    }
}
