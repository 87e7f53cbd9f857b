//! Legacy notes become records.
//!
//! [`read`] is pure: from the text of one file it makes the records that it holds, and the account of what went where.
//! It mends wrongly decoded letters ([`mend`]), finds the incidents of a text ([`split`](self)), brings what stands around
//! them home, turns labels into headings, and lifts what a text tells of itself into front matter. It changes markup and
//! never a word: every line of the source stands in some record, letter for letter.
//! Finding files, choosing names and writing is left to [`crate::pipeline`]. What a heading, a value or a theory means is
//! asked of [`crate::record`], so that nothing is understood in two ways.

mod assemble;
mod dress;
mod foreign;
mod front;
mod leads;
mod matter;
mod meaning;
pub mod mend;
mod names;
mod note;
mod numbered;
mod outline;
mod share;
mod split;
mod template;
#[cfg(test)]
mod tests;

use crate::config::Config;
use crate::record::{self, forms};
use crate::source::SourceFile;
pub use front::{file_name, quoted};
use mend::Change;

/// What became of one file.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The file, as its records remember it.
    pub source: String,
    /// What kind of file it is: `markdown`, `json` and so on.
    pub shape: &'static str,
    /// The records, in the order of the source.
    pub records: Vec<Draft>,
    /// Why there are none.
    pub skipped: Option<String>,
    /// Letters that were mended.
    pub mended: Vec<Change>,
    /// Letters that look wrong and were left, because their line speaks of them.
    pub quoted: Vec<Change>,
}

/// A record that is to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The name that its file should have.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The whole file.
    pub text: String,
    /// What `source` in its front matter says: file and line.
    pub source: String,
    /// The lines that tell the incident.
    pub from: Lines,
    /// Other lines that came along.
    pub also: Vec<Lines>,
    /// What was done to the text, in words.
    pub done: Vec<String>,
    /// What was left to its author.
    pub unsure: Vec<Doubt>,
    /// The roles that nothing in it was found to tell: symptom, cause, fix.
    pub lacks: Vec<&'static str>,
}

/// Lines of a source, both counted from 1 and both included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The first.
    pub line: u32,
    /// The last.
    pub end: u32,
}

/// A value that may be right and was not taken over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubt {
    /// What it would be.
    pub key: String,
    /// The value, as found.
    pub value: String,
    /// Why it is doubted.
    pub why: String,
}

/// What becomes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is written, or would be.
    New,
    /// An earlier run wrote it; it is left alone.
    Known,
}

/// A record with its place in the casebook.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The record.
    pub draft: Draft,
    /// Its path in the folder of records.
    pub path: String,
    /// Whether it is new.
    pub fate: Fate,
    /// The lines of the source that it was made of, as they stood there.
    pub before: String,
}

/// One source with its records.
#[derive(Clone, Debug)]
pub struct Import {
    /// What was read; its records have moved to `records`.
    pub account: Account,
    /// The records, in the order of the source.
    pub records: Vec<Placed>,
}

impl Doubt {
    fn new(key: &str, value: &str, why: &str) -> Doubt {
        Doubt { key: key.to_owned(), value: value.to_owned(), why: why.to_owned() }
    }
}

/// Endings of files that are looked at when a folder is imported.
pub const ENDINGS: [&str; 12] =
    ["md", "markdown", "mdx", "mkd", "txt", "text", "erb", "json", "jsonl", "ndjson", "yaml", "yml"];

/// Whether a file is called a template, and nothing in it is filled in.
pub fn is_unfilled_template(path: &str, text: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    forms::is_called_form(name) && forms::unfilled(name, text).is_some()
}

/// Makes the records of one file; `path` is what they remember it by, `text` is all of it.
pub fn read(path: &str, text: &str, config: &Config) -> Account {
    let mended = mend::mend(text);
    let mut account = Account { source: path.to_owned(), shape: "markdown", ..Account::default() };
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    if mended.text.trim().is_empty() {
        account.skipped = Some("it is empty".to_owned());
    } else if matches!(ending.as_str(), "html" | "htm") {
        account.skipped = Some("HTML pages are not read; save the text of the page as Markdown".to_owned());
    } else if let Some((shape, read)) = foreign::read(path, &ending, &mended.text, config) {
        account.shape = shape;
        match read {
            Ok(records) => account.records = records,
            Err(why) => account.skipped = Some(why),
        }
    } else {
        match note::read(path, &mended.text, config) {
            Ok(records) => account.records = records,
            Err(why) => account.skipped = Some(why),
        }
    }
    for draft in &mut account.records {
        draft.lacks = lacks(&draft.text, config);
    }
    account.mended = mended.changes;
    account.quoted = mended.quoted;
    account
}

/// What a reader of the record finds nothing of, though an answer at night begins with it.
fn lacks(text: &str, config: &Config) -> Vec<&'static str> {
    let (incident, _) = record::read(&SourceFile::new("note.md", text), config);
    let told = [
        ("symptom", !incident.symptoms.is_empty() || !incident.error_strings.is_empty()),
        ("cause", !incident.causes.is_empty()),
        ("fix", !incident.fixes.is_empty()),
    ];
    told.into_iter().filter(|(_, told)| !told).map(|(role, _)| role).collect()
}
