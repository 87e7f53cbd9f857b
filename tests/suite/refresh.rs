//! A site is built only where something changed, and is then what a build from nothing gives.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proptest::prelude::*;

use casebook::config::Config;
use casebook::pipeline::{Casebook, Rebuild, Site, load, refresh};

/// A casebook in a folder of its own.
struct Place {
    folder: tempfile::TempDir,
    config: Config,
}

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a temporary folder"), config: Config::default() };
        for (path, text) in files {
            place.write(path, text);
        }
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("creates the folder");
        fs::write(path, text).expect("writes the file");
    }

    fn casebook(&self) -> Casebook {
        Casebook {
            records: self.path("postmortems"),
            patterns: self.path("postmortems/patterns"),
            templates: self.path("templates"),
            cache: Some(self.path(".casebook")),
            config: self.config.clone(),
            last_changes: BTreeMap::new(),
        }
    }

    fn refresh(&self, program: &str) -> Site {
        // What has just been changed is built again and again, as it may change once more unseen.
        std::thread::sleep(Duration::from_millis(60));
        refresh(&self.casebook(), &self.path("site"), Some(program), Rebuild::Changed).expect("the site can be written")
    }

    /// What a build from nothing gives.
    fn clean_build(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let output = tempfile::tempdir().expect("a temporary folder");
        let site = output.path().join("site");
        let casebook = self.casebook();
        let loaded = load(&casebook).expect("the records can be read");
        casebook::pipeline::build(&casebook, &loaded, &site).expect("the site can be written");
        tree(&site)
    }

    /// Refreshes, and expects that the site was written and is right, and that then nothing is left to do.
    fn expect_written(&self, change: &str, program: &str) {
        let site = self.refresh(program);
        assert!(site.written, "not seen: {change}");
        assert_eq!(tree(&self.path("site")), self.clean_build(), "{change}");
        assert_eq!(self.refresh(program), Site { written: false, ..site }, "{change}");
    }
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("it can be listed"));
    let files = files.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let name = |path: &Path| path.strip_prefix(folder).expect("it lies in the folder").to_owned();
    files.map(|path| (name(&path), fs::read(&path).expect("it can be read"))).collect()
}

const RECORD: &str = "# Hang\n\nDate: 2026-01-02\n\n## Root cause\n\nA full pipe. ![x](x.png)\n";
const PATTERN: &str = "---\nname: Full pipe\nfacet: mechanism\nsignals:\n  - all: [[full pipe]]\n---\n\nIt is full.\n";

#[test]
fn every_change_is_seen() {
    let mut place = Place::new(&[("postmortems/a.md", RECORD), ("postmortems/patterns/full-pipe.md", PATTERN)]);
    place.expect_written("the first build", "1");
    place.write("postmortems/a.md", &RECORD.replace("full", "dull"));
    place.expect_written("a word of the same length", "1");
    place.write("postmortems/b.md", RECORD);
    place.expect_written("another record", "1");
    place.write("postmortems/x.png", "a picture");
    place.expect_written("a picture that a record shows", "1");
    place.write("postmortems/x.png", "a pikture");
    place.expect_written("another picture", "1");
    place.write("postmortems/patterns/full-pipe.md", &PATTERN.replace("is full", "was full"));
    place.expect_written("a pattern", "1");
    fs::remove_file(place.path("postmortems/b.md")).expect("removes the file");
    place.expect_written("a record less", "1");
    place.write("templates/404.html", "gone");
    place.expect_written("a template", "1");
    place.write("templates/404.html", "lost");
    place.expect_written("another template", "1");
    place.config.title = "Ours".to_owned();
    place.expect_written("the configuration", "1");
    place.write("queries.yaml", "queries:\n  - {query: full pipe, finds: a.md}\n");
    place.config.queries = Some(place.path("queries.yaml"));
    place.expect_written("a file of searches", "1");
    place.write("queries.yaml", "queries:\n  - {query: dull pipe, finds: a.md}\n");
    place.expect_written("another search in it", "1");
    place.expect_written("the program", "2");
}

#[test]
fn a_site_that_somebody_changed_is_put_right() {
    let place = Place::new(&[("postmortems/a.md", RECORD)]);
    place.expect_written("the first build", "1");
    let page = place.path("site/incidents/a/index.html");
    fs::write(&page, fs::read_to_string(&page).expect("it is there").replace("full", "dull")).expect("writes the page");
    place.expect_written("a page edited", "1");
    fs::remove_file(&page).expect("removes the page");
    place.expect_written("a page removed", "1");
    let other = Place::new(&[("postmortems/z.md", RECORD)]);
    refresh(&other.casebook(), &place.path("site"), Some("1"), Rebuild::Changed).expect("the site can be written");
    place.expect_written("another casebook's site in its place", "1");
}

#[test]
fn a_build_that_is_asked_for_is_done() {
    let place = Place::new(&[("postmortems/a.md", RECORD)]);
    place.expect_written("the first build", "1");
    let again = |program, rebuild| refresh(&place.casebook(), &place.path("site"), program, rebuild).expect("builds");
    assert!(again(Some("1"), Rebuild::Always).written);
    assert!(!again(Some("1"), Rebuild::Changed).written);
    assert!(again(None, Rebuild::Changed).written);
}

#[test]
fn after_any_row_of_edits_the_site_is_that_of_a_build_clean_build() {
    let place = Place::new(&[("postmortems/0.md", RECORD)]);
    place.expect_written("the first build", "1");
    let mut number: u64 = 7;
    for step in 0..8 {
        // A plain generator of numbers: the row of edits is the same in every run.
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (file, edit) = ((number >> 33) % 3, (number >> 40) % 4);
        let path = format!("postmortems/{file}.md");
        let is_there = place.path(&path).exists();
        match edit {
            0 if is_there => fs::remove_file(place.path(&path)).expect("removes the file"),
            1 => place.write(&path, &format!("# Hang\n\nrelated to 0.md {step}\n\n## Fix\n\n[0](0.md)\n")),
            2 => place.write(&path, &RECORD.replace("Hang", &format!("Hang {step}"))),
            _ => place.write(&path, &format!("---\nservices: [s{step}]\nrelated: ['0']\n---\n{RECORD}")),
        }
        place.expect_written(&format!("step {step}: edit {edit} of {path}"), "1");
    }
}

/// What somebody does to a casebook.
#[derive(Clone, Debug)]
enum Edit {
    /// Writes a record: its number, and which of the texts below it is made of.
    Record(u8, Vec<usize>),
    Remove(u8),
    Rename(u8, u8),
    Pattern(&'static str),
    Title(&'static str),
    Template(&'static str),
    Program(&'static str),
    /// Changes a byte in every piece that was kept, or cuts it.
    Damage(u8),
}

const TEXTS: [&str; 11] = [
    "---\nservices: [api]\ndate: 2026-01-02\npatterns: [full-pipe]\n---\n\n# Uploads hang\n",
    "---\nservices: [API, web]\nrelated: ['1']\nnot-patterns: [full-pipe]\n---\n\n# Uploads stop\n",
    "## Root cause\n\nA full pipe blocked the writer `upload_part` while it held the lock.\n",
    "## Symptoms\n\n- Uploads hang for minutes.\n- `upload_part` logs `E42: no room`.\n",
    "## Failed theories\n\n- The pipe was full. Wrong because: it was drained. See [the other](1.md).\n",
    "## Fix\n\nDrain it.\n\n## Actions\n\n- [ ] Alert on it @ana due:2026-02-01\n",
    "## Evidence\n\n```yaml\nlimits: 4\n```\n\n<b>raw</b> ![x](x.png)\n",
    "Nothing was found. The race was between two workers.\n",
    "---\nservices: [a-p-i, a.p.i]\ntags: [Ä]\ndate: 2026-03-04\nrepeat-of: ['0']\n---\n\n# Downloads hang\n",
    "---\ndate: 2025-12-24\nservices: [api]\nid: '1'\naliases: ['2']\npatterns: [full-pipe]\n---\n",
    "## Root cause\n\nThe writer `upload_part` was blocked: two workers held the lock, and no room was left.\n",
];

fn edit() -> impl Strategy<Value = Edit> {
    let number = || 0..5_u8;
    prop_oneof![
        6 => (number(), proptest::collection::vec(0..TEXTS.len(), 0..5)).prop_map(|(at, texts)| Edit::Record(at, texts)),
        2 => number().prop_map(Edit::Remove),
        2 => (number(), number()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => proptest::sample::select(vec!["", "A word more.\n", "- all: [[pipe]]\n"]).prop_map(Edit::Pattern),
        1 => proptest::sample::select(vec!["Ours", "Theirs"]).prop_map(Edit::Title),
        1 => proptest::sample::select(vec!["gone", "{{ page.title }}"]).prop_map(Edit::Template),
        1 => proptest::sample::select(vec!["1", "2"]).prop_map(Edit::Program),
        1 => any::<u8>().prop_map(Edit::Damage),
    ]
}

impl Place {
    fn edit(&mut self, edit: &Edit, program: &mut &'static str) {
        let record = |number: u8| format!("postmortems/{number}.md");
        match edit {
            Edit::Record(number, texts) => {
                let texts: Vec<&str> = texts.iter().map(|at| TEXTS[*at]).collect();
                self.write(&record(*number), &texts.concat());
            }
            Edit::Remove(number) => _ = fs::remove_file(self.path(&record(*number))),
            Edit::Rename(from, to) => _ = fs::rename(self.path(&record(*from)), self.path(&record(*to))),
            Edit::Pattern(more) => {
                let text = if more.starts_with('-') {
                    PATTERN.replace("  - all: [[full pipe]]", "  - all: [[pipe]]")
                } else {
                    format!("{PATTERN}{more}")
                };
                self.write("postmortems/patterns/full-pipe.md", &text);
            }
            Edit::Title(title) => (*title).clone_into(&mut self.config.title),
            Edit::Template(text) => self.write("templates/404.html", text),
            Edit::Program(name) => *program = name,
            Edit::Damage(byte) => self.damage(*byte),
        }
    }

    fn damage(&self, byte: u8) {
        // What was put aside of the old site is the site's own files: to change those in place is to change the site.
        for path in tree(&self.path(".casebook")).keys().filter(|path| !path.starts_with("spare")) {
            let path = self.path(".casebook").join(path);
            let mut bytes = fs::read(&path).expect("it is there");
            let at = usize::from(byte) * bytes.len() / 256;
            if byte.is_multiple_of(2) {
                bytes.truncate(at);
            } else if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 0x55;
            }
            fs::write(path, bytes).expect("can be written");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn whatever_is_edited_the_site_is_that_of_a_build_from_nothing(
        edits in proptest::collection::vec(proptest::collection::vec(edit(), 1..3), 1..6)
    ) {
        let mut place = Place::new(&[("postmortems/1.md", RECORD), ("postmortems/patterns/full-pipe.md", PATTERN)]);
        place.config.built_in_patterns = false;
        let mut program = "1";
        place.refresh(program);
        for step in edits {
            for edit in &step {
                place.edit(edit, &mut program);
            }
            place.refresh(program);
            prop_assert!(tree(&place.path("site")) == place.clean_build(), "after {:?}", step);
        }
    }
}
