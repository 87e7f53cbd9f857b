//! A rule's fixtures: small casebooks in one text, with what is expected to be said of them.
//!
//! ````text
//! # The first file, which is `record.md`
//! ==== notes/other.md
//! Another file. A file `casebook.toml` configures the casebook, pattern files lie in `patterns/`, and
//! `expectations.yaml` is what `casebook eval` would be given.
//! ==== raw.md bytes
//! A file in which \xFF is that byte.
//! ==== link.md -> nowhere.md
//! ==== expected
//! The findings of the rule, as people see them; only in the bad fixture.
//! ==== fixed record.md
//! The file as `casebook check --fix` leaves it, where it changes it.
//! ````

/// The line that opens a part.
const MARK: &str = "==== ";

/// A casebook with what is expected of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixture {
    /// Its files, in the order in which they stand.
    pub files: Vec<FixtureFile>,
    /// What is to be said of it; `None` where the fixture does not tell.
    pub expected: Option<String>,
    /// Files as they are after all safe fixes: path and text.
    pub fixed: Vec<(String, String)>,
}

/// One file of a fixture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixtureFile {
    /// Its path, relative to the folder of records; `casebook.toml`, `vocabulary.toml`, `expectations.yaml` and the
    /// folder `templates` lie outside of it.
    pub path: String,
    /// Its text as it is written in the fixture.
    pub text: String,
    /// What the text stands for.
    pub form: FixtureForm,
}

/// What the text of a file stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FixtureForm {
    /// Itself.
    Text,
    /// Bytes, in which `\xFF` is that byte.
    Bytes,
    /// A symbolic link to that path.
    Link(String),
}

impl Fixture {
    /// Reads a fixture; text before the first mark is `record.md`.
    pub fn parse(text: &str) -> Self {
        let mut fixture = Fixture::default();
        let mut part = ("record.md".to_owned(), String::new());
        for line in text.split_inclusive('\n') {
            match line.strip_prefix(MARK) {
                Some(head) => {
                    fixture.add(std::mem::replace(&mut part, (head.trim().to_owned(), String::new())));
                }
                None => part.1.push_str(line),
            }
        }
        fixture.add(part);
        fixture
    }

    fn add(&mut self, (head, text): (String, String)) {
        if head == "expected" {
            self.expected = Some(text);
        } else if let Some(path) = head.strip_prefix("fixed ") {
            self.fixed.push((path.trim().to_owned(), text));
        } else if let Some(path) = head.strip_suffix(" bytes") {
            self.files.push(FixtureFile { path: path.trim().to_owned(), text, form: FixtureForm::Bytes });
        } else if let Some((path, target)) = head.split_once(" -> ") {
            let form = FixtureForm::Link(target.trim().to_owned());
            self.files.push(FixtureFile { path: path.trim().to_owned(), text, form });
        } else if head != "record.md" || !text.is_empty() || !self.files.is_empty() {
            self.files.push(FixtureFile { path: head, text, form: FixtureForm::Text });
        }
    }

    /// The fixture with other expectations, as text.
    pub fn with_expected(text: &str, expected: &str, fixed: &[(String, String)]) -> String {
        let end = ["==== expected\n", "==== fixed "].into_iter().filter_map(|mark| place_of(text, mark)).min();
        let mut out = text.get(..end.unwrap_or(text.len())).unwrap_or_default().to_owned();
        out.push_str(MARK);
        out.push_str("expected\n");
        out.push_str(expected);
        for (path, text) in fixed {
            out.extend([MARK, "fixed ", path, "\n", text]);
        }
        out
    }
}

/// Where a line starts that opens with `mark`.
fn place_of(text: &str, mark: &str) -> Option<usize> {
    let starts = text.match_indices(mark).map(|(at, _)| at);
    starts.into_iter().find(|&at| at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n'))
}

impl FixtureFile {
    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        if self.form != FixtureForm::Bytes {
            return self.text.clone().into_bytes();
        }
        let mut out = Vec::new();
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once("\\x") {
            out.extend_from_slice(before.as_bytes());
            let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
            if let Some(byte) = byte {
                out.push(byte);
                rest = after.get(2..).unwrap_or_default();
            } else {
                out.extend_from_slice(b"\\x");
                rest = after;
            }
        }
        out.extend_from_slice(rest.as_bytes());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str, form: FixtureForm) -> FixtureFile {
        FixtureFile { path: path.to_owned(), text: text.to_owned(), form }
    }

    #[test]
    fn a_fixture_is_taken_apart_at_its_marks() {
        let text =
            "one\n==== b.md bytes\n\\x00\\xfg\n==== c.md -> d.md\n==== expected\nsaid\n==== fixed record.md\nnew\n";
        let fixture = Fixture::parse(text);
        let expected = [
            file("record.md", "one\n", FixtureForm::Text),
            file("b.md", "\\x00\\xfg\n", FixtureForm::Bytes),
            file("c.md", "", FixtureForm::Link("d.md".to_owned())),
        ];
        assert_eq!(fixture.files, expected);
        assert_eq!(fixture.files[1].bytes(), b"\0\\xfg\n");
        assert_eq!(fixture.expected.as_deref(), Some("said\n"));
        assert_eq!(fixture.fixed, [("record.md".to_owned(), "new\n".to_owned())]);
        assert_eq!(Fixture::with_expected(text, "said\n", &fixture.fixed), text);
        assert_eq!(Fixture::with_expected("one\n", "x\n", &[]), "one\n==== expected\nx\n");
    }

    #[test]
    fn a_fixture_may_start_with_another_file() {
        assert_eq!(Fixture::parse("==== a.md\nx\n").files, [file("a.md", "x\n", FixtureForm::Text)]);
        assert_eq!(Fixture::parse("").files, []);
    }
}
