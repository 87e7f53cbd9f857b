//! Files that are linked from the old tree and not written anew.

use super::*;

/// The stamps of a folder's files as one reads them before a build.
fn written(target: &Path) -> Written {
    Written::of(target).expect("lists")
}

fn stamp(target: &Path, path: &str) -> Stamp {
    written(target).stamp(path).expect("is written")
}

#[test]
fn a_file_as_it_was_is_kept_unread() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("a/b.html", "1")]);
    let seen = stamp(&target, "a/b.html");
    let staging = Staging::begin(&target).expect("begins");
    assert!(staging.keep("a/b.html", seen));
    assert!(!staging.keep("a/none.html", seen), "nothing is there");
    staging.write("index.html", b"2").expect("writes");
    staging.complete().expect("completes");
    let digest = staging.digest().expect("nothing changed");
    staging.commit().expect("commits");
    assert_eq!(tree(&target), expected(&[("a/b.html", "1"), ("index.html", "2")]));
    assert_eq!(written(&target).digest(), digest);
}

#[test]
fn a_file_that_another_build_replaced_meanwhile_is_not_kept() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("a.html", "1")]);
    let seen = stamp(&target, "a.html");
    let staging = Staging::begin(&target).expect("begins");
    build(&target, &[("a.html", "2")]);
    assert!(!staging.keep("a.html", seen));
    staging.write("a.html", b"3").expect("its place is free");
}

#[test]
fn a_build_whose_linked_files_changed_meanwhile_is_not_remembered() {
    let parent = parent();
    let target = parent.path().join("site");
    build(&target, &[("kept.html", "1"), ("same.html", "1")]);
    for edited in ["kept.html", "same.html"] {
        let seen = stamp(&target, "kept.html");
        let staging = Staging::begin(&target).expect("begins");
        assert!(staging.keep("kept.html", seen), "{edited}");
        staging.write("same.html", b"1").expect("writes");
        staging.complete().expect("completes");
        assert!(staging.digest().is_some(), "{edited}");
        // An editor that writes in place writes into the new tree as well, which shares the file.
        let file = fs::File::options().append(true).open(target.join(edited)).expect("opens");
        (&file).write_all(b"!").expect("writes");
        assert_eq!(staging.digest(), None, "{edited}");
        drop(staging);
        build(&target, &[("kept.html", "1"), ("same.html", "1")]);
    }
}
