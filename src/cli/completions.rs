//! `casebook completions`

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Session, Verdict};

/// Print a script that completes commands and options in a shell
///
/// Example:
///
///     casebook completions bash > ~/.local/share/bash-completion/completions/casebook
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    pub fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Verdict> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "casebook", &mut script);
        session.out.write_all(&script)?;
        Ok(Verdict::Fine)
    }
}
