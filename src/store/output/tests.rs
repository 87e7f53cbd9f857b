//! What holds for a folder that is swapped in, and for runs that died on the way.

mod spare;

use std::collections::BTreeMap;

use super::*;

mod kept;
mod others;

fn parent() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Every file under a folder, with its text; folders of work end with `/`.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("walks"))
        .filter(|e| e.file_type().is_file());
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("inside").display().to_string();
            (name, fs::read_to_string(entry.path()).expect("reads"))
        })
        .collect()
}

fn expected(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let own = [(".gitignore", "*\n!.gitignore\n")];
    let mut tree: BTreeMap<String, String> =
        own.iter().chain(files).map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let marker = keep::to_text(tree.keys());
    tree.insert(MARKER.to_owned(), marker);
    tree
}

/// The tree without the marker, as paths.
fn paths(folder: &Path) -> Vec<String> {
    tree(folder).into_keys().filter(|path| path != MARKER).collect()
}

fn build(target: &Path, files: &[(&str, &str)]) -> Landing {
    let staging = Staging::begin(target).expect("begins");
    for (path, text) in files {
        staging.write(path, text.as_bytes()).expect("writes");
    }
    staging.commit().expect("commits")
}

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("reads")
        .map(|entry| entry.expect("reads").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_new_tree_replaces_the_old_one_whole() {
    let parent = parent();
    let target = parent.path().join("deep/site");
    assert_eq!(build(&target, &[("index.html", "1"), ("a/b/c.html", "2")]), Landing::Swapped);
    assert_eq!(tree(&target), expected(&[("a/b/c.html", "2"), ("index.html", "1")]));
    build(&target, &[("index.html", "3")]);
    assert_eq!(tree(&target), expected(&[("index.html", "3")]));
    assert_eq!(entries(&parent.path().join("deep")), ["site"]);
}

#[test]
fn a_run_that_ends_without_commit_leaves_nothing() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("index.html", "old")]);
    let staging = Staging::begin(&target).expect("begins");
    staging.write("index.html", b"new").expect("writes");
    drop(staging);
    assert_eq!(tree(&target), expected(&[("index.html", "old")]));
    assert_eq!(entries(parent.path()), ["site"]);
}

#[test]
fn a_strangers_folder_is_refused() {
    let parent = parent();
    let target = parent.path().join("home");
    fs::create_dir(&target).expect("creates");
    fs::write(target.join("thesis.doc"), "years of work").expect("writes");
    let error = Staging::begin(&target).expect_err("refuses");
    let path = fs::canonicalize(&target).expect("exists");
    assert_eq!(
        error.to_string(),
        format!("`{}` holds files that casebook did not write, such as `thesis.doc`", path.display())
    );
    assert_eq!(entries(&target), ["thesis.doc"]);
    assert!(Staging::begin(&target.join("thesis.doc")).is_err(), "a file is no folder");
}

#[test]
fn an_empty_folder_and_one_with_only_an_ignore_file_are_taken() {
    let parent = parent();
    let target = parent.path().join("site");
    fs::create_dir(&target).expect("creates");
    build(&target, &[]);
    fs::remove_file(target.join(MARKER)).expect("removes");
    assert_eq!(entries(&target), [".gitignore"]);
    build(&target, &[("a", "1")]);
    assert_eq!(tree(&target), expected(&[("a", "1")]));
}

#[test]
fn paths_that_leave_the_folder_are_refused() {
    let parent = parent();
    let staging = Staging::begin(&parent.path().join("site")).expect("begins");
    for path in ["", "/etc/passwd", "..", "../x", "a/../../x", "./a", "a\\b", "a\0b"] {
        let error = staging.write(path, b"").expect_err(path);
        assert_eq!(error.source.kind(), io::ErrorKind::InvalidInput, "{path:?}");
    }
}

#[test]
fn a_path_written_twice_is_an_error() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("a", "1")]);
    let staging = Staging::begin(&target).expect("begins");
    staging.write("a", b"1").expect("writes");
    for text in ["1", "2"] {
        let error = staging.write("a", text.as_bytes()).expect_err("twice");
        assert_eq!(error.source.kind(), io::ErrorKind::AlreadyExists);
    }
}

#[test]
fn files_that_did_not_change_keep_their_time() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("same", "1"), ("other", "1")]);
    let past = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
    for name in ["same", "other"] {
        let file = File::options().write(true).open(target.join(name)).expect("opens");
        file.set_modified(past).expect("sets the time");
    }
    build(&target, &[("same", "1"), ("other", "2")]);
    let modified = |name: &str| fs::metadata(target.join(name)).and_then(|meta| meta.modified()).expect("has a time");
    assert_eq!(modified("same"), past);
    assert_ne!(modified("other"), past);
}

#[test]
fn leftovers_of_dead_runs_are_removed_and_those_of_living_ones_are_not() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("a", "old")]);
    let dead = parent.path().join(".site.new-dead");
    fs::create_dir_all(dead.join("tree")).expect("creates");
    fs::write(dead.join("lock"), "").expect("writes");
    fs::create_dir(parent.path().join(".site.new-empty")).expect("creates");
    let strange = parent.path().join(".site.new-mine");
    fs::create_dir(&strange).expect("creates");
    fs::write(strange.join("letter.txt"), "").expect("writes");
    let living = Staging::begin(&target).expect("begins");
    living.write("a", b"living").expect("writes");
    build(&target, &[("a", "new")]);
    assert!(!dead.exists());
    assert!(!parent.path().join(".site.new-empty").exists());
    assert!(strange.join("letter.txt").exists(), "without our lock it is not ours");
    assert_eq!(living.commit().expect("commits"), Landing::Swapped);
    assert_eq!(tree(&target), expected(&[("a", "living")]));
}

#[test]
fn a_run_that_died_between_two_renames_is_put_right() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("a", "old")]);
    let work = parent.path().join(".site.new-dead");
    fs::create_dir_all(work.join("tree")).expect("creates");
    fs::write(work.join("lock"), "").expect("writes");
    fs::rename(&target, work.join("old")).expect("renames");
    drop(Staging::begin(&target).expect("begins"));
    assert_eq!(tree(&target), expected(&[("a", "old")]));
    assert_eq!(entries(parent.path()), ["site"]);
}

#[test]
fn two_renames_do_where_folders_cannot_be_exchanged() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("a", "old")]);
    let staging = Staging::begin(&target).expect("begins");
    staging.write("b", b"new").expect("writes");
    staging.complete().expect("completes");
    swap::rename_twice(&staging.tree, &staging.target, &staging.work).expect("renames");
    drop(staging);
    assert_eq!(tree(&target), expected(&[("b", "new")]));
    assert_eq!(entries(parent.path()), ["site"]);
}

#[test]
fn contents_are_replaced_where_the_folder_cannot_be_moved() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("same", "1"), ("gone/x", "1"), ("file", "1"), ("folder/x", "1")]);
    let staging = Staging::begin(&target).expect("begins");
    for (path, text) in [("same", "1"), ("file/x", "2"), ("folder", "2"), ("new/y", "2")] {
        staging.write(path, text.as_bytes()).expect("writes");
    }
    staging.complete().expect("completes");
    replace::contents(&staging.tree, &staging.target).expect("replaces");
    drop(staging);
    assert_eq!(tree(&target), expected(&[("same", "1"), ("file/x", "2"), ("folder", "2"), ("new/y", "2")]));
    assert_eq!(entries(&target), [".casebook-site", ".gitignore", "file", "folder", "new", "same"]);
}

#[test]
fn the_new_tree_may_grow_inside_a_target_whose_parent_is_read_only() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("gone", "1")]);
    let target = fs::canonicalize(&target).expect("exists");
    let staging = begin::stage(&target, &target, &".site.new-".into()).expect("stages");
    staging.write("a/b", b"2").expect("writes");
    assert_eq!(staging.commit().expect("commits"), Landing::Replaced);
    assert_eq!(entries(&target), [MARKER, "a"]);
    assert_eq!(entries(parent.path()), ["site"]);
}

#[test]
fn a_replacement_that_is_cut_short_leaves_nothing_for_others() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("old", "1")]);
    let staging = Staging::begin(&target).expect("begins");
    staging.write("new", b"2").expect("writes");
    staging.complete().expect("completes");
    // What a run does until it is killed.
    replace::claim(&staging.tree, &target).expect("claims");
    fs::rename(staging.tree.join("new"), target.join("new")).expect("renames");
    drop(staging);
    build(&target, &[("a", "3")]);
    assert_eq!(tree(&target), expected(&[("a", "3")]));
}

#[test]
fn a_path_with_a_line_break_stays_ours() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("a\nb", "1")]);
    build(&target, &[("a", "2")]);
    assert_eq!(tree(&target), expected(&[("a", "2")]));
}

#[cfg(unix)]
#[test]
fn a_link_to_the_folder_stays_a_link() {
    let parent = parent();
    let real = parent.path().join("real");
    fs::create_dir(&real).expect("creates");
    let link = parent.path().join("site");
    std::os::unix::fs::symlink(&real, &link).expect("links");
    build(&link, &[("a", "1")]);
    assert!(fs::symlink_metadata(&link).expect("exists").is_symlink());
    assert_eq!(tree(&real), expected(&[("a", "1")]));
}

#[test]
fn threads_write_side_by_side() {
    use rayon::prelude::*;
    let parent = parent();
    let target = parent.path().join("site");
    let staging = Staging::begin(&target).expect("begins");
    let written: Result<Vec<()>, StoreError> =
        (0..200).into_par_iter().map(|n| staging.write(&format!("{}/{n}.html", n % 7), b"x")).collect();
    written.expect("writes");
    staging.commit().expect("commits");
    assert_eq!(tree(&target).len(), 202);
}
