//! Faults of the configuration, shown in their file.

use annotate_snippets::Level;

use super::Look;
use super::excerpt::{Remark, render};
use crate::config::ConfigError;

/// All faults of a configuration for people, a blank line behind each.
pub fn human(error: &ConfigError, look: Look) -> String {
    let shown = error.faults.iter().map(|fault| {
        let remark = Remark {
            level: Level::ERROR,
            id: None,
            message: &fault.message,
            help: fault.help.as_deref(),
            path: &error.file.path,
            file: &error.file,
            span: fault.span,
        };
        render(&remark, look) + "\n\n"
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn faults_are_shown_in_their_file() {
        let file = SourceFile::new("casebook.toml", "[site]\ntitel = 'x'\n");
        let error = crate::config::parse(&file).expect_err("a bad configuration");
        assert_eq!(
            human(&error, Look::Plain),
            "error: unknown key `titel`\n --> casebook.toml:2:1\n  |\n2 | titel = 'x'\n  | ^^^^^\n  |\n  \
             = help: did you mean `title`?\n\n"
        );
    }
}
