//! Words read from text, looked up and filled.

use super::*;
use crate::source::SourceFile;

fn read_words(language: &str, text: &str) -> (Words, Vec<String>) {
    let file = SourceFile::new("xx.toml", text);
    let (words, findings) = read(&file, language, None);
    let mut all = Words::new(language);
    all.put(language, words);
    (all, findings.iter().map(|found| found.message.clone()).collect())
}

/// What is said of a translation of two English words, each with its place and its help.
fn held_against_english(language: &str, text: &str) -> Vec<String> {
    let english = "[home]\nquestion = \"Seen?\"\ncases = { one = \"{count} case\", other = \"{count} cases\" }\nof = \"{a} of {b}\"\n";
    let (english, findings) = read_words("en", english);
    assert_eq!(findings, Vec::<String>::new());
    let file = SourceFile::new("xx.toml", text);
    let (_, findings) = read(&file, language, Some(&english));
    let show = |found: &crate::diag::Diagnostic| {
        let place = found.position();
        let help = found.help.as_deref().unwrap_or_default();
        format!("{}:{} {} {} | {help}", place.line, place.column, found.rule.id, found.message)
    };
    findings.iter().map(show).collect()
}

#[test]
fn a_number_chooses_its_own_text_then_its_plural_form() {
    let (words, _) = read_words("en", "[a]\nb = { 1 = \"once\", 2 = \"twice\", other = \"{count} times\" }\n");
    assert_eq!([1, 2, 3].map(|count| words.count("a.b", count, &[])), ["once", "twice", "3 times"]);
    let polish =
        "[a]\nb = { one = \"{count} plik\", few = \"{count} pliki\", many = \"{count} plików\", other = \"?\" }\n";
    let (words, findings) = read_words("pl", polish);
    assert_eq!(findings, Vec::<String>::new());
    let said = [1, 3, 5, 22].map(|count| words.count("a.b", count, &[]));
    assert_eq!(said, ["1 plik", "3 pliki", "5 plików", "22 pliki"]);
}

#[test]
fn a_word_of_another_language_keeps_that_languages_plural() {
    let (mut words, _) = read_words("en", "[a]\nb = { one = \"{count} case\", other = \"{count} cases\" }\n");
    let (japanese, _) = read(&SourceFile::new("ja.toml", "[a]\nc = { other = \"{count} 件\" }\n"), "ja", None);
    words.put("ja", japanese);
    assert_eq!((words.count("a.b", 1, &[]), words.count("a.c", 1, &[])), ("1 case".to_owned(), "1 件".to_owned()));
}

#[test]
fn places_are_filled_and_other_braces_stay() {
    let (words, _) = read_words("en", "[a]\nb = \"{name} says {\\\"x\\\": {}} {Name} {name\"\n");
    assert_eq!(words.fill("a.b", &[("name", &"{name} <b>")]), "{name} <b> says {\"x\": {}} {Name} {name");
}

#[test]
fn a_sound_translation_is_taken_in_any_order_of_its_places() {
    let text = "[home]\nof = \"von {b}: {a}\"\ncases = { one = \"ein Fall\", other = \"{count} Fälle\" }\n";
    assert_eq!(held_against_english("de", text), Vec::<String>::new());
}

#[test]
fn what_cannot_be_taken_is_said_with_its_place_and_a_way_out() {
    let text = "top = \"x\"\n[home]\nqestion = \"?\"\nquestion = 7\nof = \"{a} von {c}\"\n\
        cases = { one = \"ein Fall\", other = \"Fälle\" }\n[other]\nx = \"y\"\n";
    assert_eq!(
        held_against_english("de", text),
        [
            "1:1 bad-word `top` stands outside of any page's table | write words under `[home]` and the like",
            "3:1 unknown-word there is no word `home.qestion` | did you mean `home.question`?",
            "4:12 bad-word `home.question` must be text, not integer | put it in quotes",
            "5:6 bad-word `home.of` has no place `{c}` | the English word has `{a}`, `{b}`",
            "6:9 bad-word `home.cases` lacks the place `{count}` | the English word has `{count}`",
            "8:1 unknown-word there is no word `other.x` | no page shows it; remove it",
        ]
    );
}

#[test]
fn plural_forms_are_those_of_the_language() {
    assert_eq!(
        held_against_english("pl", "[home]\ncases = { one = \"{count}\", otehr = \"{count}\" }\n"),
        ["2:28 bad-word `otehr` is no plural form | the forms are `zero`, `one`, `two`, `few`, `many`, `other`, or a \
            number that a text is for"]
    );
    assert_eq!(
        held_against_english("pl", "[home]\ncases = { one = \"{count}\", other = \"{count}\" }\n"),
        ["2:9 bad-word `home.cases` has no form `few`, `many` | numbers in `pl` take `few`, `many`, `one`"]
    );
    assert_eq!(held_against_english("ja", "[home]\ncases = { other = \"{count}\" }\n"), Vec::<String>::new());
}

#[test]
fn a_file_that_is_not_toml_is_said_and_the_rest_is_read() {
    let found = held_against_english("de", "[home]\nquestion = \"Wieder?\nof = \"{a} {b}\"\n");
    assert!(found.iter().all(|said| said.contains("bad-word this cannot be read: ")) && !found.is_empty(), "{found:?}");
}

proptest::proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in "[a-c\\[\\]={}\"'\\n é日.0-9]{0,80}") {
        let _ = held_against_english("de", &text);
        let _: Vec<_> = pieces(&text).collect();
    }
}
