//! Files in the folder that others put there.

use super::*;

/// A site with the files of others in it.
fn shared(parent: &Path) -> PathBuf {
    let target = parent.join("site");
    build(&target, &[("index.html", "1"), ("gone/index.html", "1")]);
    for folder in [".git/refs/tags", "gone", "empty"] {
        fs::create_dir_all(target.join(folder)).expect("creates");
    }
    for path in [".git/HEAD", ".nojekyll", "CNAME", "gone/mine.txt"] {
        fs::write(target.join(path), "mine").expect("writes");
    }
    target
}

#[test]
fn files_of_others_in_the_folder_are_kept() {
    let parent = parent();
    let target = shared(parent.path());
    for _ in 0..2 {
        assert_eq!(build(&target, &[("index.html", "2")]), Landing::Swapped);
        let own = expected(&[("index.html", "2")]);
        let kept =
            [".git/HEAD", ".nojekyll", "CNAME", "gone/mine.txt"].map(|path| (path.to_owned(), "mine".to_owned()));
        assert_eq!(tree(&target), own.into_iter().chain(kept).collect());
        assert!(target.join(".git/refs/tags").is_dir() && target.join("empty").is_dir());
    }
}

#[test]
fn files_of_others_are_kept_where_the_folder_cannot_be_moved() {
    let parent = parent();
    let target = shared(parent.path());
    let staging = Staging::begin(&target).expect("begins");
    staging.write("index.html", b"2").expect("writes");
    staging.complete().expect("completes");
    replace::contents(&staging.tree, &staging.target).expect("replaces");
    drop(staging);
    assert_eq!(paths(&target), [".git/HEAD", ".gitignore", ".nojekyll", "CNAME", "gone/mine.txt", "index.html"]);
    assert_eq!(tree(&target)[MARKER], expected(&[("index.html", "2")])[MARKER]);
}

#[test]
fn our_file_wins_over_one_of_others_and_says_so() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("sub/x", "1")]);
    fs::create_dir_all(target.join("b")).expect("creates");
    for path in ["CNAME", "b/c", "sub/y", "tags"] {
        fs::write(target.join(path), "mine").expect("writes");
    }
    let staging = Staging::begin(&target).expect("begins");
    for path in ["CNAME", "b", "sub", "tags/index.html"] {
        staging.write(path, b"ours").expect("writes");
    }
    assert_eq!(staging.complete().expect("completes"), ["CNAME", "b", "sub/y", "tags"]);
    staging.commit().expect("commits");
    assert_eq!(
        tree(&target),
        expected(&[("CNAME", "ours"), ("b", "ours"), ("sub", "ours"), ("tags/index.html", "ours")])
    );
}

#[test]
fn under_a_marker_that_names_no_files_all_are_ours() {
    let parent = parent();
    let target = shared(parent.path());
    fs::write(target.join(MARKER), "This folder is written by `casebook build`, which replaces all of it.\n")
        .expect("writes");
    build(&target, &[("a", "2")]);
    assert_eq!(tree(&target), expected(&[("a", "2")]));
}
