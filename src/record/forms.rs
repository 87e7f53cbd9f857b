//! Forms: texts with gaps for somebody to fill, and those that nobody has filled in.

/// Whether a text has a gap for somebody to fill: `YYYY-MM-DD`, `INC-XXX`, `<title>`, `[Date]`.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let lower = text.to_lowercase();
    let upper = text.contains("YYYY")
        || text.contains("XXX")
        || text.contains("NNN")
        || text.contains("HH:MM")
        || lower.contains("lorem ipsum");
    upper || gaps(text) > 0
}

/// How many gaps in angle, square or curly brackets a text has, such as `<what happened>`; links, boxes, tags and code
/// are none.
fn gaps(text: &str) -> usize {
    let mut count = 0;
    for (open, close) in [('<', '>'), ('[', ']'), ('{', '}')] {
        let mut rest = text;
        while let Some(at) = rest.find(open) {
            let inside = &rest[at + open.len_utf8()..];
            let Some(end) = inside.find(close) else { break };
            let (name, after) = (&inside[..end], &inside[end + 1..]);
            let in_code = text[..text.len() - rest.len() + at].matches('`').count() % 2 == 1;
            let wordy = name.trim_start().starts_with(char::is_alphabetic) && name.len() > 2 && name.len() < 120;
            let plain = !name.contains(['=', '/', ';', '"', '(', '\n']) && !after.starts_with(['(', '[', ':']);
            let spoken = name.contains(' ') || name.starts_with(char::is_uppercase) || open == '<' && !is_tag(name);
            count += usize::from(wordy && plain && spoken && !in_code);
            rest = after;
        }
    }
    count
}

fn is_tag(name: &str) -> bool {
    const TAGS: [&str; 16] = [
        "br", "details", "summary", "img", "table", "tr", "td", "th", "div", "span", "kbd", "sub", "sup", "pre",
        "code", "p",
    ];
    TAGS.contains(&name.trim().to_lowercase().as_str())
}

/// Whether a file's name says that it is a form.
pub(crate) fn is_called_form(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["template", "vorlage", "modelo", "plantilla", "テンプレート", "模板"].iter().any(|word| lower.contains(word))
}

/// Why a whole text is a form that nobody has filled in; nothing where it tells something.
pub(crate) fn unfilled(name: &str, text: &str) -> Option<String> {
    let called = is_called_form(name);
    let (mut told, mut asked, mut gaps) = (0, 0, 0);
    let (mut fenced, mut comment) = (false, false);
    for line in text.lines() {
        let bare = line.trim();
        if bare.starts_with("```") && !bare[3..].contains('`') {
            fenced = !fenced;
            continue;
        }
        comment |= bare.contains("<!--");
        let hidden = comment;
        comment &= !bare.contains("-->");
        if bare.is_empty() || bare.starts_with('#') || hidden || bare.chars().all(|c| !c.is_alphanumeric()) {
            asked += if hidden { bare.len() } else { 0 };
            continue;
        }
        if is_placeholder(bare) && !fenced {
            gaps += 1;
        }
        if asks(bare) || is_placeholder(bare) || (fenced && called) {
            asked += bare.len();
        } else {
            told += bare.len();
        }
    }
    let is_form = if called { told < 2 * asked + 400 && (gaps > 0 || asked > 0) } else { gaps > 2 && told < asked / 3 };
    let what = if called {
        "it is called a template and nothing in it is filled in"
    } else {
        "its fields hold only placeholders"
    };
    is_form.then(|| what.to_owned())
}

/// Whether a text asks its reader to write something, in any of its lines.
pub(crate) fn is_gap(text: &str) -> bool {
    let is_hole = |line: &str| is_placeholder(line) && line.starts_with(['<', '[', '{', '$', '_', '*']);
    text.lines().map(str::trim).any(|line| asks(line) || is_hole(line))
}

/// Whether a line asks its reader to write something: a question, an instruction, an empty field.
fn asks(line: &str) -> bool {
    const ORDERS: [&str; 24] = [
        "describe",
        "explain",
        "list",
        "provide",
        "add ",
        "include",
        "write",
        "insert",
        "fill",
        "replace",
        "specify",
        "summarize",
        "summarise",
        "what ",
        "who ",
        "when ",
        "how ",
        "why ",
        "where ",
        "which ",
        "e.g.",
        "example",
        "use this",
        "copy",
    ];
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let lower = bare.to_lowercase();
    let is_field = line.trim_end().trim_end_matches('*').trim_end().ends_with([':', '：']);
    let in_italics = line.starts_with(['_', '*'])
        && !line.starts_with("**")
        && !line.starts_with("* ")
        && line.ends_with(['_', '*']);
    is_field || in_italics || lower.ends_with('?') || ORDERS.iter().any(|order| lower.starts_with(order))
}
