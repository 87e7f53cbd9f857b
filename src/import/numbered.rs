//! A text whose lines remember the lines of the file they came from.
//!
//! What has to be mended before anything can be read is mended here: line ends, and code that stands between paragraphs
//! without a fence, whose comments would be read as headings.

/// A text, with the line of the source for each of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbered {
    /// The text, with `\n` at the end of lines.
    pub text: String,
    lines: Vec<u32>,
    /// The lines of the source on which code begins that got a fence.
    fenced: Vec<u32>,
}

impl Numbered {
    /// Reads a source's text; its lines count from 1.
    pub(super) fn of(source: &str) -> Numbered {
        let lines: Vec<&str> = source.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
        let mut numbered = Numbered::default();
        let blocks = bare_code(&lines);
        for (index, line) in lines.iter().enumerate() {
            let number = index as u32 + 1;
            if blocks.iter().any(|block| block.start == index) {
                numbered.push("```", number);
                numbered.fenced.push(number);
            }
            numbered.push(line, number);
            if blocks.iter().any(|block| block.end == index + 1) {
                numbered.push("```", number);
            }
        }
        numbered.text.pop();
        numbered
    }

    fn push(&mut self, line: &str, number: u32) {
        self.text.push_str(line);
        self.text.push('\n');
        self.lines.push(number);
    }

    /// How many blocks of code between two lines got a fence.
    pub(super) fn fenced_between(&self, line: u32, end: u32) -> usize {
        self.fenced.iter().filter(|&&at| (line..=end).contains(&at)).count()
    }

    /// The line of the source that the byte at `offset` came from.
    pub(super) fn line(&self, offset: usize) -> u32 {
        let index = self.text[..offset.min(self.text.len())].bytes().filter(|&byte| byte == b'\n').count();
        self.lines.get(index).or(self.lines.last()).copied().unwrap_or(1)
    }
}

/// Blocks of code without a fence, as ranges of lines: a line that Markdown takes for a heading and that stands right
/// above or below code, with all that belongs to it.
fn bare_code(lines: &[&str]) -> Vec<std::ops::Range<usize>> {
    let mut blocks = Vec::new();
    let mut fence: Option<&str> = None;
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].trim_start();
        if let Some(mark) = fence_mark(line) {
            fence = match fence {
                Some(open) if line.starts_with(open) => None,
                None => Some(mark),
                open => open,
            };
        } else if fence.is_none() && opens_code(lines, at) {
            let end = code_end(lines, at);
            blocks.push(at..end);
            at = end;
            continue;
        }
        at += 1;
    }
    blocks
}

/// The marks that open or close a fence; a line that closes what it opens is none.
fn fence_mark(line: &str) -> Option<&'static str> {
    let mark = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark))?;
    (!line[3..].trim_start_matches(['`', '~']).contains('`')).then_some(mark)
}

/// Whether a comment stands here that Markdown would take for a heading: the next line, without a gap, is code.
fn opens_code(lines: &[&str], at: usize) -> bool {
    let is_comment = lines[at].starts_with("# ");
    is_comment && lines.get(at + 1).is_some_and(|next| is_code(next))
}

/// Whether a line is source code and no prose: a definition, an assignment, a call, an opened bracket.
fn is_code(line: &str) -> bool {
    const KEYWORDS: [&str; 14] = [
        "def ",
        "class ",
        "import ",
        "async def ",
        "function ",
        "const ",
        "let ",
        "var ",
        "fn ",
        "func ",
        "public ",
        "private ",
        "export ",
        "#include",
    ];
    let bare = line.trim();
    let name = bare.len() - bare.trim_start_matches(|c: char| c.is_alphanumeric() || "_.[]$".contains(c)).len();
    let rest = bare[name..].trim_start();
    let assigns = name > 0 && (rest.starts_with("= ") || rest.starts_with("+= ") || rest.starts_with(":= "));
    let calls = name > 0 && rest.starts_with('(') && bare.ends_with([')', '(', ';', ',']);
    let opens = bare.ends_with(['{', '[', ';']) || matches!(bare, "}" | "]" | ")" | "else:" | "try:");
    KEYWORDS.iter().any(|word| bare.starts_with(word)) || assigns || calls || opens || bare.starts_with('@')
}

/// Where the code that begins at a line ends: with the paragraph, unless it goes on indented, or with the next comment
/// above code.
fn code_end(lines: &[&str], from: usize) -> usize {
    let mut end = from;
    loop {
        while end < lines.len() && !lines[end].trim().is_empty() {
            end += 1;
        }
        let next = (end..lines.len()).find(|&at| !lines[at].trim().is_empty());
        match next {
            Some(next) if lines[next].starts_with([' ', '\t']) || opens_code(lines, next) => end = next + 1,
            _ => return end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_without_a_fence_gets_one_and_lines_keep_their_numbers() {
        let source = "Solution:\r\n\r\n# Before\nkeys = None\n\n# After\ndef keys():\n    return 1\n\n    # more\n\nThen prose.\n";
        let numbered = Numbered::of(source);
        let expected = "Solution:\n\n```\n# Before\nkeys = None\n\n# After\ndef keys():\n    return 1\n\n    # more\n```\n\nThen prose.\n";
        assert_eq!(numbered.text, expected);
        let prose = numbered.text.find("Then").expect("it stands there");
        assert_eq!(numbered.line(prose), 12);
    }

    #[test]
    fn headings_and_fenced_comments_are_no_bare_code() {
        for text in ["# Title\n\nx = 1\n", "# Title\nSome prose.\n", "```\n# a\nb = 1\n```\n", "# A (b)\n- item\n"] {
            assert_eq!(Numbered::of(text).text, text);
        }
    }
}
