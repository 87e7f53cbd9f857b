//! The tree as the library reports it, and its turn into [`Node`].
//!
//! The library turns plain scalars into numbers and booleans; [`Raw`] only notes that it did, and the text is taken
//! from the source, so that `007` and `1.10` stay what their author wrote.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{Location, Spanned as Located};

use super::Node;
use crate::source::{Span, Spanned};

/// A tree of 16 levels needs well under the 2 MiB of stack that threads have, even without optimisation; the
/// library's own default of 64 overflows it.
pub const MAX_DEPTH: usize = 16;

/// A value as the library reports it.
enum Raw {
    Null,
    /// A number or boolean: its text stands in the source.
    Plain,
    Text(String),
    Sequence(Vec<Located<Raw>>),
    Mapping(Vec<(Located<Raw>, Located<Raw>)>),
}

/// Reads one document into a tree whose spans are moved on by `offset`.
pub fn read(text: &str, offset: usize) -> Result<Spanned<Node>, serde_yaml::Error> {
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! { max_depth: MAX_DEPTH, max_aliases: 0, max_anchors: 0 },
        strict_booleans: true,
        with_snippet: false,
        merge_keys: serde_yaml::options::MergeKeyPolicy::AsOrdinary,
        non_finite_float_policy: serde_yaml::options::NonFiniteFloatPolicy::PassThrough,
        ignore_binary_tag_for_string: true,
    };
    let root = serde_yaml::from_str_with_options::<Located<Raw>>(text, options)?;
    Source { text, offset }.node(root)
}

/// The text that a tree was read from.
struct Source<'a> {
    text: &'a str,
    offset: usize,
}

impl Source<'_> {
    fn node(&self, raw: Located<Raw>) -> Result<Spanned<Node>, serde_yaml::Error> {
        let (start, end) = self.range(&raw.referenced);
        let (value, end) = match raw.value {
            Raw::Null => (Node::Null, end),
            Raw::Plain => (Node::Scalar(self.written(start, end)), end),
            Raw::Text(scalar) => (Node::Scalar(scalar), self.without_line_break(start, end)),
            Raw::Sequence(items) => {
                let items = items.into_iter().map(|item| self.node(item)).collect::<Result<Vec<_>, _>>()?;
                let last = items.last().map(|item| item.span);
                (Node::Sequence(items), self.close(start, last))
            }
            Raw::Mapping(entries) => {
                let entry = |(key, value)| Ok((self.key(key)?, self.node(value)?));
                let entries = entries.into_iter().map(entry).collect::<Result<Vec<_>, serde_yaml::Error>>()?;
                let last = entries.last().map(|(key, value)| key.span.to(value.span));
                (Node::Mapping(entries), self.close(start, last))
            }
        };
        Ok(Spanned::new(value, self.span(start, end)))
    }

    fn key(&self, raw: Located<Raw>) -> Result<Spanned<String>, serde_yaml::Error> {
        let (start, end) = self.range(&raw.referenced);
        let value = match raw.value {
            Raw::Null | Raw::Plain => self.written(start, end),
            Raw::Text(text) => text,
            Raw::Sequence(_) | Raw::Mapping(_) => {
                return Err(serde_yaml::Error::Unexpected { expected: "string scalar", location: raw.referenced });
            }
        };
        Ok(Spanned::new(value, self.span(start, end)))
    }

    /// The bytes that a location names, cut to the text and moved to character borders.
    fn range(&self, location: &Location) -> (usize, usize) {
        let span = location.span();
        let start = span.byte_offset().map_or(0, |start| start as usize);
        let end = start.saturating_add(span.byte_len().map_or(0, |len| len as usize));
        (self.text.floor_char_boundary(start), self.text.ceil_char_boundary(end).min(self.text.len()))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(start, end.max(start)).shifted(self.offset)
    }

    /// What stands in the source; an explicit tag may have made a number of a quoted text.
    fn written(&self, start: usize, end: usize) -> String {
        let written = self.text.get(start..end).unwrap_or_default();
        written.trim().trim_matches(['"', '\'']).to_owned()
    }

    /// A block scalar ends behind the blank lines after it; nobody would call them part of the value.
    fn without_line_break(&self, start: usize, end: usize) -> usize {
        let written = self.text.get(start..end).unwrap_or_default();
        if written.ends_with(['\n', '\r']) { start + written.trim_end().len() } else { end }
    }

    /// Where a list or mapping ends that starts at `start`: behind its bracket, or with its last item.
    fn close(&self, start: usize, last: Option<Span>) -> usize {
        let behind = last.map(|span| (span.end as usize).saturating_sub(self.offset));
        let bracket = match self.text.as_bytes().get(start) {
            Some(b'[') => b']',
            Some(b'{') => b'}',
            _ => return behind.unwrap_or(start),
        };
        let from = behind.unwrap_or(start + 1);
        let mut comment = false;
        for (at, byte) in self.text.bytes().enumerate().skip(from) {
            match byte {
                b'\n' => comment = false,
                _ if comment => {}
                b'#' => comment = true,
                byte if byte == bracket => return at + 1,
                b',' | b':' | b' ' | b'\t' | b'\r' => {}
                _ => break,
            }
        }
        from
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::Sequence(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Mapping(entries))
    }
}
