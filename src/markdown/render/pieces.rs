//! Raw HTML cut into tags, comments and text, in one pass.

/// A piece of raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text, with entities.
    Text(&'a str),
    /// A comment.
    Comment,
    /// The words of a declaration or a processing instruction, or of a comment that never ends.
    Aside(&'a str),
    /// A start tag.
    Open(Tag<'a>),
    /// An end tag's name, in lower case, and the tag as written.
    Close(String, &'a str),
    /// Something that looks like a tag and never ends; all that follows belongs to it.
    Broken(&'a str),
}

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name, in lower case.
    pub name: String,
    /// The tag as written.
    pub written: &'a str,
    /// What stands between name and `>`.
    pub attributes: &'a str,
    /// Whether it ends with `/>`.
    pub closed: bool,
}

/// Takes the first piece off `rest`.
pub(super) fn next<'a>(rest: &mut &'a str) -> Option<Piece<'a>> {
    if rest.is_empty() {
        return None;
    }
    if let Some(marked) = marked(rest) {
        return Some(marked);
    }
    let named = |at: usize| rest.get(at..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    let close = rest.starts_with("</") && named(2);
    let open = rest.starts_with('<') && named(1);
    if !open && !close {
        let end = rest.char_indices().skip(1).find(|&(_, c)| c == '<').map_or(rest.len(), |(at, _)| at);
        return Some(Piece::Text(cut(rest, end)));
    }
    let Some(end) = tag_length(rest) else {
        return Some(Piece::Broken(cut(rest, rest.len())));
    };
    let written = cut(rest, end);
    let inner = written.trim_start_matches(['<', '/']).trim_end_matches('>');
    let name_end = inner.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inner.len());
    let name = inner[..name_end].to_ascii_lowercase();
    let attributes = inner[name_end..].trim();
    if close {
        return Some(Piece::Close(name, written));
    }
    Some(Piece::Open(Tag { name, written, attributes, closed: attributes.ends_with('/') }))
}

/// Comments, declarations, processing instructions and CDATA.
fn marked<'a>(rest: &mut &'a str) -> Option<Piece<'a>> {
    let (open, close) = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", ">"), ("<!", ">")]
        .into_iter()
        .find(|(open, _)| rest.starts_with(open))?;
    let is_comment = open == "<!--";
    let found = rest[open.len()..].find(close).map(|at| at + open.len());
    let whole = cut(rest, found.map_or(rest.len(), |at| at + close.len()));
    if is_comment && found.is_some() {
        return Some(Piece::Comment);
    }
    let words = &whole[open.len()..found.unwrap_or(whole.len())];
    Some(Piece::Aside(words.trim_matches(|c: char| c == '-' || c.is_whitespace())))
}

/// The length of a tag, `>` included; one in quotes does not end it.
fn tag_length(tag: &str) -> Option<usize> {
    let mut quote = None;
    let mut after_equals = false;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') if after_equals => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        after_equals = c == '=' || (after_equals && c.is_whitespace());
    }
    None
}

/// The text up to the end tag of `name`, which is taken off too.
pub(super) fn until_close<'a>(rest: &mut &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|rest| rest.find("</")).map(|at| from + at) {
        let after = &rest[at + 2..];
        if after.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            let end = after.find('>').map_or(rest.len(), |end| at + 2 + end + 1);
            return cut(rest, end);
        }
        from = at + 2;
    }
    cut(rest, rest.len())
}

/// The attributes of a tag: names in lower case, values with their entities resolved.
pub(super) fn attributes(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return found;
        }
        let end = rest.char_indices().skip(1).find(|&(_, c)| c.is_whitespace() || "=/".contains(c));
        let name = cut(&mut rest, end.map_or(usize::MAX, |(at, _)| at)).to_ascii_lowercase();
        rest = rest.trim_start();
        let Some(after) = rest.strip_prefix('=') else {
            found.push((name, String::new()));
            continue;
        };
        rest = after.trim_start();
        let value = if let Some(quote @ ('"' | '\'')) = rest.chars().next() {
            rest = &rest[1..];
            let end = rest.find(quote).unwrap_or(rest.len());
            let value = cut(&mut rest, end);
            rest = rest.get(1..).unwrap_or_default();
            value
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            cut(&mut rest, end)
        };
        found.push((name, resolve_entities(value)));
    }
}

/// Resolves the entities that occur in addresses and titles; any other stays as written, and is safe as that.
fn resolve_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.get(1..).and_then(|after| after.bytes().take(9).position(|b| b == b';'));
        let resolved = entity.and_then(|end| entity_value(&rest[1..=end]).map(|c| (c, end + 2)));
        let (c, used) = resolved.unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[used..];
    }
    out.push_str(rest);
    out
}

fn entity_value(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']);
            let value = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
            value.and_then(char::from_u32)
        }
    }
}

fn cut<'a>(rest: &mut &'a str, at: usize) -> &'a str {
    let (before, after) = rest.split_at(at.min(rest.len()));
    *rest = after;
    before
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(mut text: &str) -> Vec<Piece<'_>> {
        std::iter::from_fn(|| next(&mut text)).collect()
    }

    #[test]
    fn tags_comments_and_text_are_told_apart() {
        let tag = |name: &str, written, attributes, closed| {
            Piece::Open(Tag { name: name.to_owned(), written, attributes, closed })
        };
        assert_eq!(
            pieces("a < b<DIV title=\">\">x</Div ><br/><!-- n --><?p q?><!D e>"),
            [
                Piece::Text("a "),
                Piece::Text("< b"),
                tag("div", "<DIV title=\">\">", "title=\">\"", false),
                Piece::Text("x"),
                Piece::Close("div".to_owned(), "</Div >"),
                tag("br", "<br/>", "/", true),
                Piece::Comment,
                Piece::Aside("p q?"),
                Piece::Aside("D e"),
            ]
        );
    }

    #[test]
    fn a_tag_without_an_end_takes_the_rest() {
        assert_eq!(pieces("x<a href=\"y> <b>z"), [Piece::Text("x"), Piece::Broken("<a href=\"y> <b>z")]);
        assert_eq!(pieces("<!-- never"), [Piece::Aside("never")]);
    }

    #[test]
    fn attributes_are_read_in_every_spelling() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            attributes("A=1 b='x y' c = \"&amp;&#x41;&#66;&copy;&\" open d=\"é"),
            [pair("a", "1"), pair("b", "x y"), pair("c", "&AB&copy;&"), pair("open", ""), pair("d", "é"),]
        );
    }

    #[test]
    fn the_content_of_a_script_ends_at_its_end_tag() {
        let mut rest = "if (a </b) x </SCRIPT > tail";
        assert_eq!(until_close(&mut rest, "script"), "if (a </b) x </SCRIPT >");
        assert_eq!(rest, " tail");
    }
}
