//! Records for measuring: made up by a fixed rule, so that every run reads the same ones.
//!
//! A record has 4 to 8 KB: front matter, symptoms with code, failed theories, cause, fix, actions, a timeline and
//! lessons. Words are drawn as in prose, few of them often and most of them seldom; one in eight is an identifier.
//! Every tenth cause says what a built-in pattern looks for.

use std::fmt::Write;

const COMMON: &[&str] =
    &["the", "a", "of", "to", "and", "was", "in", "it", "that", "for", "on", "with", "after", "not", "we", "which"];

const WORDS: &[&str] = &[
    "server",
    "client",
    "request",
    "timeout",
    "queue",
    "worker",
    "thread",
    "connection",
    "pool",
    "deploy",
    "rollback",
    "disk",
    "memory",
    "cache",
    "token",
    "certificate",
    "database",
    "query",
    "index",
    "lock",
    "message",
    "broker",
    "consumer",
    "retry",
    "log",
    "metric",
    "alert",
    "dashboard",
    "error",
    "restart",
    "process",
    "socket",
    "session",
    "header",
    "release",
    "config",
    "schema",
    "migration",
    "replica",
    "region",
    "latency",
    "limit",
    "traffic",
    "node",
];

const CAUSES: &[&str] = &[
    "A synchronous write blocked the event loop.",
    "The certificate expired.",
    "The connection pool was exhausted.",
    "The exception was swallowed by a bare except.",
];

/// A sequence of numbers that look random (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((number ^ (number >> 31)) % limit as u64) as usize
    }

    /// A word as prose has them: common ones, the trade's, and the long tail of a team's own.
    fn word(&mut self) -> String {
        match self.below(24) {
            0..=8 => COMMON[self.below(COMMON.len())].to_owned(),
            9..=16 => WORDS[self.below(WORDS.len())].to_owned(),
            17..=20 => {
                // The product of two draws favours small numbers: some names are met often, most of them seldom.
                let name = self.below(60) * self.below(60);
                format!("{}{}", ["bra", "kel", "mon", "tis", "vor"][name % 5], ["ling", "dor", "via", "set"][name % 4])
            }
            21 => format!("{}_{}", WORDS[self.below(WORDS.len())], WORDS[self.below(WORDS.len())]),
            22 => format!("{}-{}", WORDS[self.below(WORDS.len())], self.below(300)),
            _ => format!("{}.{}", WORDS[self.below(WORDS.len())], WORDS[self.below(WORDS.len())]),
        }
    }

    fn sentence(&mut self) -> String {
        let words: Vec<String> = (0..8 + self.below(14)).map(|_| self.word()).collect();
        let sentence = words.join(" ");
        format!("{}{}.", sentence[..1].to_uppercase(), &sentence[1..])
    }

    fn sentences(&mut self, count: usize) -> String {
        (0..count).map(|_| self.sentence()).collect::<Vec<_>>().join(" ")
    }
}

/// The record of that number: its path and its text.
pub fn record(number: usize) -> (String, String) {
    let mut numbers = Numbers(number as u64 * 0x1000);
    let (year, month, day) = (2018 + numbers.below(8), 1 + numbers.below(12), 1 + numbers.below(28));
    let date = format!("{year}-{month:02}-{day:02}");
    let mut text = String::with_capacity(8192);
    write_head(&mut text, &mut numbers, &date);
    for heading in ["Symptoms", "Failed theories", "Root cause", "Fix", "Actions", "Timeline", "Lessons"] {
        let _ = write!(text, "\n## {heading}\n\n");
        write_section(&mut text, &mut numbers, heading, &date);
    }
    (format!("{date}-incident-{number}.md"), text)
}

fn write_head(text: &mut String, numbers: &mut Numbers, date: &str) {
    let title = numbers.sentence();
    let severity = 1 + numbers.below(4);
    let (service, tag) = (numbers.below(60), numbers.below(40));
    let _ = write!(
        text,
        "---\ntitle: {}\ndate: {date}\nseverity: sev{severity}\nstatus: resolved\nservices: [service-{service}]\n\
         tags: [tag-{tag}]\n---\n\n{}\n",
        title.trim_end_matches('.'),
        numbers.sentences(4)
    );
}

fn write_section(text: &mut String, numbers: &mut Numbers, heading: &str, date: &str) {
    let _ = match heading {
        "Symptoms" => {
            let (name, limit) = (numbers.word(), numbers.below(9000));
            let code =
                format!("def {}(request):\n    return fetch(request, timeout={limit})", name.replace(['-', '.'], "_"));
            writeln!(text, "- {}\n- {}\n\n```python\n{code}\n```", numbers.sentence(), numbers.sentence())
        }
        "Failed theories" => writeln!(
            text,
            "### {}\n\nBelieved because: {}\nTried: {}\nOutcome: no-change\nWrong because: {}",
            numbers.sentence().trim_end_matches('.'),
            numbers.sentence(),
            numbers.sentence(),
            numbers.sentence()
        ),
        "Root cause" => {
            let cause = if numbers.below(10) == 0 { CAUSES[numbers.below(CAUSES.len())] } else { "It was ours." };
            let count = 8 + numbers.below(16);
            writeln!(text, "{cause} {}", numbers.sentences(count))
        }
        "Actions" => {
            writeln!(
                text,
                "- [x] {} @team due:2025-02-01 guard:tests/a.py\n- [ ] {}",
                numbers.sentence(),
                numbers.sentence()
            )
        }
        "Timeline" => writeln!(text, "- {date} 10:00 {}\n- {date} 10:20 {}", numbers.sentence(), numbers.sentence()),
        _ => {
            let count = 8 + numbers.below(12);
            writeln!(text, "{}", numbers.sentences(count))
        }
    };
}

/// Writes a casebook of `count` records into a folder.
pub fn write(root: &std::path::Path, count: usize) -> std::io::Result<()> {
    let records = root.join("postmortems");
    std::fs::create_dir_all(&records)?;
    (0..count).try_for_each(|number| {
        let (path, text) = record(number);
        std::fs::write(records.join(path), text)
    })
}
