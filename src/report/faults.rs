//! Faults of the configuration, shown in their file, and errors of the operator or the machine.

use std::fmt::Write;

use annotate_snippets::Level;

use super::excerpt::{Remark, render};
use super::{ERROR, LABEL, Look, safe};
use crate::config::Fault;
use crate::source::SourceFile;

/// All faults of a file that the operator writes for people, a blank line behind each.
pub fn human(file: &SourceFile, faults: &[Fault], look: Look) -> String {
    let shown = faults.iter().map(|fault| {
        let remark = Remark {
            level: Level::ERROR,
            id: None,
            message: &fault.message,
            help: fault.help.as_deref(),
            fix: None,
            path: &file.path,
            file,
            span: fault.span,
            hidden: &[],
        };
        render(&remark, look) + "\n\n"
    });
    shown.collect()
}

/// An error of the operator or the machine, with what to do about it.
pub fn refusal(message: &str, hints: &[String], look: Look) -> String {
    let mut out = format!("{}: {}\n", look.paint(ERROR, "error"), safe::lines(message));
    for hint in hints {
        let _ = writeln!(out, "  {}: {}", look.paint(LABEL, "help"), safe::line(hint));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_shown_in_their_file() {
        let file = SourceFile::new("casebook.toml", "[site]\ntitel = 'x'\n");
        let error = crate::config::parse(&file).expect_err("a bad configuration");
        assert_eq!(
            human(&error.file, &error.faults, Look::Plain),
            "error: unknown key `titel`\n --> casebook.toml:2:1\n  |\n2 | titel = 'x'\n  | ^^^^^\n  |\n  \
             = help: did you mean `title`?\n\n"
        );
    }
}
