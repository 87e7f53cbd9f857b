//! How much a line of a log says about a failure, told by its words.
//!
//! `templates/assets/triage/lines.js` grades lines in the same way.

/// How loud a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// A line for developers, or of everyday work.
    Quiet,
    /// A step of a stack trace.
    Frame,
    /// Anything else.
    Plain,
    /// A warning, or everyday work that speaks of a failure.
    Warning,
    /// A failure.
    Error,
    /// The end of a process.
    Fatal,
}

impl Grade {
    /// What a line of that grade is worth.
    pub fn weight(self) -> f32 {
        match self {
            Grade::Quiet => 0.15,
            Grade::Frame => 0.4,
            Grade::Plain => 1.0,
            Grade::Warning => 2.0,
            Grade::Error => 4.0,
            Grade::Fatal => 5.0,
        }
    }
}

const FATAL: &[&str] =
    &["fatal", "panic", "panicked", "critical", "crit", "emerg", "segfault", "oom", "oomkilled", "sigsegv"];

const ERROR: &[&str] = &[
    "error",
    "errors",
    "err",
    "exception",
    "failed",
    "failure",
    "failures",
    "fail",
    "fails",
    "refused",
    "denied",
    "timeout",
    "timeouts",
    "timed",
    "unreachable",
    "unavailable",
    "killed",
    "abort",
    "aborted",
    "deadlock",
    "cannot",
    "unable",
    "corrupt",
    "corrupted",
    "invalid",
    "lost",
    "rejected",
    "exhausted",
    "unauthorized",
    "forbidden",
    "crash",
    "crashed",
    "unhandled",
    "uncaught",
    "severe",
    "firing",
    "expired",
    "hang",
    "hangs",
    "hung",
    "stuck",
];

const WARNING: &[&str] = &["warn", "warning", "warnings", "degraded", "retry", "retrying", "slow", "stale"];

const LEVELS: &[&str] = &["info", "debug", "trace", "notice", "dbg", "inf"];

/// A level stands among so many words at the start of a line.
const HEAD: usize = 6;

/// The grade of a line, and whether it is one of a log and not of prose.
pub fn grade(line: &str) -> (Grade, bool) {
    if is_frame(line) {
        return (Grade::Frame, true);
    }
    if let Some(status) = http_status(line) {
        // The words of an address say nothing of how it went.
        let grade = match status {
            500.. => Grade::Error,
            400.. => Grade::Plain,
            _ => Grade::Quiet,
        };
        return (grade, true);
    }
    let (mut grade, mut quiet, mut is_log) = (Grade::Plain, false, false);
    let mut before = "";
    let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).peekable();
    let mut place = 0;
    while let Some(word) = words.next() {
        let lower = word.to_ascii_lowercase();
        let lower = lower.as_str();
        let is_head = place < HEAD && word.bytes().all(|byte| byte.is_ascii_uppercase());
        if place < HEAD && LEVELS.contains(&lower) && (is_head || line.starts_with(['[', '{']) || lower == "debug") {
            (quiet, is_log) = (true, true);
        }
        is_log |=
            is_head && word.len() > 2 && (FATAL.contains(&lower) || lower.starts_with("warn") || lower == "error");
        let found = of_word(lower);
        if found > grade && !is_denied(before, words.peek().copied()) {
            grade = found;
        }
        before = word;
        place += 1;
    }
    if quiet {
        grade = if grade > Grade::Plain { Grade::Warning } else { Grade::Quiet };
    }
    (grade, is_log)
}

fn of_word(word: &str) -> Grade {
    if FATAL.contains(&word) {
        Grade::Fatal
    } else if ERROR.contains(&word) || word.len() > 6 && (word.ends_with("error") || word.ends_with("exception")) {
        Grade::Error
    } else if WARNING.contains(&word) {
        Grade::Warning
    } else {
        Grade::Plain
    }
}

/// `0 errors`, `no error`, `error=null`
fn is_denied(before: &str, after: Option<&str>) -> bool {
    let none = |word: &str| ["0", "no", "without", "zero"].iter().any(|none| word.eq_ignore_ascii_case(none));
    let nothing = |word: &str| ["0", "null", "none", "nil", "false"].iter().any(|no| word.eq_ignore_ascii_case(no));
    none(before) || after.is_some_and(nothing)
}

/// What a web server answered, by its log of requests: `"GET /a HTTP/1.1" 503 312`.
fn http_status(line: &str) -> Option<u16> {
    let (_, behind) = line.split_once(" HTTP/")?;
    let (_, behind) = behind.split_once("\" ")?;
    let status = behind.split(' ').next().filter(|status| status.len() == 3)?;
    status.parse().ok().filter(|status| (100..600).contains(status))
}

/// Whether a line is a step of a stack trace: of Java, JavaScript, .NET, Python, Go or Rust.
fn is_frame(line: &str) -> bool {
    let is_place = |text: &str| text.ends_with(|c: char| c.is_ascii_digit()) && text.matches(':').count() >= 2;
    if let Some(rest) = line.strip_prefix("at ") {
        return line.ends_with([')', '>']) || rest.contains(") in ") || !rest.contains(' ') && is_place(rest);
    }
    let rust = || {
        let (number, path) = line.split_once(": ")?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        Some(is_number && !path.contains(' ') && (path.contains("::") || path.contains('_')))
    };
    let go = || {
        let name = line.split_once("(0x").or_else(|| line.split_once("({0x")).map_or("", |(name, _)| name);
        name.contains('.') && !name.contains(char::is_whitespace)
    };
    line.starts_with("File \"") && line.contains(", line ")
        || line.starts_with("... ") && (line.ends_with(" more") || line.ends_with(" omitted"))
        || line.starts_with("goroutine ") && line.ends_with(':')
        || line.contains(".go:") && line.contains(" +0x")
        || line.ends_with(')') && go()
        || rust() == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loud_lines_are_told_from_quiet_ones() {
        for (line, expected) in [
            ("ERROR pool exhausted", Grade::Error),
            ("java.lang.IllegalStateException: closed", Grade::Error),
            ("FATAL: too many clients", Grade::Fatal),
            ("[info] request failed, retrying", Grade::Warning),
            ("INFO ready", Grade::Quiet),
            ("DEBUG 0 errors", Grade::Quiet),
            ("done, 0 errors, error=null", Grade::Plain),
            ("at com.a.B.run(B.java:12)", Grade::Frame),
            ("File \"/srv/a.py\", line 3, in run", Grade::Frame),
            ("WARN disk", Grade::Warning),
            ("10.0.0.1 - - \"GET /errors/fatal HTTP/1.1\" 200 12", Grade::Quiet),
            ("10.0.0.1 - - \"GET /pay HTTP/1.1\" 404 12", Grade::Plain),
            ("10.0.0.1 - - \"POST /pay HTTP/2.0\" 503 12 rt=0.1", Grade::Error),
            ("3: cart_api::pool::connect", Grade::Frame),
            ("0: rust_begin_unwind", Grade::Frame),
            ("at ./src/pool.rs:41:9", Grade::Frame),
            ("at Shop.Cart.Save(Item item) in /src/Cart.cs:line 12", Grade::Frame),
            ("/src/main.go:141 +0x1c8", Grade::Frame),
            ("main.handle({0x8f3e20, 0xc00012e000}, 0xc000164000)", Grade::Frame),
            ("... 49 common frames omitted", Grade::Frame),
            ("access is denied. (0x80070005)", Grade::Error),
            ("at 03:12 it stopped", Grade::Plain),
            ("the second query", Grade::Plain),
        ] {
            assert_eq!(grade(line).0, expected, "{line}");
        }
    }

    #[test]
    fn prose_is_no_log() {
        assert!(!grade("The server hangs on the second query, no error is shown").1);
        assert!(grade("ERROR it hangs").1);
        assert!(grade("at a.b(c)").1);
    }
}
