//! What was made of the same bytes before, kept between runs.
//!
//! A piece is kept under a name that its maker derives from everything the piece was made of, so that a name is never
//! given to two pieces. Each file carries a hash of the program, its name and its bytes: one that was cut short, changed,
//! renamed or made by another program is as good as none. Whatever goes wrong costs time and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// How many bytes of a file are its hash.
const HEAD: usize = blake3::OUT_LEN;

/// A folder of pieces.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// Tells this program, as it is set up, from any other.
    program: String,
    /// The names that this run asked for or gave.
    used: Mutex<BTreeSet<String>>,
}

impl Cache {
    /// Opens the folder, which is made where it is missing; `None` where it cannot be. `program` tells this program, as
    /// it is set up, from any other that may have kept pieces there.
    pub fn open(folder: &Path, program: &str) -> Option<Self> {
        fs::create_dir_all(folder).ok()?;
        Some(Self { folder: folder.to_owned(), program: program.to_owned(), used: Mutex::default() })
    }

    /// The piece of that name, where it is there and whole.
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        self.note(name);
        let bytes = fs::read(self.folder.join(name)).ok()?;
        let (found, piece) = bytes.split_at_checked(HEAD)?;
        (found == self.head(name, piece)).then(|| piece.to_vec())
    }

    /// Keeps a piece; where the machine refuses, the next run makes it anew.
    pub fn put(&self, name: &str, piece: &[u8]) {
        self.note(name);
        let mut bytes = self.head(name, piece).to_vec();
        bytes.extend_from_slice(piece);
        let _ = super::replace_file(&self.folder.join(name), &bytes);
    }

    /// Removes every piece that this run neither asked for nor gave.
    pub fn sweep(&self) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let entries = fs::read_dir(&self.folder).into_iter().flatten().filter_map(Result::ok);
        for entry in entries.filter(|entry| !entry.file_name().to_str().is_some_and(|name| used.contains(name))) {
            let _ = fs::remove_file(entry.path());
        }
    }

    fn head(&self, name: &str, piece: &[u8]) -> [u8; HEAD] {
        let mut hasher = blake3::Hasher::new();
        for part in [self.program.as_bytes(), name.as_bytes(), piece] {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        *hasher.finalize().as_bytes()
    }

    fn note(&self, name: &str) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_nothing_else_does() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let cache = Cache::open(&folder.path().join("a/b"), "").expect("the folder can be made");
        cache.put("one", b"piece");
        cache.put("empty", b"");
        assert_eq!((cache.get("one"), cache.get("empty")), (Some(b"piece".to_vec()), Some(Vec::new())));
        assert_eq!(cache.get("two"), None);
    }

    #[test]
    fn a_file_that_is_damaged_or_of_another_name_or_program_is_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let cache = Cache::open(folder.path(), "").expect("the folder is there");
        cache.put("one", b"piece");
        let path = folder.path().join("one");
        let whole = fs::read(&path).expect("it was written");
        fs::write(folder.path().join("two"), &whole).expect("can be written");
        assert_eq!(cache.get("two"), None);
        assert_eq!(Cache::open(folder.path(), "2").expect("the folder is there").get("one"), None);
        for cut in [0, 5, HEAD, whole.len() - 1] {
            fs::write(&path, &whole[..cut]).expect("can be written");
            assert_eq!(cache.get("one"), None, "{cut}");
        }
        let mut changed = whole.clone();
        changed[HEAD] ^= 1;
        fs::write(&path, changed).expect("can be written");
        assert_eq!(cache.get("one"), None);
    }

    #[test]
    fn what_a_run_had_no_use_for_is_swept_away() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let before = Cache::open(folder.path(), "").expect("the folder is there");
        before.put("old", b"x");
        before.put("asked", b"y");
        let cache = Cache::open(folder.path(), "").expect("the folder is there");
        assert!(cache.get("asked").is_some());
        cache.put("new", b"z");
        cache.sweep();
        let left = |name: &str| folder.path().join(name).exists();
        assert_eq!(["old", "asked", "new"].map(left), [false, true, true]);
    }
}
