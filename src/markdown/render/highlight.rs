//! Colours for code: the home of `syntect` and `two_face`.
//!
//! Grammars give hundreds of scopes; a dozen short classes are kept, so that a page stays small and one style sheet
//! serves light and dark. Blocks repeat across records, so what was coloured is kept by its hash.

/// Colours `code`, or says that it stays plain: an unknown language, or too much code.
#[cfg(feature = "highlight")]
pub(super) use coloured::highlight;

/// Without the feature `highlight` all code stays plain.
#[cfg(not(feature = "highlight"))]
pub(super) fn highlight(_language: &str, _code: &str) -> Option<std::sync::Arc<str>> {
    None
}

/// More code than this in one block stays plain.
pub(super) const MOST_BYTES: usize = 64 * 1024;

#[cfg(feature = "highlight")]
mod coloured {
    use std::collections::HashMap;
    use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

    use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

    use super::MOST_BYTES;
    use crate::markdown::render::html::Html;

    const LONGEST_LINE: usize = 2_000;
    const MOST_CACHED_BYTES: usize = 16 * 1024 * 1024;

    /// Scopes and their classes; of those that fit, the longest wins.
    const CLASSES: &[(&str, &str)] = &[
        ("comment", "c"),
        ("string", "s"),
        ("constant.character.escape", "e"),
        ("constant.numeric", "n"),
        ("constant.language", "n"),
        ("constant", "n"),
        ("keyword", "k"),
        ("keyword.operator", "o"),
        ("storage", "k"),
        ("storage.type", "k"),
        ("entity.name.function", "f"),
        ("support.function", "f"),
        ("variable.function", "f"),
        ("entity.name.type", "t"),
        ("entity.name.class", "t"),
        ("entity.name.struct", "t"),
        ("entity.name.enum", "t"),
        ("entity.name.namespace", "t"),
        ("support.type", "t"),
        ("support.class", "t"),
        ("entity.name.tag", "k"),
        ("entity.other.attribute-name", "a"),
        ("variable", "v"),
        ("variable.language", "k"),
        ("support.constant", "n"),
        ("punctuation", "p"),
        ("punctuation.definition.comment", "c"),
        ("punctuation.definition.string", "s"),
        ("punctuation.definition.inserted", "i"),
        ("punctuation.definition.deleted", "d"),
        ("markup.inserted", "i"),
        ("markup.deleted", "d"),
        ("markup.heading", "k"),
        ("meta.diff.header", "m"),
        ("meta.diff.range", "m"),
    ];

    /// Names that people write and grammars do not know.
    const OTHER_NAMES: &[(&str, &str)] = &[
        ("console", "sh"),
        ("golang", "go"),
        ("json5", "json"),
        ("jsonc", "json"),
        ("patch", "diff"),
        ("postgres", "sql"),
        ("postgresql", "sql"),
        ("promql", ""),
        ("shell-session", "sh"),
        ("terminal", "sh"),
        ("tf", "terraform"),
    ];

    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    static SCOPES: LazyLock<Vec<(Scope, &str)>> = LazyLock::new(|| {
        let scopes = CLASSES.iter().map(|(scope, class)| (Scope::new(scope).expect("the table holds scopes"), *class));
        let mut scopes: Vec<_> = scopes.collect();
        scopes.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
        scopes
    });
    static CACHE: LazyLock<Mutex<Cache>> = LazyLock::new(Mutex::default);

    #[derive(Default)]
    struct Cache {
        blocks: HashMap<[u8; 32], Option<Arc<str>>>,
        bytes: usize,
    }

    pub fn highlight(language: &str, code: &str) -> Option<Arc<str>> {
        if code.len() > MOST_BYTES || code.lines().any(|line| line.len() > LONGEST_LINE) {
            return None;
        }
        let syntaxes = SYNTAXES.get_or_init(two_face::syntax::extra_newlines);
        let syntax = find(syntaxes, language)?;
        let mut hasher = blake3::Hasher::new();
        let key = *hasher.update(syntax.name.as_bytes()).update(&[0]).update(code.as_bytes()).finalize().as_bytes();
        // A thread that panicked left whole entries behind, so the lock's poison means nothing here.
        let cache = || CACHE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = cache().blocks.get(&key) {
            return known.clone();
        }
        let html: Option<Arc<str>> = colour(syntaxes, syntax, code).map(Into::into);
        let mut cache = cache();
        let size = html.as_ref().map_or(0, |html| html.len()) + 64;
        if cache.bytes + size <= MOST_CACHED_BYTES && cache.blocks.insert(key, html.clone()).is_none() {
            cache.bytes += size;
        }
        html
    }

    fn find<'a>(syntaxes: &'a SyntaxSet, language: &str) -> Option<&'a SyntaxReference> {
        let language = language.to_lowercase();
        let other = OTHER_NAMES.iter().find(|(name, _)| *name == language);
        let name = other.map_or(language.as_str(), |(_, known)| known);
        if name.is_empty() {
            return None;
        }
        syntaxes.find_syntax_by_token(name).filter(|syntax| syntax.name != "Plain Text")
    }

    /// `None` where the grammar gives up on the code.
    fn colour(syntaxes: &SyntaxSet, syntax: &SyntaxReference, code: &str) -> Option<String> {
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        let mut out = Html::plain(code.len() * 2);
        let mut open: Option<&str> = None;
        let mut known = HashMap::new();
        for line in code.split_inclusive('\n') {
            let changes = state.parse_line(line, syntaxes).ok()?;
            let mut done = 0;
            for (at, change) in changes {
                let piece = line.get(done..at)?;
                write_piece(&mut out, &mut open, class_of(stack.as_slice(), &mut known), piece);
                done = at;
                stack.apply(&change).ok()?;
            }
            write_piece(&mut out, &mut open, class_of(stack.as_slice(), &mut known), line.get(done..)?);
        }
        if open.is_some() {
            out.raw("</span>");
        }
        Some(out.buffer)
    }

    /// Writes text of one class; white space goes on with whatever is open.
    fn write_piece(out: &mut Html, open: &mut Option<&'static str>, class: Option<&'static str>, piece: &str) {
        if piece.is_empty() {
            return;
        }
        if *open != class && !piece.trim().is_empty() {
            if open.is_some() {
                out.raw("</span>");
            }
            if let Some(class) = class {
                out.raw("<span class=\"");
                out.raw(class);
                out.raw("\">");
            }
            *open = class;
        }
        out.text(piece);
    }

    /// The class of the innermost scope that has one.
    fn class_of(stack: &[Scope], known: &mut HashMap<Scope, Option<&'static str>>) -> Option<&'static str> {
        stack.iter().rev().find_map(|&scope| {
            *known.entry(scope).or_insert_with(|| {
                SCOPES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class)
            })
        })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn code_gets_short_classes_and_loses_nothing() {
            let html = highlight("rust", "// <c>\nlet a = \"b\";\n").expect("rust is known");
            assert_eq!(
                &*html,
                "<span class=\"c\">// &lt;c&gt;\n</span><span class=\"k\">let</span> a <span class=\"o\">= \
                 </span><span class=\"s\">&quot;b&quot;</span><span class=\"p\">;\n</span>"
            );
        }

        #[test]
        fn unknown_languages_and_long_lines_stay_plain() {
            assert_eq!(highlight("no-such-language", "x"), None);
            assert_eq!(highlight("text", "x"), None);
            assert_eq!(highlight("rust", &"x".repeat(LONGEST_LINE + 1)), None);
        }

        #[test]
        fn every_class_of_the_table_is_a_scope() {
            assert_eq!(SCOPES.len(), CLASSES.len());
        }
    }
}
