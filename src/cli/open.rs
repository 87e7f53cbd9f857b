//! Opening a file or an address in another program; programs are started here and for git alone.

use std::path::Path;
use std::process::{Command, Stdio};

use super::error::UsageError;

/// Opens a file in the user's editor, and waits for it; where none is set, in what the system opens such files with.
pub fn open(file: &Path, editor: Option<&str>) -> Result<(), UsageError> {
    let chosen = editor.map(|editor| editor.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let words = chosen.filter(|words| !words.is_empty()).unwrap_or_else(system_opener);
    let (program, arguments) = words.split_first().expect("there is at least the system's opener");
    let refused = |why: String| UsageError {
        message: format!("could not open `{}` with `{program}`: {why}", file.display()),
        hints: vec!["set `EDITOR` to the program that opens it".to_owned()],
    };
    // Results go to the standard output; whoever reads them there wants nothing else in between.
    let mut command = Command::new(program);
    command.args(arguments).arg(file);
    if editor.is_none() {
        command.stdout(Stdio::null());
    }
    let status = command.status().map_err(|error| refused(error.to_string()))?;
    if status.success() { Ok(()) } else { Err(refused(format!("it ended with {status}"))) }
}

/// Shows an address in the user's browser, and does not wait for it; where none is set, in the system's own.
pub fn browse(address: &str, browser: Option<&str>) -> Result<(), UsageError> {
    // Several may be named, the best first.
    let chosen = browser.and_then(|browsers| browsers.split(':').next()).unwrap_or_default();
    let words: Vec<String> = chosen.split_whitespace().map(str::to_owned).collect();
    let words = if words.is_empty() { system_opener() } else { words };
    let (program, arguments) = words.split_first().expect("there is at least the system's opener");
    let mut command = Command::new(program);
    command.args(arguments).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().map(drop).map_err(|error| UsageError {
        message: format!("could not start `{program}` to show the site: {error}"),
        hints: vec!["set `BROWSER` to the program that shows it, or leave out `--open`".to_owned()],
    })
}

fn system_opener() -> Vec<String> {
    let words: &[&str] = if cfg!(target_os = "macos") {
        &["open"]
    } else if cfg!(windows) {
        &["rundll32", "url.dll,FileProtocolHandler"]
    } else {
        &["xdg-open"]
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}
