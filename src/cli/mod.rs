//! The commands: the home of `clap`, `clap_complete`, `anstream` and `anyhow`.
//!
//! Arguments, environment, printing and exit codes live here and nowhere else. A command is an argument struct and one
//! function, in a file of its own; its help is its doc comment. Results go to the standard output, talk goes to the
//! standard error. Exit codes: 0 fine; 1 findings, or no hit; 2 wrong usage or configuration; 3 the machine refused.

mod actions;
mod build;
mod check;
mod completions;
mod diff;
mod error;
mod eval;
mod export;
mod git;
mod import;
mod init;
mod locate;
mod new;
mod open;
mod patterns;
mod restore;
mod review;
mod schema;
mod search;
mod serve;
mod similar;
mod theories;
mod touch;
mod triage;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::report::Look;
use crate::store;
use locate::Surroundings;

/// Turns a folder of Markdown post-mortems into a searchable site that links what keeps coming back.
#[derive(Debug, Parser)]
#[command(name = "casebook", version, about, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
struct Global {
    /// The casebook's folder [default: the nearest one upwards with a `casebook.toml` or a folder `postmortems`]
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Read the records from this folder, whatever is in it; needs no configuration
    #[arg(long, global = true, value_name = "DIR")]
    records: Option<PathBuf>,
    /// Read files of this ending too, such as `txt`; may be repeated
    #[arg(long, global = true, value_name = "ENDING")]
    ending: Vec<String>,
    /// For whom: `shareable` leaves out all that is internal, before anything is made of it
    #[arg(long, global = true, value_name = "EDITION", default_value = "internal", hide_possible_values = true)]
    edition: Edition,
    /// Search by meaning too, with the sentence encoder in this folder
    #[arg(long, global = true, value_name = "DIR")]
    model: Option<PathBuf>,
    /// When to use colours and links
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = false)]
    color: When,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum When {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Edition {
    /// Everything, for those who may read the records
    Internal,
    /// Only what may be shared
    Shareable,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    New(new::New),
    Build(build::Build),
    Check(check::Check),
    Diff(diff::Diff),
    Import(import::Import),
    Search(search::Search),
    Serve(serve::Serve),
    Similar(similar::Similar),
    Review(review::Review),
    Schema(schema::Schema),
    Patterns(patterns::Patterns),
    Theories(theories::Theories),
    Touch(touch::Touch),
    Triage(triage::Triage),
    Eval(eval::Eval),
    Actions(actions::Actions),
    Export(export::Export),
    Restore(restore::Restore),
    Completions(completions::Completions),
}

/// What a command found, for the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// All is well.
    Fine,
    /// There are findings, or there is no hit.
    Findings,
}

/// What a command works with: where it was called, and where its words go.
struct Session<'a> {
    global: &'a Global,
    surroundings: &'a Surroundings,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    /// How results look.
    look: Look,
    /// How talk looks.
    err_look: Look,
}

/// Runs the program and says how to exit; may be called any number of times.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let (stdout, stderr) = (io::stdout().lock(), io::stderr().lock());
    let looks = [AutoStream::choice(&stdout), AutoStream::choice(&stderr)].map(look);
    // What is styled is decided by the looks; these streams only turn styles into what an old console understands.
    let mut stdout = io::BufWriter::new(AutoStream::new(stdout, ColorChoice::Always));
    let mut stderr = AutoStream::new(stderr, ColorChoice::Always);
    let code = match Surroundings::of_process() {
        Ok(surroundings) => run_in(arguments, &surroundings, &mut stdout, &mut stderr, looks),
        Err(error) => {
            let error = anyhow::Error::from(error).context("could not find the current folder");
            error::tell(&error, &mut stderr, looks[1])
        }
    };
    ExitCode::from(code)
}

fn look(choice: ColorChoice) -> Look {
    match choice {
        ColorChoice::Never => Look::Plain,
        ColorChoice::Auto | ColorChoice::AlwaysAnsi | ColorChoice::Always => Look::Styled,
    }
}

/// Runs the program with the streams and looks given; returns the exit code.
fn run_in(
    arguments: impl IntoIterator<Item = OsString>,
    surroundings: &Surroundings,
    out: &mut dyn Write,
    err: &mut dyn Write,
    looks: [Look; 2],
) -> u8 {
    let parsed = flowing(Cli::command()).try_get_matches_from(arguments);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return refuse_arguments(&error, out, err, looks),
    };
    let [out_look, err_look] = match cli.global.color {
        When::Auto => looks,
        When::Always => [Look::Styled; 2],
        When::Never => [Look::Plain; 2],
    };
    let mut session = Session { global: &cli.global, surroundings, out, err, look: out_look, err_look };
    let outcome = match &cli.command {
        Command::Init(command) => command.run(&mut session),
        Command::New(command) => command.run(&mut session),
        Command::Build(command) => command.run(&mut session),
        Command::Check(command) => command.run(&mut session),
        Command::Diff(command) => command.run(&mut session),
        Command::Import(command) => command.run(&mut session),
        Command::Search(command) => command.run(&mut session),
        Command::Serve(command) => command.run(&mut session),
        Command::Similar(command) => command.run(&mut session),
        Command::Review(command) => command.run(&mut session),
        Command::Schema(command) => command.run(&mut session),
        Command::Patterns(command) => command.run(&mut session),
        Command::Theories(command) => command.run(&mut session),
        Command::Touch(command) => command.run(&mut session),
        Command::Triage(command) => command.run(&mut session),
        Command::Eval(command) => command.run(&mut session),
        Command::Actions(command) => command.run(&mut session),
        Command::Export(command) => command.run(&mut session),
        Command::Restore(command) => command.run(&mut session),
        Command::Completions(command) => command.run(&mut session),
    };
    let outcome = outcome.and_then(|verdict| session.out.flush().map(|()| verdict).map_err(anyhow::Error::from));
    match outcome {
        Ok(Verdict::Fine) => 0,
        Ok(Verdict::Findings) => 1,
        Err(error) => error::tell(&error, session.err, err_look),
    }
}

/// What tells this program from any other that may have built a site, where that is known.
fn program() -> Option<String> {
    std::env::current_exe().ok().and_then(|program| store::stamp_of_file(&program))
}

/// Prints what `clap` has to say: help, the version, or what is wrong with the arguments.
/// The commands with help whose lines end where the terminal does: a paragraph of a doc comment is one line, and
/// examples, which are set in, stay as they are.
fn flowing(command: clap::Command) -> clap::Command {
    command.mut_subcommands(|command| {
        let Some(about) = command.get_long_about().map(ToString::to_string) else { return command };
        let paragraph = |text: &str| if text.starts_with("    ") { text.to_owned() } else { text.replace('\n', " ") };
        let about: Vec<String> = about.split("\n\n").map(paragraph).collect();
        flowing(command.long_about(about.join("\n\n")))
    })
}

fn refuse_arguments<'a>(
    error: &clap::Error,
    out: &'a mut (dyn Write + 'a),
    err: &'a mut (dyn Write + 'a),
    looks: [Look; 2],
) -> u8 {
    let (stream, look) = if error.use_stderr() { (err, looks[1]) } else { (out, looks[0]) };
    let text = error.render();
    let written = match look {
        Look::Plain => write!(stream, "{text}"),
        Look::Styled => write!(stream, "{}", text.ansi()),
    };
    // Nobody is left to tell where even this cannot be written.
    let _ = written.and_then(|()| stream.flush());
    if error.use_stderr() { error::USAGE } else { 0 }
}

#[cfg(test)]
mod tests;
