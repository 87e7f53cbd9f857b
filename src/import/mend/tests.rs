//! Wrong text is mended, right text is not touched.

use super::*;

fn mended(text: &str) -> String {
    mend(text).text
}

/// What becomes of right text when its UTF-8 is read with a table; nothing where the table has no letter for a byte.
fn spoilt(text: &str, table: &Table) -> Option<String> {
    let candidates = (0x80..=0xffff).filter_map(char::from_u32);
    let letters: BTreeMap<u8, char> = candidates.rev().filter_map(|c| Some((table.byte(c)?, c))).collect();
    text.bytes().map(|byte| if byte < 0x80 { Some(char::from(byte)) } else { letters.get(&byte).copied() }).collect()
}

#[test]
fn marks_read_as_the_common_encodings_come_back() {
    let right = "It’s done → “yes” — ✓\na ≠ b, ❌ no\n🚀 launch ⚠️ care";
    let mut tried = 0;
    for table in TABLES.iter() {
        let Some(wrong) = spoilt(right, table) else { continue };
        assert_eq!(mended(&wrong), right, "{}: {wrong}", table.name);
        tried += 1;
    }
    assert!(tried > 5);
}

#[test]
fn words_with_accents_come_back() {
    for (wrong, right) in [
        ("cafÃ© crÃ¨me Ã\u{a0} la carte", "café crème à la carte"),
        ("GrÃ¶ÃŸe und MaÃŸ", "Größe und Maß"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚, Ð¼Ð¸Ñ€", "Привет, мир"),
        ("РџСЂРёРІРµС‚, РјРёСЂ", "Привет, мир"),
        ("caf√© cr√®me d√©j√† vu √† la carte", "café crème déjà vu à la carte"),
    ] {
        assert_eq!(mended(wrong), right);
    }
}

#[test]
fn what_was_decoded_wrongly_twice_is_mended_twice() {
    let mended = mend("donÃ¢â‚¬â„¢t");
    assert_eq!(mended.text, "don’t");
    assert_eq!(mended.changes.len(), 2);
}

#[test]
fn a_mark_of_byte_order_that_became_letters_goes() {
    assert_eq!(mended("ï»¿# Title"), "# Title");
}

#[test]
fn the_account_names_line_and_encoding() {
    let mended = mend("right ü\nwrong â€” here\n");
    let change = Change { line: 2, before: "â€”".to_owned(), after: "—".to_owned(), encoding: "windows-1252" };
    assert_eq!(mended.changes, [change]);
}

#[test]
fn right_text_is_left_alone() {
    for right in [
        "“état” «état» —él dijo —à mon avis “Über” ‘élan’",
        "déjà\u{a0}»\u{a0}! Il est arrivé…» “AMANHÔ MANHÃ\u{a0}e",
        "√π ≈ 1.77, √∞, 2√π and x√π",
        "граждан С… сказал, чем «ТАСС» – это Рівні",
        "академії лінії її",
        "日本語の文章。「例」 中文文本，标点。 한국어 문장",
        "Ελληνικά «κείμενο» – ναι…",
        "naïve façade São Paulo NÃO Ñandú ÆØÅ",
        "✅ done ❌ not 🚀 → ≠ “quoted”",
        "├── src\n│   └── main.rs\n",
        "Á É Í Ó Ú ÀÈÌ ÄÖÜß",
    ] {
        assert_eq!(mended(right), right);
    }
}

#[test]
fn a_line_that_shows_wrong_and_right_speaks_of_both() {
    let text = "Titles came out as `cafÃ©` and not as `café`.\nAn arrow is â†’ where it should be →.";
    let mended = mend(text);
    assert_eq!(mended.text, text);
    assert_eq!(mended.quoted.len(), 2);
}

proptest::proptest! {
    #[test]
    fn ascii_is_never_touched_and_no_text_panics(text in "\\PC{0,60}", plain in "[ -~\n]{0,80}") {
        let _ = mend(&text);
        proptest::prop_assert_eq!(mended(&plain), plain);
    }

    #[test]
    fn mending_keeps_the_lines(text in "[a-z âÃ€™©\u{9d}“œ…ð\n]{0,60}") {
        proptest::prop_assert_eq!(mended(&text).matches('\n').count(), text.matches('\n').count());
    }
}
