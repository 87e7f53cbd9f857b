//! Errors turned into words, hints and exit codes, in this one place.

use std::io::{self, Write};

use crate::config::ConfigError;
use crate::pipeline::PipelineError;
use crate::report::{Look, faults};
use crate::serve::ServeError;
use crate::site::{Mistake, SiteError};
use crate::store::{OutputError, StoreError};

/// Wrong usage or configuration.
pub const USAGE: u8 = 2;
/// The machine refused.
pub const REFUSED: u8 = 3;

/// Ended by a second Ctrl-C, as shells say it.
pub const INTERRUPTED: i32 = 130;

/// Something that whoever typed the command can mend.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct UsageError {
    /// What is wrong: lower case, no full stop, values in backticks.
    pub message: String,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl UsageError {
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hints: vec![hint.into()] }
    }
}

/// Prints an error with its causes and hints; returns the exit code.
pub fn tell(error: &anyhow::Error, err: &mut dyn Write, look: Look) -> u8 {
    if is_broken_pipe(error) {
        // Whoever read our words has read enough.
        return 0;
    }
    let mut text = String::new();
    if let Some(config) = config_error(error) {
        text.push_str(&faults::human(&config.file, &config.faults, look));
    }
    let mut causes: Vec<_> = error.chain().map(ToString::to_string).collect();
    if let Some(PipelineError::Site(SiteError::Template { mistakes })) = error.downcast_ref() {
        for Mistake { file, fault } in mistakes {
            text.push_str(&faults::human(file, std::slice::from_ref(fault), look));
        }
        causes = vec!["the templates cannot be used as they are; the site is left as it was".to_owned()];
    }
    let (code, hints) = judge(error);
    text.push_str(&faults::refusal(&causes.join(": "), &hints, look));
    // Nobody is left to tell where even this cannot be written.
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    code
}

/// Whose matter an error is, and what they can do.
fn judge(error: &anyhow::Error) -> (u8, Vec<String>) {
    if let Some(usage) = error.downcast_ref::<UsageError>() {
        return (USAGE, usage.hints.clone());
    }
    if config_error(error).is_some() {
        return (USAGE, Vec::new());
    }
    if let Some(ServeError::Taken { .. }) = error.downcast_ref::<ServeError>() {
        return (REFUSED, vec!["name another with `--port`, or leave it out to get one that is free".to_owned()]);
    }
    match error.downcast_ref::<PipelineError>() {
        Some(PipelineError::Output(OutputError::Stranger { .. })) => {
            let hint =
                "name another folder with `--out`, or empty this one; only folders that casebook wrote are replaced";
            (USAGE, vec![hint.to_owned()])
        }
        Some(PipelineError::Site(SiteError::Template { .. } | SiteError::NotText { .. })) => {
            (USAGE, vec!["correct the template, or remove it to get the built-in one".to_owned()])
        }
        Some(
            PipelineError::Store(store)
            | PipelineError::Output(OutputError::Store(store))
            | PipelineError::Site(SiteError::Store(store)),
        ) => (REFUSED, hints(store)),
        #[cfg(feature = "deep")]
        Some(PipelineError::Model(model)) => (USAGE, vec![model.hint().to_owned()]),
        Some(PipelineError::Diff(_)) => {
            (USAGE, vec!["name two folders that `casebook build` of this version wrote".to_owned()])
        }
        Some(PipelineError::Index(_)) => (REFUSED, vec!["remove the index; it is built anew".to_owned()]),
        Some(PipelineError::Queries(_)) | None => {
            (REFUSED, error.downcast_ref::<StoreError>().map(hints).unwrap_or_default())
        }
    }
}

/// A file that somebody wrote and that cannot be taken as it is.
fn config_error(error: &anyhow::Error) -> Option<&ConfigError> {
    match error.downcast_ref::<PipelineError>() {
        Some(PipelineError::Queries(config)) => Some(config),
        _ => error.downcast_ref(),
    }
}

fn hints(error: &StoreError) -> Vec<String> {
    let hint = match error.source.kind() {
        io::ErrorKind::PermissionDenied => "see who owns it, and whether you may write there",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk; nothing was changed",
        io::ErrorKind::ReadOnlyFilesystem => "name a folder that can be written with `--out`",
        _ => return Vec::new(),
    };
    vec![hint.to_owned()]
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io_errors = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    io_errors.into_iter().any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
