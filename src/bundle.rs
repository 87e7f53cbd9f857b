//! A casebook in one JSON file, as far as it becomes files again.
//!
//! [`crate::export`] writes a bundle with all that is understood of a casebook; what is read back are the files alone,
//! from which everything else follows. A bundle may come from anywhere: a path that leads out of the folder is refused,
//! and with it the bundle.

use serde::Deserialize;

use crate::store;

/// What a bundle says that it is.
pub const KIND: &str = "casebook-bundle";

/// The version of its shape.
pub const SCHEMA: u32 = 1;

/// The JSON Schema of a bundle.
pub const JSON_SCHEMA: &str = include_str!("../docs/schemas/bundle.json");

/// The files of a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// Records; paths are relative to the folder of records.
    pub records: Vec<BundledFile>,
    /// Patterns of the casebook's own; paths are relative to the folder of patterns.
    pub patterns: Vec<BundledFile>,
}

/// One file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundledFile {
    /// Its path, with `/` between the parts; it leads nowhere but below its folder.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// Why a text is no bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// It is no JSON, or not of the shape of a bundle.
    #[error("it is no bundle of a casebook: {0}")]
    Shape(String),
    /// A newer program wrote it.
    #[error("it has the shape {0}, and this program reads {SCHEMA}")]
    Version(u64),
    /// A path leads out of its folder, or to another tool's files.
    #[error("the path `{0}` is none of a record")]
    Path(String),
    /// Two files have one path.
    #[error("the path `{0}` stands in it twice")]
    Twice(String),
}

/// Whether a text says of itself that it is a bundle.
pub fn is_bundle(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Head {
        kind: String,
    }
    text.trim_start().starts_with('{') && serde_json::from_str::<Head>(text).is_ok_and(|head| head.kind == KIND)
}

/// Reads the files out of a bundle.
///
/// # Errors
/// When the text is no bundle of this version, or a path in it is not safe.
pub fn read(text: &str) -> Result<Bundle, BundleError> {
    #[derive(Deserialize)]
    struct Written {
        kind: String,
        schema: u64,
        #[serde(default)]
        records: Vec<WrittenFile>,
        #[serde(default)]
        patterns: Vec<WrittenFile>,
    }
    #[derive(Deserialize)]
    struct WrittenFile {
        // The patterns that ship with the program have neither.
        path: Option<String>,
        text: Option<String>,
    }
    let shape = |error: serde_json::Error| BundleError::Shape(error.to_string());
    let written: Written = serde_json::from_str(text).map_err(shape)?;
    if written.kind != KIND {
        return Err(BundleError::Shape(format!("`kind` is not `{KIND}`")));
    }
    if written.schema != u64::from(SCHEMA) {
        return Err(BundleError::Version(written.schema));
    }
    let files = |files: Vec<WrittenFile>| {
        let mut read: Vec<BundledFile> = Vec::with_capacity(files.len());
        for file in files {
            if let (Some(path), Some(text)) = (file.path, file.text) {
                read.push(BundledFile { path: safe(path)?, text });
            }
        }
        read.sort_by(|a, b| a.path.cmp(&b.path));
        match read.windows(2).find(|pair| pair[0].path == pair[1].path) {
            Some(pair) => Err(BundleError::Twice(pair[0].path.clone())),
            None => Ok(read),
        }
    };
    Ok(Bundle { records: files(written.records)?, patterns: files(written.patterns)? })
}

/// The path, where each of its parts is the name of a file or folder on every system, and of no other tool.
fn safe(path: String) -> Result<String, BundleError> {
    let bad = |part: &str| {
        matches!(part, "" | "." | "..")
            || part.contains(['\\', ':', '\0'])
            || part.chars().any(char::is_control)
            || store::is_foreign(part)
    };
    if path.split('/').any(bad) { Err(BundleError::Path(path)) } else { Ok(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(path: &str) -> String {
        serde_json::json!({"kind": KIND, "schema": 1, "records": [{"path": path, "text": "x"}]}).to_string()
    }

    #[test]
    fn files_come_ordered_and_what_else_a_bundle_tells_is_passed_over() {
        let text = serde_json::json!({
            "kind": KIND, "schema": 1, "title": "T",
            "records": [{"path": "b/ü.md", "text": "b"}, {"path": "a.md", "text": "a", "incident": {}}],
            "patterns": [{"pattern": {}}, {"path": "p.md", "text": "p"}],
        });
        let file = |path: &str, text: &str| BundledFile { path: path.to_owned(), text: text.to_owned() };
        let expected =
            Bundle { records: vec![file("a.md", "a"), file("b/ü.md", "b")], patterns: vec![file("p.md", "p")] };
        assert_eq!(read(&text.to_string()), Ok(expected));
        assert!(is_bundle(&text.to_string()) && !is_bundle("{}") && !is_bundle("[]"));
    }

    #[test]
    fn a_path_that_leads_anywhere_else_is_refused() {
        let bad =
            ["../a.md", "/a.md", "a/../../b.md", "a//b.md", "C:\\a.md", "a\\b.md", ".git/a.md", "a\n.md", "", "a/"];
        for path in bad {
            assert_eq!(read(&bundle(path)), Err(BundleError::Path(path.to_owned())));
        }
    }

    #[test]
    fn what_is_no_bundle_says_why() {
        let twice = serde_json::json!({"kind": KIND, "schema": 1, "records": [
            {"path": "a.md", "text": "1"}, {"path": "a.md", "text": "2"}]});
        assert_eq!(read(&twice.to_string()), Err(BundleError::Twice("a.md".to_owned())));
        assert_eq!(read(&bundle("a.md").replace(":1", ":2")), Err(BundleError::Version(2)));
        assert!(matches!(read("[]"), Err(BundleError::Shape(_))));
        assert!(matches!(read("{\"kind\": \"x\", \"schema\": 1}"), Err(BundleError::Shape(_))));
    }
}
