//! YAML with places: the home of `serde_yaml`.
//!
//! Front matter is read into a tree of scalars, lists and mappings in which every value and key keeps its span.
//! Scalars are text as their author meant it (quotes and escapes resolved, nothing turned into numbers or booleans);
//! what they mean is for the reader of the tree to say.

mod fault;
mod tree;

use crate::source::{Span, Spanned};

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Nothing: `key:`, `~` or `null`.
    Null,
    /// Text, a number, a boolean, a date: as written.
    Scalar(String),
    /// A list.
    Sequence(Vec<Spanned<Node>>),
    /// Keys and values, in the order of the file.
    Mapping(Vec<(Spanned<String>, Spanned<Node>)>),
}

/// Why a text is not YAML that Casebook takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// Where.
    pub span: Span,
    /// Why, in lower case, no full stop.
    pub message: String,
}

/// Reads one document; its spans are moved on by `offset`, the place of `text` in its file.
///
/// A scalar's span holds its quotes; that of a `|` or `>` block holds its lines but not the mark before them. A list
/// or mapping runs from its first byte to its last. A value that is not there has an empty span behind its key.
/// A text without any value is [`Node::Null`].
///
/// # Errors
/// When the text is not valid YAML, a key stands twice, it uses anchors, is nested deeper than 16 levels, or holds
/// more than one document.
pub fn parse(text: &str, offset: usize) -> Result<Spanned<Node>, YamlError> {
    tree::read(text, offset)
        .map_err(|error| YamlError { span: fault::span(&error, text).shifted(offset), message: fault::message(&error) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A tree as one line, each value with the bytes its span covers.
    fn line(text: &str, node: &Spanned<Node>) -> String {
        let slice = |span: Span| text.get(span.range()).expect("spans lie in the text, on character borders");
        let value = match &node.value {
            Node::Null => "null".to_owned(),
            Node::Scalar(scalar) => format!("{scalar:?}"),
            Node::Sequence(items) => {
                format!("[{}]", items.iter().map(|item| line(text, item)).collect::<Vec<_>>().join(", "))
            }
            Node::Mapping(entries) => {
                let entry = |(key, value): &(Spanned<String>, Spanned<Node>)| {
                    format!("{}<{}>: {}", key.value, slice(key.span), line(text, value))
                };
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        };
        if matches!(node.value, Node::Mapping(_)) { value } else { format!("{value}<{}>", slice(node.span)) }
    }

    fn read(text: &str) -> String {
        match parse(text, 0) {
            Ok(node) => line(text, &node),
            Err(error) => format!("{} <{}>", error.message, &text[error.span.range()]),
        }
    }

    #[test]
    fn plain_scalars_stay_as_written() {
        assert_eq!(
            read("a: 007\nb: 1.10\nc: 2026-02-04\nd: no\ne: 0x1F\nf: True\ng: 1e999\nh: .inf\ni: 1_000\nj: 12:30"),
            r#"{a<a>: "007"<007>, b<b>: "1.10"<1.10>, c<c>: "2026-02-04"<2026-02-04>, d<d>: "no"<no>, e<e>: "0x1F"<0x1F>, f<f>: "True"<True>, g<g>: "1e999"<1e999>, h<h>: ".inf"<.inf>, i<i>: "1_000"<1_000>, j<j>: "12:30"<12:30>}"#
        );
    }

    #[test]
    fn quotes_and_escapes_are_resolved_and_stay_in_the_span() {
        assert_eq!(
            read(r#"a: ["x\ty", 'it''s', "null", "7"]"#),
            r#"{a<a>: ["x\ty"<"x\ty">, "it's"<'it''s'>, "null"<"null">, "7"<"7">]<["x\ty", 'it''s', "null", "7"]>}"#
        );
    }

    #[test]
    fn block_scalars_are_folded_and_their_spans_hold_their_lines() {
        assert_eq!(
            read("a: |\n  one\n  two\n\nb: >-\n  x\n  y\nc: p\n  q\n"),
            "{a<a>: \"one\\ntwo\\n\"<one\n  two>, b<b>: \"x y\"<x\n  y>, c<c>: \"p q\"<p\n  q>}"
        );
    }

    #[test]
    fn spans_are_exact_with_other_line_breaks_and_scripts() {
        assert_eq!(
            read("title: 日本 🔥 ok\r\ntags:\r\n  - 'ü'\r\n  - é\r\n"),
            "{title<title>: \"日本 🔥 ok\"<日本 🔥 ok>, tags<tags>: [\"ü\"<'ü'>, \"é\"<é>]<- 'ü'\r\n  - é>}"
        );
    }

    #[test]
    fn what_is_not_there_is_null_with_an_empty_span() {
        assert_eq!(read("a:\nb: ~\nc: null"), "{a<a>: null<>, b<b>: null<~>, c<c>: null<null>}");
        assert_eq!(read(""), "null<>");
        assert_eq!(read("# only a comment\n"), "null<>");
    }

    #[test]
    fn lists_and_mappings_span_from_their_first_byte_to_their_last() {
        assert_eq!(
            read("a: [x, [y, ], # c ]\n {z: 1}\n]\nb: []"),
            "{a<a>: [\"x\"<x>, [\"y\"<y>]<[y, ]>, {z<z>: \"1\"<1>}]<[x, [y, ], # c ]\n {z: 1}\n]>, b<b>: []<[]>}"
        );
        let text = "k: {a: {b: }, c: d }";
        let Node::Mapping(root) = parse(text, 0).expect("valid").value else { panic!("a mapping") };
        assert_eq!(&text[root[0].1.span.range()], "{a: {b: }, c: d }");
    }

    #[test]
    fn keys_of_any_kind_are_text() {
        assert_eq!(
            read("1.50: a\ntrue: b\n~: c\n<<: d\n'q': e"),
            r#"{1.50<1.50>: "a"<a>, true<true>: "b"<b>, ~<~>: "c"<c>, <<<<<>: "d"<d>, q<'q'>: "e"<e>}"#
        );
    }

    #[test]
    fn tags_are_passed_over() {
        assert_eq!(
            read("a: !!str 5\nb: !mine x\nc: !!float \"1.50\"\nd: !!binary aGk="),
            r#"{a<a>: "5"<5>, b<b>: "x"<x>, c<c>: "1.50"<"1.50">, d<d>: "aGk="<aGk=>}"#
        );
    }

    #[test]
    fn faults_name_their_place() {
        let table = [
            ("é: 1\né: 2", "the key `é` stands twice <é>"),
            ("title: PM: foo", "mapping values are not allowed in this context <:>"),
            ("é: [1, 2", "unclosed bracket '[' <[>"),
            ("a: @foo", "unexpected character: `@` <@>"),
            ("a: &x 1", "anchors and aliases are not taken <1>"),
            ("a: *x", "reference to unknown value <*>"),
            ("a: 1\n---\nb: 2", "a second document starts here <>"),
            ("? [a]\n: b", "a key must be text <[>"),
        ];
        for (text, expected) in table {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn deep_nesting_and_many_aliases_are_refused_at_once() {
        let deep = "[".repeat(100_000);
        assert_eq!(parse(&deep, 0).expect_err("too deep").message, "nested deeper than 16 levels");
        let steps = "- ".repeat(50_000);
        assert!(parse(&steps, 0).is_err());
        let allowed = format!("{}x{}", "[".repeat(16), "]".repeat(16));
        assert!(parse(&allowed, 0).is_ok());
    }

    #[test]
    fn spans_are_moved_on_by_the_offset() {
        let node = parse("a", 10).expect("valid");
        assert_eq!(node.span, Span::new(10, 11));
        assert_eq!(parse("a: @", 10).expect_err("invalid").span, Span::new(13, 14));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn no_text_panics_and_every_span_is_on_character_borders(
            text in "([a-cé日🔥'\"\\[\\]{}:,#&*!|>%@`~?0-9. \\-\n\r\t]|: |\n  |- ){0,60}"
        ) {
            match parse(&text, 0) {
                Ok(node) => drop(line(&text, &node)),
                Err(error) => prop_assert!(text.get(error.span.range()).is_some()),
            }
        }

        #[test]
        fn no_characters_panic(text in "\\PC{0,40}|[\\x00-\\x{ffff}]{0,20}") {
            match parse(&text, 0) {
                Ok(node) => drop(line(&text, &node)),
                Err(error) => prop_assert!(text.get(error.span.range()).is_some()),
            }
        }
    }
}
