//! Changing a file that people wrote.

use std::fs;
use std::path::Path;

use super::{StoreError, replace_file};

/// The UTF-8 byte-order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// The file has the new text.
    Done,
    /// The file was left alone: its bytes are not the old text, because somebody changed it, or it is not UTF-8.
    Differs,
}

/// What becomes of the byte-order mark of a file that has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bom {
    /// It stays.
    Keep,
    /// It goes.
    Drop,
}

/// Gives a file a new text in one step, if it still holds the old one.
///
/// # Errors
/// When it cannot be read or written; it is then as it was.
pub fn edit(path: &Path, before: &str, after: &str, bom: Bom) -> Result<Edited, StoreError> {
    let is_file = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file());
    let bytes = fs::read(path).map_err(|error| StoreError::new("read", path, error))?;
    let text = bytes.strip_prefix(MARK).unwrap_or(&bytes);
    if !is_file || text != before.as_bytes() {
        return Ok(Edited::Differs);
    }
    let mark = if bom == Bom::Keep { &bytes[..bytes.len() - text.len()] } else { &[] };
    let new = [mark, after.as_bytes()].concat();
    replace_file(path, &new).map_err(|error| StoreError::new("write", path, error))?;
    Ok(Edited::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_changed_only_while_it_holds_the_old_text() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.md");
        let read = || fs::read(&path).expect("it is there");
        fs::write(&path, "\u{feff}one\r\n").expect("it can be written");
        assert_eq!(edit(&path, "one\r\n", "two\r\n", Bom::Keep).expect("it can be changed"), Edited::Done);
        assert_eq!(read(), "\u{feff}two\r\n".as_bytes());
        assert_eq!(edit(&path, "one\r\n", "three\r\n", Bom::Keep).expect("it can be read"), Edited::Differs);
        assert_eq!(edit(&path, "two\r\n", "two\r\n", Bom::Drop).expect("it can be changed"), Edited::Done);
        assert_eq!(read(), b"two\r\n");
        fs::write(&path, b"caf\xe9").expect("it can be written");
        assert_eq!(edit(&path, "café", "tea", Bom::Drop).expect("it can be read"), Edited::Differs);
        assert_eq!(read(), b"caf\xe9");
        assert!(edit(&folder.path().join("b.md"), "", "x", Bom::Keep).is_err());
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left beside it");
    }
}
