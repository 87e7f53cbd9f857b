//! What a user's own files of the look leave in doubt: those that nothing uses, and words that no file has. They stop
//! nothing; mistakes that do are told by `mistake`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::say;
use super::theme::{ending, is_script, whole_of, wholes};
use crate::diag::near;
use crate::words::Words;

/// Files of the look by name.
type Files = BTreeMap<String, Vec<u8>>;

/// What the operator should know of the files of the user's folder; a phrase each, in lower case.
pub fn doubts(own: &Files, built_in: &Files, words: &Words) -> Vec<String> {
    let mut doubts = idle(own, built_in);
    doubts.extend(own.iter().filter(|(name, _)| is_script(name)).flat_map(|file| unsaid(file, words)));
    doubts
}

/// What to say of a user's files that take no built-in one's place and that no other file of the look names.
fn idle(own: &Files, built_in: &Files) -> Vec<String> {
    // A built-in file that was replaced names nothing any more.
    let kept = built_in.iter().filter(|(name, _)| !own.contains_key(*name));
    let look: Vec<(&String, Cow<'_, str>)> =
        own.iter().chain(kept).map(|(name, bytes)| (name, String::from_utf8_lossy(bytes))).collect();
    let is_named = |name: &str| {
        let address = name.strip_prefix("assets/").unwrap_or(name);
        look.iter().any(|(other, text)| *other != name && has_name(text, address))
    };
    let known: Vec<String> = built_in.keys().cloned().chain(wholes()).collect();
    let note = |name: &String| {
        let hint = near(name, known.iter().map(String::as_str));
        let hint = hint.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        format!("the template `{name}` replaces no file, and none of the others names it{hint}")
    };
    // What lies in the folder of a joined file becomes a part of it, whatever its name.
    let has_place = |name: &String| known.contains(name) || whole_of(name).is_some() || is_words(name);
    own.keys().filter(|name| !has_place(name) && !is_named(name)).map(note).collect()
}

/// Whether a text has the name of a file, not as the end of another name.
fn has_name(text: &str, name: &str) -> bool {
    let is_end = |before: &str| before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    text.match_indices(name).any(|(at, _)| !text.get(..at).is_some_and(is_end))
}

/// What to say of a script that names words which no file has.
fn unsaid((name, script): (&String, &Vec<u8>), words: &Words) -> Vec<String> {
    let script = String::from_utf8_lossy(script);
    let unknown = say::unknown_in_script(&script, words);
    unknown.into_iter().map(|key| format!("the script `{name}` names a word that is not there: `{key}`")).collect()
}

/// Whether a file has the words of a language, which need not be that of the site.
fn is_words(name: &str) -> bool {
    name.starts_with("words/") && ending(name) == "toml"
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::language::{ENGLISH, built_in_words};
    use super::super::theme::{Theme, embedded, embedded_file};
    use super::*;

    #[test]
    fn every_word_that_a_script_names_is_there() {
        let words = built_in_words(ENGLISH);
        for file in embedded().iter().filter(|(name, _)| is_script(name)) {
            assert_eq!(unsaid(file, &words), Vec::<String>::new());
        }
        let wrong = ("assets/a.js".to_owned(), b"word('home.nothing'); word('nothing.'); word('status.' + x)".to_vec());
        assert_eq!(unsaid((&wrong.0, &wrong.1), &words).len(), 2);
    }

    #[test]
    fn a_file_that_replaces_nothing_is_noted_unless_another_names_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let files = [
            ("404.html", "{% include \"part.html\" %}{{ assets[\"logo.png\"] }}"),
            ("part.html", ""),
            ("incidnet.html", ""),
            ("notes.txt", ""),
            ("assets/logo.png", ""),
            ("assets/casebok.css", ""),
            ("assets/casebook.css", ""),
            // The built-in frame names this one; the next is only the end of a name.
            ("assets/custom.css", ""),
            ("assets/stom.css", ""),
            // Our stylesheet is made of all that lie in this folder.
            ("assets/casebook/9-zebra.css", ""),
        ];
        fs::create_dir_all(folder.path().join("assets/casebook")).expect("creates");
        for (path, text) in files {
            fs::write(folder.path().join(path), text).expect("writes");
        }
        let theme = Theme::with_folder(folder.path(), "templates", built_in_words(ENGLISH)).expect("all parse");
        let idle = |name: &str| format!("the template `{name}` replaces no file, and none of the others names it");
        assert_eq!(
            theme.notes(),
            [
                format!("{}; did you mean `assets/casebook.css`?", idle("assets/casebok.css")),
                idle("assets/stom.css"),
                format!("{}; did you mean `incident.html`?", idle("incidnet.html")),
                idle("notes.txt"),
            ]
        );
    }

    #[test]
    fn a_file_that_only_a_replaced_one_named_is_noted() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("assets")).expect("creates");
        fs::write(folder.path().join("assets/custom.css"), "").expect("writes");
        // Every page is built on this frame, so that it must have what they fill.
        let frame = String::from_utf8(embedded_file("base.html").expect("it ships")).expect("it is text");
        let frame = frame.replace("custom.css", "another.css");
        fs::write(folder.path().join("base.html"), frame).expect("writes");
        let theme = Theme::with_folder(folder.path(), "templates", built_in_words(ENGLISH)).expect("all parse");
        assert!(theme.notes().iter().any(|note| note.contains("`assets/custom.css` replaces no file")));
    }
}
