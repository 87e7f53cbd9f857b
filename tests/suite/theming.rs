//! The example of docs/THEMING.md does what the page says: its files are taken from the document as they stand, and the
//! site that the program builds with them is looked at.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::readme::blocks;

const RECORD: &str = "---\ntitle: The lift counts floors twice\ndate: 2026-02-03\nstatus: resolved\nservices: [lift]\n---\n\n\
    ## Symptoms\n\nThe doors open between two floors.\n\n## Root cause\n\nA relay bounced.\n";

/// A casebook of one record with the files of the document's example, and the document's last block, which is what a
/// mistake looks like.
struct Example {
    folder: tempfile::TempDir,
    files: Vec<(String, String)>,
    mistake: String,
}

fn example() -> Example {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/THEMING.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let text = |lines: &[&str]| lines.join("\n") + "\n";
    let blocks = blocks(&page);
    let named = blocks.iter().filter_map(|block| {
        let name = block.before.strip_prefix('`')?.strip_suffix('`')?;
        Some((format!("templates/{name}"), text(&block.lines)))
    });
    let files: Vec<(String, String)> = named.collect();
    let mistake = blocks.iter().find(|block| block.language == "text").expect("a mistake is shown");
    let example = Example { folder, files, mistake: text(&mistake.lines) };
    for (path, text) in &example.files {
        example.put(path, text);
    }
    example.put("postmortems/incidents/lift.md", RECORD);
    example
}

impl Example {
    fn put(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }

    /// What the document puts into a file.
    fn file(&self, path: &str) -> &str {
        let found = self.files.iter().find(|(name, _)| name == path);
        &found.unwrap_or_else(|| panic!("the example has no `{path}`")).1
    }

    fn build(&self) -> Output {
        let mut program = Command::new(env!("CARGO_BIN_EXE_casebook"));
        program.args(["build", "--out", "site"]).current_dir(self.folder.path()).output().expect("it can be run")
    }

    /// Builds, asserts that nothing was said of the templates, and gives the folder of the site.
    fn site(&self) -> PathBuf {
        let output = self.build();
        let talk = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !talk.contains("template"), "{talk}");
        self.folder.path().join("site")
    }
}

fn read(site: &Path, path: &str) -> String {
    std::fs::read_to_string(site.join(path)).unwrap_or_else(|error| panic!("`{path}` cannot be read: {error}"))
}

/// The one file of a folder whose name starts so.
fn starting(folder: &Path, start: &str) -> String {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let names = entries.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned());
    let found: Vec<String> = names.filter(|name| name.starts_with(start)).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().expect("there is one")
}

#[test]
fn the_example_changes_words_colours_mark_and_one_page_and_nothing_else() {
    let example = example();
    assert_eq!(example.files.len(), 4, "the document tells of four files");
    let site = example.site();
    let home = read(&site, "index.html");
    // Words: the two that are ours, and the others as they ship.
    assert!(home.contains("Which case is this?") && home.contains("<b>1</b> case<"), "{home}");
    assert!(home.contains("Newest incidents") && !home.contains("Have we seen this before?"), "{home}");
    // The stylesheet comes after ours, and the picture that it names lies beside it.
    let own = starting(&site.join("assets"), "custom.");
    let place =
        |name: &str| home.find(&format!("href=\"assets/{name}")).unwrap_or_else(|| panic!("no `{name}` in {home}"));
    assert!(place(&own) > place("casebook."));
    assert_eq!(read(&site, &format!("assets/{own}")), example.file("templates/assets/custom.css"));
    assert_eq!(read(&site, "assets/logo.svg"), example.file("templates/assets/logo.svg"));
    // One page is ours, in the frame that ships.
    let lost = read(&site, "404.html");
    assert!(lost.contains("Ask in #incidents, or look through <a href=\"incidents/index.html\">all incidents</a>."));
    assert!(lost.contains("<h1>There is no such page</h1>") && lost.contains("class=\"brand-mark\""), "{lost}");
}

#[test]
fn the_example_s_site_speaks_german_when_it_is_told_to() {
    let example = example();
    example.put("casebook.toml", "[site]\nlanguage = \"de\"\n");
    let site = example.site();
    let home = read(&site, "index.html");
    assert!(home.contains("<html lang=\"de\"") && home.contains("Neueste Vorfälle"), "{home}");
    // Our English words stand in for no German one, and the page that is ours says its word in German.
    assert!(home.contains("War das schon einmal da?") && !home.contains("Which case is this?"), "{home}");
    let lost = read(&site, "404.html");
    assert!(lost.contains("<h1>Diese Seite gibt es nicht</h1>") && lost.contains("Ask in #incidents"), "{lost}");
    // A word of our own is German's where it stands in the German file.
    example.put("templates/words/de.toml", "[home]\nquestion = \"Welcher Fall ist das?\"\n");
    let home = read(&example.site(), "index.html");
    assert!(home.contains("Welcher Fall ist das?") && home.contains("Neueste Vorfälle"), "{home}");
}

#[test]
fn a_mistake_in_the_example_is_told_as_the_document_shows() {
    let example = example();
    let before = read(&example.site(), "404.html");
    let (number, line) = example
        .mistake
        .lines()
        .find_map(|line| line.split_once(" | ").and_then(|(at, line)| Some((at.parse::<usize>().ok()?, line))))
        .expect("the line is shown with its number");
    let mut lines: Vec<&str> = example.file("templates/404.html").lines().collect();
    lines[number - 1] = line;
    example.put("templates/404.html", &(lines.join("\n") + "\n"));
    let output = example.build();
    let talk = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{talk}");
    assert!(talk.contains(&example.mistake), "{talk}");
    assert_eq!(read(&example.folder.path().join("site"), "404.html"), before, "the site stays as it was");
}
