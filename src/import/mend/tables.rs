//! What letters bytes become when UTF-8 is read as something else: for each encoding, the way back from a letter to its
//! byte.

use std::collections::HashMap;
use std::sync::LazyLock;

use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_15, MACINTOSH, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254,
    WINDOWS_1257,
};

/// The upper halves of the two code pages of DOS that a Windows console still speaks; `encoding_rs` has no consoles.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// One encoding that UTF-8 is read as by mistake.
pub(super) struct Table {
    /// Its name, for the account.
    pub name: &'static str,
    bytes: HashMap<char, u8>,
}

impl Table {
    /// The byte above 127 that this letter stands for.
    pub(super) fn byte(&self, letter: char) -> Option<u8> {
        self.bytes.get(&letter).copied()
    }
}

/// The encodings that are tried, the commonest first.
pub(super) static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let pages: [(&'static str, &'static Encoding); 9] = [
        ("windows-1252", WINDOWS_1252),
        ("macintosh", MACINTOSH),
        ("windows-1253", WINDOWS_1253),
        ("windows-1251", WINDOWS_1251),
        ("windows-1250", WINDOWS_1250),
        ("windows-1254", WINDOWS_1254),
        ("windows-1257", WINDOWS_1257),
        ("iso-8859-15", ISO_8859_15),
        ("iso-8859-2", ISO_8859_2),
    ];
    let mut tables: Vec<_> = pages.into_iter().map(|(name, encoding)| of_encoding(name, encoding)).collect();
    tables.push(of_letters("ibm437", CP437));
    tables.push(of_letters("ibm850", CP850));
    tables
});

fn of_encoding(name: &'static str, encoding: &'static Encoding) -> Table {
    let mut bytes = HashMap::new();
    let letter = |encoding: &'static Encoding, byte: u8| {
        let bytes = [byte];
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        text.chars().next().filter(|&c| c != char::REPLACEMENT_CHARACTER && !c.is_control())
    };
    for byte in 0x80..=0xff {
        if let Some(own) = letter(encoding, byte) {
            bytes.entry(own).or_insert(byte);
        }
    }
    // Where a page has no letter for a byte, programs take that of Windows' western page, or the bare number, as
    // ISO 8859-1 does.
    for byte in 0x80..=0xff {
        let missing = letter(encoding, byte).is_none();
        let western = letter(WINDOWS_1252, byte).filter(|_| missing && name.starts_with("windows"));
        if let Some(western) = western {
            bytes.entry(western).or_insert(byte);
        }
        if byte < 0xa0 && name.starts_with("windows") {
            bytes.entry(char::from(byte)).or_insert(byte);
        }
    }
    Table { name, bytes }
}

fn of_letters(name: &'static str, letters: &str) -> Table {
    Table { name, bytes: letters.chars().zip(0x80..=0xff).collect() }
}
