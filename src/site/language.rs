//! Which words the pages speak: those that ship with the program, and a user's own in their place, word by word.
//!
//! A site in `de-AT` says a word as `words/de-AT.toml` has it, else `words/de.toml`, else `words/en.toml`; of two files
//! of one name, the one of the user's folder goes first.

use std::path::Path;

use super::theme::embedded_file;
use crate::diag::{Diagnostic, rule};
use crate::source::{SourceFile, Span};
use crate::store::{self, StoreError};
use crate::words::{self, Words};

/// The language that has every word.
pub const ENGLISH: &str = "en";

/// The words that ship with the program, in a language, without a user's own.
pub fn built_in_words(language: &str) -> Words {
    gather(language, &|_| Ok(None)).expect("nothing is read from the disk").0
}

/// The words of a site in `language`, and what is wrong with the files of words in `folder`, which need not exist.
/// `shown` is what findings call the folder of templates.
///
/// # Errors
/// When a file cannot be read.
pub fn words(folder: &Path, shown: &str, language: &str) -> Result<(Words, Vec<Diagnostic>), StoreError> {
    gather(language, &|tag| {
        let path = folder.join("words").join(format!("{tag}.toml"));
        let name = format!("{}/words/{tag}.toml", shown.trim_end_matches('/'));
        path.is_file().then(|| store::read_file(&path, &name)).transpose()
    })
}

type Source = std::sync::Arc<SourceFile>;

fn gather(
    language: &str,
    own: &dyn Fn(&str) -> Result<Option<Source>, StoreError>,
) -> Result<(Words, Vec<Diagnostic>), StoreError> {
    let mut findings = Vec::new();
    let mut english = Words::new(ENGLISH);
    put_built_in(&mut english, ENGLISH);
    let tags = tags(language);
    let foreign = tags.iter().any(|tag| *tag != ENGLISH && has_words(tag));
    let mut files = Vec::new();
    for tag in std::iter::once(ENGLISH).chain(tags.iter().rev().copied().filter(|tag| *tag != ENGLISH)) {
        files.push((tag, own(tag)?));
    }
    let is_spoken = foreign || tags.contains(&ENGLISH) || files.iter().skip(1).any(|(_, file)| file.is_some());
    let mut spoken = Words::new(if is_spoken { language } else { ENGLISH });
    let mut lacking: Vec<&str> = english.iter().map(|(key, _)| key).collect();
    for (tag, file) in &files {
        put_built_in(&mut spoken, tag);
        if let Some(file) = file {
            let (own, found) = words::read(file, tag, Some(&english));
            findings.extend(found);
            spoken.put(tag, own);
        }
    }
    lacking.retain(|key| spoken.language_of(key) == Some(ENGLISH));
    if !tags.contains(&ENGLISH) {
        let last = files.iter().rev().find_map(|(_, file)| file.as_ref());
        findings.extend(missing(language, &lacking, last));
    }
    Ok((spoken, findings))
}

/// What a language lacks, said at the start of the file that should have it.
fn missing(language: &str, lacking: &[&str], file: Option<&Source>) -> Option<Diagnostic> {
    let message = match lacking {
        [] => return None,
        // Whoever translates most of it has the English file beside theirs, and needs no list.
        [_, _, _, _, ..] => format!("`{language}` does not have all words; pages say the others in English"),
        some => {
            let keys = some.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            format!("`{language}` has no word for {keys}, which pages say in English")
        }
    };
    let none = || SourceFile::new(format!("templates/words/{language}.toml"), "");
    let file = file.map_or_else(none, Source::clone);
    let help =
        "the keys are those of `templates/words/en.toml`; or set `language` under `[site]` to one that is complete";
    Some(Diagnostic::new(&rule::MISSING_WORD, &file, Span::new(0, 0), message).with_help(help))
}

/// A language and the broader ones that it falls back to, without English.
fn tags(language: &str) -> Vec<&str> {
    let ends = language.match_indices('-').map(|(at, _)| at).chain([language.len()]);
    let mut tags: Vec<&str> = ends.filter_map(|end| language.get(..end)).collect();
    tags.reverse();
    tags
}

fn has_words(tag: &str) -> bool {
    embedded_file(&format!("words/{tag}.toml")).is_some()
}

fn put_built_in(words: &mut Words, tag: &str) {
    let name = format!("words/{tag}.toml");
    if let Some(bytes) = embedded_file(&name) {
        let file = SourceFile::new(name, String::from_utf8_lossy(&bytes));
        words.put(tag, words::read(&file, tag, None).0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(language: &str, files: &[(&str, &str)]) -> (Words, Vec<String>) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("words")).expect("creates");
        for (tag, text) in files {
            std::fs::write(folder.path().join(format!("words/{tag}.toml")), text).expect("writes");
        }
        let (words, findings) = words(folder.path(), "templates", language).expect("it can be read");
        let shown = findings.iter().map(|found| format!("{} {}: {}", found.rule.id, found.file.path, found.message));
        (words, shown.collect())
    }

    #[test]
    fn a_users_word_takes_the_place_of_one_and_the_others_stay() {
        let (words, findings) = spoken("en", &[("en", "[home]\nquestion = \"Again?\"\n")]);
        assert_eq!(findings, Vec::<String>::new());
        assert_eq!(words.say("home.question"), "Again?");
        assert_eq!(words.count("home.incidents", 2, &[]), built_in_words("en").count("home.incidents", 2, &[]));
    }

    #[test]
    fn a_region_falls_back_to_its_language_and_that_to_english() {
        let files =
            [("nl", "[home]\nquestion = \"Vraag\"\nnewest = \"Nieuw\"\n"), ("nl-BE", "[home]\nnewest = \"Vers\"\n")];
        let (words, findings) = spoken("nl-BE", &files);
        assert_eq!((words.say("home.question"), words.say("home.newest")), ("Vraag", "Vers"));
        assert_eq!(words.language(), "nl-BE");
        assert_eq!(words.say("home.open-actions"), built_in_words("en").say("home.open-actions"));
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(
            findings[0].starts_with("missing-word templates/words/nl-BE.toml: `nl-BE` does not have all words; pages")
        );
    }

    #[test]
    fn a_language_without_any_words_is_spoken_in_english_and_says_so() {
        let (words, findings) = spoken("tlh", &[]);
        assert_eq!(words.language(), "en");
        assert!(findings[0].starts_with("missing-word templates/words/tlh.toml: `tlh` does not have all words; pages"));
        let (words, findings) = spoken("en-GB", &[]);
        assert_eq!((words.language(), findings), ("en-GB", Vec::new()));
    }

    #[test]
    fn every_built_in_file_of_words_is_sound() {
        let english = built_in_words(ENGLISH);
        for name in super::super::theme::embedded_names().filter(|name| name.starts_with("words/")) {
            let tag = name.trim_start_matches("words/").trim_end_matches(".toml").to_owned();
            let bytes = embedded_file(&name).expect("it is listed");
            let file = SourceFile::new(name.as_str(), String::from_utf8_lossy(&bytes));
            let (words, findings) = words::read(&file, &tag, (tag != ENGLISH).then_some(&english));
            let said: Vec<&str> = findings.iter().map(|found| found.message.as_str()).collect();
            assert_eq!(said, Vec::<&str>::new(), "{name}");
            let lacking: Vec<&str> =
                english.iter().map(|(key, _)| key).filter(|key| !words.contains_key(*key)).collect();
            assert_eq!(lacking, Vec::<&str>::new(), "`{name}` lacks words");
        }
    }
}
