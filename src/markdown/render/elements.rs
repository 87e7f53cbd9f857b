//! Which elements an author's raw HTML may use, and what becomes of the others.

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stays, with the attributes we know.
    Keep,
    /// Its tags go, its content stays: it says nothing to the reader.
    Unwrap,
    /// Everything up to its end tag is shown as text, as it is no text to a browser.
    Quote,
    /// Its tags are shown as text: unknown, or unsafe.
    Show,
}

/// Elements that may stay.
pub(super) const KEPT: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

const UNWRAPPED: &[&str] = &[
    "address", "article", "aside", "big", "body", "center", "font", "footer", "head", "header", "hgroup", "html",
    "main", "nav", "nobr", "section", "tt",
];

const QUOTED: &[&str] = &[
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "script",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// What becomes of the element of that name, in lower case.
pub(super) fn fate(name: &str) -> Fate {
    if KEPT.contains(&current_name(name)) {
        Fate::Keep
    } else if UNWRAPPED.contains(&name) {
        Fate::Unwrap
    } else if QUOTED.contains(&name) {
        Fate::Quote
    } else {
        Fate::Show
    }
}

/// The name that an element goes by today.
pub(super) fn current_name(name: &str) -> &str {
    match name {
        "strike" => "s",
        "acronym" => "abbr",
        name => name,
    }
}

/// Whether an element has no content and no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(name, "br" | "col" | "hr" | "img" | "wbr")
}

/// Whether the start of an element ends the open element `open`, as HTML lets authors leave end tags out.
pub(super) fn ends(name: &str, open: &str) -> bool {
    match name {
        "li" => matches!(open, "li" | "p"),
        "dt" | "dd" => matches!(open, "dt" | "dd" | "p"),
        "td" | "th" => matches!(open, "td" | "th" | "p"),
        "tr" => matches!(open, "td" | "th" | "tr" | "p"),
        "tbody" | "thead" | "tfoot" => {
            matches!(open, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "p" | "caption" | "colgroup")
        }
        _ => open == "p" && is_block(name),
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "blockquote"
            | "details"
            | "div"
            | "dl"
            | "figure"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "hr"
            | "ol"
            | "p"
            | "pre"
            | "table"
            | "ul"
    )
}

/// The attributes of an element that stay as they are; addresses and alignment are treated apart.
pub(super) fn keeps_attribute(element: &str, attribute: &str) -> bool {
    match attribute {
        "title" | "lang" | "dir" => true,
        "open" => element == "details",
        "colspan" | "rowspan" => matches!(element, "td" | "th"),
        "start" | "reversed" => element == "ol",
        "datetime" => matches!(element, "time" | "del" | "ins"),
        "width" | "height" | "alt" => element == "img",
        _ => false,
    }
}
