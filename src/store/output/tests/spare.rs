//! What holds for a tree that was put aside.

use super::*;

/// Builds with a place for the old tree; files whose text did not change are taken over as they are.
fn build_with(target: &Path, spare: &Path, files: &[(&str, &str)]) {
    let staging = Staging::begin_with(target, Some(spare)).expect("begins");
    let now = Written::of(target).ok();
    for (path, text) in files {
        let stamp = now.as_ref().and_then(|now| now.stamp(path));
        let is_same = fs::read(target.join(path)).is_ok_and(|old| old == text.as_bytes());
        if !stamp.filter(|_| is_same).is_some_and(|stamp| staging.keep(path, stamp)) {
            staging.write(path, text.as_bytes()).expect("writes");
        }
    }
    staging.commit().expect("commits");
}

#[cfg(target_os = "linux")]
#[test]
fn a_tree_that_was_put_aside_becomes_the_new_one_whatever_changed() {
    let parent = parent();
    let (target, spare) = (parent.path().join("site"), parent.path().join("spare"));
    let same = [("1", "1"), ("2", "2"), ("3", "3"), ("4/4", "4"), ("4/5", "5"), ("4/6", "6"), ("4/7", "7")];
    let rounds: [&[(&str, &str)]; 8] = [
        &[("a/b/c", "x"), ("d", "y")],
        &[("a/b/c", "x"), ("d", "z")],
        &[("a/b/c", "w"), ("d", "z")],
        // A folder becomes a file, a file a folder, and back.
        &[("a", "w"), ("d/e/f", "z")],
        &[("a/b", "w"), ("d", "z")],
        &[("a/b", "w"), ("d", "z")],
        &[],
        &[("a/b/c", "x"), ("d", "y")],
    ];
    for (number, round) in rounds.iter().enumerate() {
        let files: Vec<(&str, &str)> = same.iter().chain(round.iter()).copied().collect();
        build_with(&target, &spare, &files);
        assert_eq!(tree(&target), expected(&files), "{number}");
        assert_eq!(spare.is_dir(), number > 0, "{number}");
        assert_eq!(entries(parent.path()), if number > 0 { vec!["site", "spare"] } else { vec!["site"] });
    }
    let folders = |folder: &Path| {
        walkdir::WalkDir::new(folder)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_dir())
            .count()
    };
    assert_eq!(folders(&target), 4, "the folders `site`, `4`, `a` and `a/b`");
}

#[cfg(target_os = "linux")]
#[test]
fn what_others_do_to_a_tree_that_was_put_aside_does_no_harm() {
    let parent = parent();
    let (target, spare) = (parent.path().join("site"), parent.path().join("spare"));
    let files = [("a", "1"), ("b", "2"), ("c", "3")];
    build_with(&target, &spare, &files);
    build_with(&target, &spare, &files);
    fs::remove_file(spare.join("a")).expect("removes");
    fs::write(spare.join("new"), "x").expect("writes");
    fs::write(spare.join("a"), "x").expect("writes");
    fs::create_dir_all(spare.join("deep/empty")).expect("creates");
    build_with(&target, &spare, &files);
    assert_eq!(tree(&target), expected(&files));
    assert!(!target.join("deep").exists());
    std::os::unix::fs::symlink("b", spare.join("link")).expect("links");
    build_with(&target, &spare, &files);
    assert_eq!(tree(&target), expected(&files));
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_ends_without_commit_leaves_the_site_where_a_tree_was_put_aside() {
    let parent = parent();
    let (target, spare) = (parent.path().join("site"), parent.path().join("spare"));
    let files = [("a", "1"), ("b", "2"), ("c", "3")];
    build_with(&target, &spare, &files);
    build_with(&target, &spare, &files);
    let staging = Staging::begin_with(&target, Some(&spare)).expect("begins");
    staging.write("a", b"new").expect("writes");
    drop(staging);
    assert_eq!(tree(&target), expected(&files));
    assert_eq!(entries(parent.path()), ["site"]);
}
