//! What mended text may plausibly hold: letters of scripts in use, punctuation, symbols; nothing rare, nothing private.

/// What a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Punctuation, a symbol, a picture.
    Mark,
    /// A letter with an accent and the like.
    Latin,
    /// A letter of another script, by its name.
    Other(&'static str),
}

impl Class {
    /// The script of a letter.
    pub(super) fn script(self) -> Option<&'static str> {
        match self {
            Class::Mark => None,
            Class::Latin => Some("latin"),
            Class::Other(script) => Some(script),
        }
    }
}

/// What a letter is; nothing where no text would plausibly hold it.
pub(super) fn class(letter: char) -> Option<Class> {
    Some(match u32::from(letter) {
        // Punctuation, currencies, letterlike symbols, arrows, mathematics, boxes, shapes, dingbats, pictures.
        0xa0..=0xbf
        | 0xd7
        | 0xf7
        | 0x200b..=0x200d
        | 0x2010..=0x2027
        | 0x202f..=0x205e
        | 0x20a0..=0x20bf
        | 0x2100..=0x214f
        | 0x2190..=0x23ff
        | 0x2460..=0x27bf
        | 0x27f0..=0x27ff
        | 0x2900..=0x297f
        | 0x2b00..=0x2bff
        | 0xfe0f
        | 0xfffd
        | 0x1f000..=0x1faff => Class::Mark,
        0xc0..=0x17f | 0x1e00..=0x1eff | 0x2c6..=0x2dd => Class::Latin,
        0x386..=0x3ce => Class::Other("greek"),
        0x401..=0x45f | 0x490..=0x491 => Class::Other("cyrillic"),
        0x5d0..=0x5ea => Class::Other("hebrew"),
        0x60c..=0x652 | 0x660..=0x6d4 => Class::Other("arabic"),
        0x904..=0x96f => Class::Other("devanagari"),
        0xe01..=0xe5b => Class::Other("thai"),
        0x3001..=0x30ff | 0x4e00..=0x9fff | 0xff01..=0xffee => Class::Other("cjk"),
        0xac00..=0xd7a3 => Class::Other("hangul"),
        _ => return None,
    })
}
