//! What `build` writes, and what it leaves alone.

use super::*;

#[test]
fn build_writes_a_site_and_says_what_it_holds() {
    let folder = folder(&[("postmortems/a.md", DANGLING)]);
    let (code, out, err) = casebook(folder.path(), &["build"]);
    assert_eq!((code, out.as_str()), (0, ""));
    let told: Vec<_> = err.lines().collect();
    assert_eq!(told[..2], ["1 warning in 1 record", "`casebook check` shows them"]);
    assert!(told[2].ends_with(" between incidents and patterns: site/index.html"), "{err}");
    assert!(folder.path().join("site/index.html").is_file());
    assert!(folder.path().join("site/incidents/a.json").is_file());
    assert_eq!(casebook(folder.path(), &["build", "--out", "other/place"]).0, 0);
    assert!(folder.path().join("other/place/index.html").is_file());
}

#[test]
fn build_keeps_files_of_others_and_says_which_it_could_not() {
    let folder = folder(&[("postmortems/a.md", RECORD)]);
    assert_eq!(casebook(folder.path(), &["build"]).0, 0);
    for path in ["CNAME", "incidents/b"] {
        fs::write(folder.path().join("site").join(path), "mine").expect("writes");
    }
    fs::write(folder.path().join("postmortems/b.md"), RECORD).expect("writes");
    let (_, _, err) = casebook(folder.path(), &["build"]);
    assert_eq!(err.lines().next(), Some("note: `incidents/b` in the site's folder gave way to a file of the site"));
    assert_eq!(fs::read_to_string(folder.path().join("site/CNAME")).expect("is kept"), "mine");
    assert!(folder.path().join("site/incidents/b/index.html").is_file());
}

#[test]
fn build_never_touches_a_strangers_folder() {
    let folder = folder(&[("postmortems/a.md", RECORD), ("site/thesis.doc", "years of work")]);
    let (code, _, err) = casebook(folder.path(), &["build"]);
    assert_eq!(code, 2);
    assert!(err.contains("holds files that casebook did not write, such as `thesis.doc`\n  help: "), "{err}");
    assert_eq!(fs::read_to_string(folder.path().join("site/thesis.doc")).expect("is there"), "years of work");
}

#[test]
fn a_template_with_a_mistake_is_shown_in_its_lines() {
    let folder = folder(&[("postmortems/a.md", RECORD), ("templates/home.html", "a\n{{ site.titel }\n")]);
    fs::create_dir(folder.path().join("site")).expect("a folder");
    let (code, _, err) = casebook(folder.path(), &["build"]);
    let expected = "error: found `}` but expected }}\n --> templates/home.html:2:15\n  |\n2 | {{ site.titel }\n  |               ^\n\n\
        error: the templates cannot be used as they are; the site is left as it was\n  help: correct the template, or \
        remove it to get the built-in one\n";
    assert_eq!((code, err.as_str()), (2, expected));
    fs::remove_file(folder.path().join("templates/home.html")).expect("it was there");
    assert_eq!(casebook(folder.path(), &["build"]).0, 0);
    let before = fs::read_to_string(folder.path().join("site/index.html")).expect("it was built");
    fs::write(folder.path().join("templates/home.html"), "{{ site.titel }}").expect("writes");
    let (code, _, err) = casebook(folder.path(), &["build"]);
    assert!(code == 2 && err.contains("  = help: did you mean `title`?"), "{err}");
    assert_eq!(fs::read_to_string(folder.path().join("site/index.html")).expect("it still stands"), before);
}
