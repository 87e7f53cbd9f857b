//! One word: a text, or one text for each plural form; and the places in it that are filled.

use std::collections::{BTreeMap, BTreeSet};

use super::Plural;

/// The form that every word with forms has.
pub const OTHER: &str = "other";

/// A word as its file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// The same text whatever is counted.
    Plain(String),
    /// Plural forms by their names in CLDR (`one`, `few`, `other`), or by the one number that they are for.
    Forms(BTreeMap<String, String>),
}

/// A stretch of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it is.
    Plain(&'a str),
    /// The name of a place to be filled.
    Place(&'a str),
}

impl Text {
    /// The text for a number: that of the number itself, of its plural form, or else `other`.
    pub fn form(&self, count: Option<u64>, plural: &Plural) -> &str {
        let forms = match self {
            Text::Plain(text) => return text,
            Text::Forms(forms) => forms,
        };
        let exact = count.and_then(|count| forms.get(&count.to_string()));
        let chosen = exact.or_else(|| forms.get(count.map_or(OTHER, |count| plural.form(count))));
        chosen.or_else(|| forms.get(OTHER)).map_or("", String::as_str)
    }

    /// All its texts, each with the name of its form; a plain one has none.
    pub fn texts(&self) -> Vec<(&str, &str)> {
        match self {
            Text::Plain(text) => vec![("", text)],
            Text::Forms(forms) => forms.iter().map(|(form, text)| (form.as_str(), text.as_str())).collect(),
        }
    }

    /// The places that it may need filled.
    pub fn places(&self) -> BTreeSet<&str> {
        self.texts().into_iter().flat_map(|(_, text)| places(text)).collect()
    }
}

/// The names of the places in a text.
pub fn places(text: &str) -> BTreeSet<&str> {
    let place = |piece| match piece {
        Piece::Place(name) => Some(name),
        Piece::Plain(_) => None,
    };
    pieces(text).filter_map(place).collect()
}

/// A text in its pieces. Braces around anything but lower case letters and `_` are text.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (start, end) = first_place(rest).unwrap_or((rest.len(), rest.len()));
        let (piece, after) =
            if start > 0 { (Piece::Plain(&rest[..start]), start) } else { (place_of(&rest[..end]), end) };
        rest = &rest[after..];
        Some(piece)
    })
}

fn place_of(braced: &str) -> Piece<'_> {
    Piece::Place(braced.trim_matches(['{', '}']))
}

/// Where the first place starts and ends, braces included.
fn first_place(text: &str) -> Option<(usize, usize)> {
    text.match_indices('{').find_map(|(start, _)| {
        let (name, _) = text[start + 1..].split_once('}')?;
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        is_name.then_some((start, start + name.len() + 2))
    })
}
