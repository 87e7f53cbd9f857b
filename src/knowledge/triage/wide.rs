//! Text of two bytes a character, as some consoles write it into files, read in pieces that may be cut anywhere.

/// What is left of the last piece, and how two bytes make a character.
#[derive(Debug)]
pub struct Wide {
    order: fn([u8; 2]) -> u16,
    /// The first half of two bytes.
    odd: Option<u8>,
    /// The first half of two units that are one character.
    high: Option<u16>,
}

impl Wide {
    /// Whether a text is of this kind, by the mark that it begins with, and the text behind the mark.
    pub fn begun_by(piece: &[u8]) -> (Option<Self>, &[u8]) {
        let wide = |order| Some(Self { order, odd: None, high: None });
        match piece {
            [0xff, 0xfe, rest @ ..] => (wide(u16::from_le_bytes), rest),
            [0xfe, 0xff, rest @ ..] => (wide(u16::from_be_bytes), rest),
            _ => (None, piece.strip_prefix(b"\xef\xbb\xbf").unwrap_or(piece)),
        }
    }

    /// The text of the next piece; half a character at its end waits for the rest.
    pub fn text(&mut self, piece: &[u8]) -> String {
        let mut units = Vec::with_capacity(piece.len() / 2 + 2);
        units.extend(self.high.take());
        let mut rest = piece.iter().copied();
        while let Some(first) = self.odd.take().or_else(|| rest.next()) {
            let Some(second) = rest.next() else {
                self.odd = Some(first);
                break;
            };
            units.push((self.order)([first, second]));
        }
        if let Some(&last) = units.last()
            && (0xd800..0xdc00).contains(&last)
        {
            self.high = units.pop();
        }
        String::from_utf16_lossy(&units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_wherever_its_pieces_are_cut() {
        let (little, _) = Wide::begun_by(&[0xff, 0xfe]);
        assert!(little.is_some());
        let bytes: Vec<u8> = "日 🔥".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for size in 1..7 {
            let (wide, rest) = Wide::begun_by(&[0xfe, 0xff]);
            let mut wide = wide.expect("the mark says so");
            assert!(rest.is_empty());
            let text: String = bytes.chunks(size).map(|piece| wide.text(piece)).collect();
            assert_eq!(text, "日 🔥", "pieces of {size}");
        }
    }

    #[test]
    fn other_text_loses_its_mark_and_nothing_else() {
        for (text, rest) in [(&b"\xef\xbb\xbfa"[..], &b"a"[..]), (b"a", b"a"), (b"", b"")] {
            let (wide, behind) = Wide::begun_by(text);
            assert!(wide.is_none());
            assert_eq!(behind, rest);
        }
    }
}
