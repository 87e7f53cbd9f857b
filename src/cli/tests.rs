//! What the commands print and how they exit, run in this process on folders of their own.
//!
//! Here stands what holds for all of them; what one does has a file beside it.

use std::fs;
use std::path::Path;

use clap::CommandFactory;

use super::*;
use crate::model::Date;

mod answering;
mod building;
mod checking;
mod comparing;
mod measuring;
mod starting;

/// A day that never changes.
fn today() -> Date {
    Date("2026-03-02".parse().expect("a day"))
}

/// A folder with these files; paths end up under it.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("creates the folder");
        fs::write(path, text).expect("writes the file");
    }
    folder
}

/// Exit code, standard output and standard error of a command line without the program's name.
fn casebook(at: &Path, line: &[&str]) -> (u8, String, String) {
    let at = at.canonicalize().expect("exists");
    let surroundings = Surroundings {
        caches: Some(at.join("caches")),
        folder: at,
        editor: None,
        browser: None,
        today: today(),
        asks: false,
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = std::iter::once("casebook").chain(line.iter().copied()).map(OsString::from);
    let code = run_in(arguments, &surroundings, &mut out, &mut err, [Look::Plain; 2]);
    let text = |bytes| String::from_utf8(bytes).expect("prints text");
    (code, text(out), text(err))
}

const RECORD: &str =
    "---\ntitle: T\ndate: 2026-01-02\n---\n\n## Symptoms\n\nIt hangs.\n\n## Root cause\n\nA full pipe.\n";
const DANGLING: &str =
    "---\ntitle: D\ndate: 2026-01-02\nrelated: gone\n---\n\n## Symptoms\n\nIt hangs.\n\n## Root cause\n\nA pipe.\n";

#[test]
fn the_arguments_are_sound() {
    Cli::command().debug_assert();
}

#[test]
fn a_casebook_is_found_upwards() {
    let folder = folder(&[("postmortems/a.md", RECORD), ("deep/er/x", "")]);
    assert_eq!(casebook(&folder.path().join("deep/er"), &["check"]).2, "no findings in 1 record\n");
    assert_eq!(casebook(Path::new("/"), &["--root", &folder.path().display().to_string(), "check"]).0, 0);
}

#[test]
fn any_folder_of_records_will_do() {
    let other = RECORD.replace("title: T", "title: U");
    let folder = folder(&[("notes/a.md", RECORD), ("notes/b.txt", &other)]);
    let unread = "1 file may be a note and is not read: `b.txt`; `--ending txt` reads it, `endings` in `casebook.toml` for good\n";
    assert_eq!(
        casebook(folder.path(), &["check", "--records", "notes"]).2,
        format!("{unread}no findings in 1 record\n")
    );
    assert_eq!(
        casebook(folder.path(), &["check", "--records", "notes", "--ending", ".txt"]).2,
        "no findings in 2 records\n"
    );
}

#[test]
fn what_is_missing_is_told_with_a_way_out() {
    let folder = folder(&[("empty/x", "")]);
    assert_eq!(
        casebook(&folder.path().join("empty"), &["check"]),
        (
            2,
            String::new(),
            "error: there is no casebook in this folder or above it\n  \
             help: `casebook init` makes one\n  \
             help: or name any folder of Markdown files with `--records DIR`\n"
                .to_owned()
        )
    );
    assert_eq!(casebook(folder.path(), &["check", "--records", "nowhere"]).0, 2);
    assert_eq!(casebook(folder.path(), &["check", "--root", "empty/x"]).0, 2);
    assert_eq!(casebook(folder.path(), &["--root", "empty", "check"]).0, 2);
}

#[test]
fn wrong_arguments_exit_with_two_and_help_with_zero() {
    let folder = folder(&[]);
    assert_eq!(casebook(folder.path(), &["chek"]).0, 2);
    assert_eq!(casebook(folder.path(), &["check", "--colour"]).0, 2);
    for command in ["build", "check", "search", "patterns", "theories", "eval", "completions"] {
        let (code, out, err) = casebook(folder.path(), &[command, "--help"]);
        assert_eq!((code, err.as_str()), (0, ""));
        assert!(out.contains("Example") && out.contains(&format!("    casebook {command}")), "{out}");
    }
    let (code, out, _) = casebook(folder.path(), &["--version"]);
    assert_eq!((code, out), (0, format!("casebook {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn colours_come_when_they_are_asked_for() {
    let folder = folder(&[("postmortems/a.md", DANGLING)]);
    assert!(casebook(folder.path(), &["check", "--color", "always"]).1.contains("\x1b["));
    assert!(!casebook(folder.path(), &["check", "--color", "never"]).1.contains('\x1b'));
}

#[test]
fn completions_know_the_commands() {
    let folder = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, _) = casebook(folder.path(), &["completions", shell]);
        assert!(code == 0 && out.contains("theories"), "{shell}");
    }
}

#[test]
fn a_broken_pipe_is_quiet() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let folder = folder(&[("postmortems/a.md", DANGLING)]);
    let surroundings = Surroundings {
        caches: None,
        folder: folder.path().to_owned(),
        editor: None,
        browser: None,
        today: today(),
        asks: false,
    };
    let mut err = Vec::new();
    let arguments = ["casebook", "check"].map(OsString::from);
    let code = run_in(arguments, &surroundings, &mut Closed, &mut err, [Look::Plain; 2]);
    assert_eq!((code, err.as_slice()), (0, b"".as_slice()));
}

#[test]
fn the_index_of_another_folder_has_a_place_of_its_own() {
    let folder = folder(&[("book/postmortems/a.md", RECORD), ("notes/a.md", RECORD)]);
    let cache = |at: &str, records: Option<&str>| {
        let at = folder.path().join(at).canonicalize().expect("exists");
        let surroundings = Surroundings {
            caches: Some("/caches".into()),
            folder: at,
            editor: None,
            browser: None,
            today: today(),
            asks: false,
        };
        let records = records.map(PathBuf::from);
        let global = Global {
            root: None,
            records,
            ending: Vec::new(),
            model: None,
            edition: Edition::Internal,
            color: When::Auto,
        };
        locate::locate(&global, &surroundings).expect("is found").0.cache.expect("has a place")
    };
    let book = folder.path().canonicalize().expect("exists").join("book");
    assert_eq!(cache("book", None), book.join(".casebook"));
    assert_eq!(cache("book", Some("postmortems")), book.join(".casebook"));
    let other = cache("book", Some("../notes"));
    assert_eq!(other.parent(), Some(book.join(".casebook").as_path()));
    let rootless = cache("notes", Some("."));
    assert_eq!(rootless.parent(), Some(Path::new("/caches/casebook")));
    assert_eq!(rootless.file_name(), other.file_name());
}
