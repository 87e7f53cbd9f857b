//! What somebody complains of: a symptom in words, an alert, or a log of any length, read in a stream.
//!
//! Lines are cleaned, graded and folded: those that differ only in what varies are one line with a count. However much
//! is read, no more than [`MOST_KINDS`] kinds of lines are kept.

use std::collections::HashMap;

use super::clean::{bare, decoded, without_time};
use super::grade::{Grade, grade};
use super::leaves::leaves;
use super::mask::template;
use super::wide::Wide;

/// The most kinds of lines that are kept; when there are more, the half that says least is forgotten.
const MOST_KINDS: usize = 8_192;

/// A line is read up to so many bytes; what stands behind is skipped.
const LONGEST: usize = 16 * 1024;

/// A text in JSON over several lines is read as a whole up to so many bytes.
const LONGEST_JSON: usize = 1 << 20;

/// A line is kept up to so many bytes.
const KEPT: usize = 1_000;

/// The most lines that a complaint is judged by; the most telling.
const MOST_LINES: usize = 200;

/// Text of no more lines than this may be prose.
const PROSE_LINES: u64 = 60;

/// A line of prose of at least so many characters goes on in the next.
const WRAPPED: usize = 60;

/// A search is asked with so many of the most telling lines, and with so many of their words.
const ASKED_LINES: usize = 3;
const ASKED_WORDS: usize = 24;

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Complaint {
    /// The lines that say most, most telling first; those of prose in their order.
    pub lines: Vec<Line>,
    /// Whether it is a log, and not words.
    pub is_log: bool,
    /// Lines read.
    pub lines_read: u64,
    /// Bytes read.
    pub bytes_read: u64,
    /// Kinds of lines told apart; those forgotten and met again count again.
    pub kinds: u64,
}

/// One kind of line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The first of its kind, without colours and time.
    pub text: String,
    /// How loud it is.
    pub grade: Grade,
    /// How often it was read.
    pub count: u64,
    /// The number of the first, from 1.
    pub first: u64,
    /// What it says beside the most telling line, from 0 to 1.
    pub weight: f32,
}

impl Complaint {
    /// Reads a text that is at hand.
    pub fn of(text: &str) -> Self {
        let mut reader = Reader::default();
        reader.feed(text.as_bytes());
        reader.finish()
    }

    /// What it says most of, as words for a search: nothing in it is an operator.
    pub fn as_query(&self) -> String {
        let is_operator = |c: char| matches!(c, '"' | ':' | '“' | '”' | '„' | '«' | '»') || c.is_control();
        let lines = self.lines.iter().take(ASKED_LINES).flat_map(|line| line.text.split_whitespace());
        let words = lines.flat_map(|word| word.split(is_operator)).map(|word| word.trim_start_matches('-'));
        let words: Vec<&str> = words.filter(|word| word.contains(char::is_alphanumeric)).take(ASKED_WORDS).collect();
        words.join(" ")
    }
}

/// Reads a complaint piece by piece.
#[derive(Debug, Default)]
pub struct Reader {
    /// The line under way.
    line: Vec<u8>,
    /// What may be one text in JSON, as long as it may be.
    json: Option<Vec<u8>>,
    started: bool,
    /// Set where it is written in two bytes a character.
    wide: Option<Wide>,
    kinds: HashMap<String, Kind>,
    template: String,
    lines_read: u64,
    bytes_read: u64,
    kinds_seen: u64,
    logs: u64,
    prose: Vec<(String, u64)>,
}

#[derive(Debug)]
struct Kind {
    text: String,
    grade: Grade,
    count: u64,
    first: u64,
    /// How many kinds were there before it: fields of one line share its number.
    order: u64,
}

impl Reader {
    /// Takes the next piece, cut anywhere.
    pub fn feed(&mut self, piece: &[u8]) {
        self.bytes_read += piece.len() as u64;
        let mut piece = piece;
        if !self.started && !piece.is_empty() {
            self.started = true;
            (self.wide, piece) = Wide::begun_by(piece);
        }
        match &mut self.wide {
            Some(wide) => {
                let text = wide.text(piece);
                self.bytes(text.as_bytes());
            }
            None => self.bytes(piece),
        }
    }

    fn bytes(&mut self, piece: &[u8]) {
        for part in piece.split_inclusive(|&byte| byte == b'\n') {
            if self.line.len() < LONGEST {
                let room = LONGEST - self.line.len();
                self.line.extend_from_slice(part.get(..room).unwrap_or(part));
            }
            if part.ends_with(b"\n") {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.lines_read += 1;
        let opens = |line: &[u8]| matches!(line.trim_ascii_start().first(), Some(b'{' | b'['));
        if self.lines_read == 1 && opens(&line) && serde_json::from_slice::<serde::de::IgnoredAny>(&line).is_err() {
            self.json = Some(Vec::new());
        }
        match &mut self.json {
            Some(json) if json.len() + line.len() <= LONGEST_JSON => json.extend_from_slice(&line),
            Some(_) => {
                self.give_up_json();
                self.one(&line);
            }
            None => self.one(&line),
        }
        // The allocation is used again.
        self.line = line;
        self.line.clear();
    }

    /// What looked like one text in JSON is read line by line.
    fn give_up_json(&mut self) {
        let Some(json) = self.json.take() else { return };
        json.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).for_each(|line| self.one(line));
    }

    fn one(&mut self, line: &[u8]) {
        let text = decoded(line);
        let mut told = Vec::new();
        if text.trim_start().starts_with('{') && leaves(text.trim(), &mut told).is_some() {
            for line in &told {
                self.keep(line);
            }
            return;
        }
        self.keep(&text);
    }

    fn keep(&mut self, line: &str) {
        let line = bare(line);
        let (text, timed) = without_time(&line);
        let (grade, is_log) = grade(text);
        self.logs += u64::from(timed || is_log);
        let text = &text[..text.floor_char_boundary(KEPT)];
        if self.lines_read <= PROSE_LINES {
            self.prose.push((text.to_owned(), self.lines_read));
        }
        if text.is_empty() {
            return;
        }
        template(text, &mut self.template);
        if let Some(kind) = self.kinds.get_mut(self.template.as_str()) {
            kind.count += 1;
            return;
        }
        if self.kinds.len() >= MOST_KINDS {
            self.forget();
        }
        self.kinds_seen += 1;
        let kind = Kind { text: text.to_owned(), grade, count: 1, first: self.lines_read, order: self.kinds_seen };
        self.kinds.insert(self.template.clone(), kind);
    }

    /// Forgets the half that says least.
    fn forget(&mut self) {
        let mut kinds: Vec<(String, Kind)> = self.kinds.drain().collect();
        kinds.sort_by(|(_, a), (_, b)| b.worth().total_cmp(&a.worth()).then(a.order.cmp(&b.order)));
        kinds.truncate(MOST_KINDS / 2);
        self.kinds.extend(kinds);
    }

    /// Ends the reading.
    pub fn finish(mut self) -> Complaint {
        if !self.line.is_empty() {
            self.end_line();
        }
        if let Some(json) = self.json.take() {
            let mut told = Vec::new();
            if leaves(&decoded(&json), &mut told).is_some() {
                for line in &told {
                    self.keep(line);
                }
                self.logs += 1;
            } else {
                self.json = Some(json);
                self.give_up_json();
            }
        }
        let is_log = self.logs > 0 || self.lines_read > PROSE_LINES;
        let lines = if is_log { telling(self.kinds) } else { paragraphs(&self.prose) };
        Complaint { lines, is_log, lines_read: self.lines_read, bytes_read: self.bytes_read, kinds: self.kinds_seen }
    }
}

impl Kind {
    /// A failure that repeats is loud, everyday work that repeats is nothing.
    fn worth(&self) -> f32 {
        let times = (self.count as f32).ln();
        let weight = self.grade.weight();
        if self.grade >= Grade::Error { weight * (1.0 + 0.1 * times) } else { weight / (1.0 + times) }
    }
}

/// The kinds of lines that say most.
fn telling(kinds: HashMap<String, Kind>) -> Vec<Line> {
    let mut kinds: Vec<Kind> = kinds.into_values().collect();
    kinds.sort_by(|a, b| b.worth().total_cmp(&a.worth()).then(a.order.cmp(&b.order)));
    kinds.truncate(MOST_LINES);
    let most = kinds.first().map_or(1.0, Kind::worth);
    let line = |kind: Kind| {
        let weight = kind.worth() / most;
        Line { text: kind.text, grade: kind.grade, count: kind.count, first: kind.first, weight }
    };
    kinds.into_iter().map(line).collect()
}

/// Words as they were meant: lines that only wrap are one.
fn paragraphs(prose: &[(String, u64)]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut goes_on = false;
    for (text, number) in prose {
        match lines.last_mut() {
            Some(last) if goes_on && goes_on_in(text) => {
                last.text.push(' ');
                last.text.push_str(text);
            }
            _ if text.is_empty() => {}
            _ => {
                let (grade, _) = grade(text);
                lines.push(Line { text: text.clone(), grade, count: 1, first: *number, weight: 1.0 });
            }
        }
        goes_on = text.chars().count() >= WRAPPED && !text.ends_with(['.', '!', '?', ':', ';']);
    }
    lines
}

/// Whether a line may be the rest of a sentence: it begins with a word that nobody would begin one with. Lines of a log
/// without times begin with a level, a number, a name or a sign.
fn goes_on_in(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_plain = first.chars().all(|c| c.is_alphabetic() || matches!(c, ',' | '.' | '\'' | '’' | '-' | '、' | '。'));
    is_plain && first.starts_with(|c: char| c.is_alphabetic() && !c.is_uppercase())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn shown(complaint: &Complaint) -> Vec<(&str, u64)> {
        complaint.lines.iter().map(|line| (line.text.as_str(), line.count)).collect()
    }

    #[test]
    fn lines_of_a_log_without_times_stay_apart_and_wrapped_words_do_not() {
        let log = "Readiness probe failed: Get http://10.0.0.7:8080/ready: context deadline exceeded\n\
                   Back-off restarting failed container api in pod api-7f9c6d5b4-x2x9z of shop\n\
                   nginx: the worker process 31 exited on signal 9 while it was reading a client's request\n\
                   5 containers were restarted\n";
        assert_eq!(Complaint::of(log).lines.len(), 4);
        let words = "The first query of each session works, and the second one hangs without any\nstack trace.";
        assert_eq!(Complaint::of(words).lines.len(), 1);
    }

    #[test]
    fn words_for_a_search_hold_no_operators() {
        let complaint = Complaint::of("service:api -says \"no such table: users\" -- and stops");
        assert_eq!(complaint.as_query(), "service api says no such table users and stops");
        assert_eq!(Complaint::of("---").as_query(), "");
    }

    #[test]
    fn a_log_is_folded_and_its_failures_come_first() {
        let mut log = String::new();
        for n in 0..1_000 {
            let (second, number) = (n % 60, n + 1_000);
            let _ = writeln!(log, "2026-01-02T03:04:{second:02}Z INFO request {number} served in {number} ms");
        }
        log += "\x1b[31m2026-01-02T03:05:00Z ERROR pool of 5 exhausted\x1b[0m\r\n";
        log += "2026-01-02T03:05:09Z ERROR pool of 7 exhausted\n";
        let complaint = Complaint::of(&log);
        assert!(complaint.is_log);
        assert_eq!((complaint.lines_read, complaint.kinds), (1_002, 2));
        assert_eq!(
            shown(&complaint),
            [("ERROR pool of 5 exhausted", 2), ("INFO request 1000 served in 1000 ms", 1_000)]
        );
    }

    #[test]
    fn the_pieces_may_be_cut_anywhere() {
        let log = "2026-01-02 03:04:05 ERROR größer\n{\"level\":\"error\",\"msg\":\"日本\"}\nlast".as_bytes();
        let whole = Complaint::of(std::str::from_utf8(log).expect("it is text"));
        for size in 1..9 {
            let mut reader = Reader::default();
            log.chunks(size).for_each(|piece| reader.feed(piece));
            assert_eq!(reader.finish(), whole, "pieces of {size}");
        }
        assert_eq!(shown(&whole)[0], ("ERROR größer", 1));
    }

    #[test]
    fn words_stay_words_and_lines_that_wrap_are_one() {
        let text =
            "The server hangs on the second query of a session, and nothing is\nlogged at all.\n\nNo stack trace.\n";
        let complaint = Complaint::of(text);
        assert!(!complaint.is_log);
        let one = "The server hangs on the second query of a session, and nothing is logged at all.";
        assert_eq!(shown(&complaint), [(one, 1), ("No stack trace.", 1)]);
    }

    #[test]
    fn an_alert_over_several_lines_is_read_as_one() {
        let complaint = Complaint::of("{\n  \"summary\": \"Broker is down\",\n  \"startsAt\": \"2026-01-02\"\n}\n");
        assert_eq!(shown(&complaint), [("Broker is down", 1)]);
        let broken = Complaint::of("{\n  summary of it\n");
        assert_eq!(shown(&broken), [("{", 1), ("summary of it", 1)]);
    }

    #[test]
    fn what_a_console_wrote_in_two_bytes_is_read() {
        let bytes: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("ERROR 日 🔥\r\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for size in 1..7 {
            let mut reader = Reader::default();
            // A mark that is cut in two is not seen; the first piece of a file is longer.
            reader.feed(&bytes[..2]);
            bytes[2..].chunks(size).for_each(|piece| reader.feed(piece));
            assert_eq!(shown(&reader.finish()), [("ERROR 日 🔥", 1)]);
        }
    }

    #[test]
    fn no_matter_how_many_kinds_there_are_few_are_kept_and_failures_among_them() {
        let mut reader = Reader::default();
        reader.feed(b"ERROR the first\n");
        let letters = |mut n: u32| {
            let mut word = String::new();
            while n > 0 || word.is_empty() {
                word.push(char::from(b'a' + (n % 26) as u8));
                n /= 26;
            }
            word
        };
        (0..30_000).for_each(|n| reader.feed(format!("INFO {} went by\n", letters(n)).as_bytes()));
        assert!(reader.kinds.len() <= MOST_KINDS);
        let complaint = reader.finish();
        assert_eq!((shown(&complaint)[0], complaint.lines.len()), (("ERROR the first", 1), MOST_LINES));
        let mut long = Reader::default();
        (0..1_000).for_each(|_| long.feed(&[b'x'; 10_000]));
        assert!(long.line.len() <= LONGEST);
    }
}
