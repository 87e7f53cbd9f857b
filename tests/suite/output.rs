//! Output that can be trusted: the same bytes from the same input, and a whole site at any moment.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use crate::program::{casebook, own_casebook, run};

/// Every file of a tree with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("it can be read"));
    let files = files.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("it lies inside").to_string_lossy().into_owned();
            (name, std::fs::read(entry.path()).expect("it can be read"))
        })
        .collect()
}

fn build(folder: &Path, threads: &str) -> BTreeMap<String, Vec<u8>> {
    let built = casebook(folder).arg("build").env("RAYON_NUM_THREADS", threads).output().expect("it can be started");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    tree(&folder.join("site"))
}

#[test]
fn the_same_input_gives_the_same_bytes_whatever_the_threads_and_the_order_of_files() {
    let forwards = own_casebook(|_| {});
    let backwards = own_casebook(|paths| paths.reverse());
    let one = build(forwards.path(), "1");
    assert!(one.len() > 150, "the site has {} files only", one.len());
    assert_eq!(one, build(backwards.path(), "4"));
}

#[test]
fn a_build_that_is_killed_leaves_the_old_site_whole() {
    let folder = own_casebook(|_| {});
    let old = build(folder.path(), "2");
    std::fs::write(folder.path().join("postmortems/new.md"), "# A new one\n\n## Root cause\n\nThe disk was full.\n")
        .expect("a record can be added");
    let scratch = own_casebook(|_| {});
    std::fs::copy(folder.path().join("postmortems/new.md"), scratch.path().join("postmortems/new.md"))
        .expect("it can be copied");
    let new = build(scratch.path(), "2");
    assert_ne!(old, new);
    let mut killed = 0;
    for wait in (0..30).map(|step| Duration::from_millis(step * step)) {
        let mut child = casebook(folder.path())
            .arg("build")
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("it can be started");
        std::thread::sleep(wait);
        child.kill().expect("it can be killed");
        killed += u32::from(!child.wait().expect("it ends").success());
        let now = tree(&folder.path().join("site"));
        assert!(now == old || now == new, "the site is neither the old one nor the new one");
        if now == new {
            break;
        }
    }
    assert!(killed > 0, "no build was killed before its end");
    assert_eq!(build(folder.path(), "2"), new);
    let left = std::fs::read_dir(folder.path()).expect("it can be listed").map(|entry| entry.expect("it can be read"));
    let names: Vec<_> = left.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert!(names.iter().all(|name| !name.contains("site.")), "working folders are left: {names:?}");
}

#[test]
fn a_folder_of_somebody_else_is_not_touched() {
    let folder = own_casebook(|_| {});
    let precious = folder.path().join("site");
    std::fs::create_dir(&precious).expect("a folder can be made");
    std::fs::write(precious.join("thesis.txt"), "ten years").expect("a file can be written");
    let built = run(folder.path(), &["build"]);
    assert_eq!(built.status.code(), Some(2), "{}", String::from_utf8_lossy(&built.stderr));
    assert_eq!(tree(&precious), BTreeMap::from([("thesis.txt".to_owned(), b"ten years".to_vec())]));
}
