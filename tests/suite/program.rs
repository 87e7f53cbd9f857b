//! Running the program itself, for the modules that look at it from outside.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program, to be run in `folder`, with nothing of this machine's settings.
pub fn casebook(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command.current_dir(folder).env_remove("NO_COLOR").env_remove("RAYON_NUM_THREADS");
    command.env("XDG_CACHE_HOME", folder.join(".cache"));
    command
}

/// Runs it to its end.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    casebook(folder).args(arguments).output().expect("the program can be started")
}

/// This repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Endings of the notes among the shared post-mortems; each of them is read as a record.
pub const ENDINGS: [&str; 3] = ["md", "txt", "erb"];

/// The folder of the shared post-mortems.
pub fn corpora() -> PathBuf {
    let folder = std::env::var_os("CASEBOOK_CORPORA").map(PathBuf::from);
    folder.expect("CASEBOOK_CORPORA names the folder of the shared post-mortems")
}

/// Copies the repository's own records and patterns into a new folder, in the order that `arrange` gives them.
pub fn own_casebook(arrange: impl FnOnce(&mut Vec<PathBuf>)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let source = root().join("postmortems");
    let files =
        walkdir::WalkDir::new(&source).sort_by_file_name().into_iter().map(|entry| entry.expect("it can be read"));
    let files = files.filter(|entry| entry.file_type().is_file());
    let mut paths: Vec<_> =
        files.map(|entry| entry.path().strip_prefix(root()).expect("it lies in the repository").to_owned()).collect();
    arrange(&mut paths);
    for path in paths {
        let target = folder.path().join(&path);
        std::fs::create_dir_all(target.parent().expect("it has a folder")).expect("a folder can be made");
        std::fs::copy(root().join(&path), target).expect("a file can be copied");
    }
    folder
}
