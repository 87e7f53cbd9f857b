//! The answer to a complaint: what it looks like, what to check first, what is ruled out already, what it may be.
//!
//! For people here, for programs in `programs`.

mod programs;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use anstyle::Style;

pub use self::programs::json;
use super::{LABEL, Look, MATCH, QUIET, TITLE, count, safe};
use crate::knowledge::triage::{CheckFrom, Complaint, Grade, LikelyPattern, LookAlike, RuledOut, Triage};
use crate::knowledge::{KnowledgeBase, RefutedBy, refutation};
use crate::model::{Action, ActionState, CauseState, Incident};
use crate::text;

/// Columns of the terminal that the answer is made for.
const COLUMNS: usize = 80;

/// How many loud lines of a log are shown.
const LOUDEST: usize = 3;

/// How many incidents are shown in full; of the others only the title.
const IN_FULL: usize = 2;

/// How many services of an incident are named.
const SERVICES: usize = 3;

/// How many more checks of a pattern are shown beside its line.
const CHECKS: usize = 1;

/// The answer for people, made to be read in ten seconds: what it looks like with its fix, what to check, what not to.
pub fn human(base: &KnowledgeBase, complaint: &Complaint, triage: &Triage, look: Look) -> String {
    let mut page = Page { out: String::new(), look };
    if complaint.is_log {
        page.loudest(complaint);
    }
    if !triage.incidents.is_empty() {
        page.head("LOOKS LIKE");
        for (rank, like) in triage.incidents.iter().enumerate() {
            page.incident(base, complaint, like, rank < IN_FULL);
        }
    }
    if !triage.checks.is_empty() {
        page.head("CHECK FIRST");
        for (number, check) in triage.checks.iter().enumerate() {
            let text = format!("{} ({})", check.text, source(base, check.from));
            page.text(&format!("{}. ", number + 1), &text, 2);
        }
    }
    if !triage.ruled_out.is_empty() {
        page.head("RULED OUT BACK THEN: what it was not in these incidents");
        triage.ruled_out.iter().for_each(|it| page.ruled_out(base, *it));
    }
    if !triage.patterns.is_empty() {
        page.head("LIKELY PATTERNS");
        let told: Vec<&str> = triage.checks.iter().map(|check| check.text.as_str()).collect();
        let (spoken, had) = triage.patterns.iter().partition::<Vec<_>, _>(|likely| likely.line.is_some());
        for likely in spoken {
            page.pattern(base, likely, &told);
        }
        page.had(base, &had);
    }
    page.out
}

/// What stands over answers of a search, where nothing is like the complaint.
pub fn only_words(look: Look) -> String {
    format!("{}\n", look.paint(TITLE, "NO LIKENESS IS SURE; these hold some of its words"))
}

/// What is to be said where nothing is known; `found` is how many records a search finds for its words.
pub fn talk(complaint: &Complaint, triage: &Triage, found: usize) -> String {
    if !triage.is_empty() {
        return String::new();
    }
    if found > 0 {
        return "help: `casebook search` takes other words; when it is over, write the record that would have helped\n"
            .to_owned();
    }
    if complaint.lines.is_empty() {
        return "there is nothing to read in it\n".to_owned();
    }
    format!(
        "nothing like it is known: no incident and no pattern shares enough with what was read, {}\n  help: \
         `casebook search` takes other words; when it is over, write the record that would have helped\n",
        count(usize::try_from(complaint.lines_read).unwrap_or(usize::MAX), "line")
    )
}

struct Page {
    out: String,
    look: Look,
}

impl Page {
    fn head(&mut self, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let _ = writeln!(self.out, "{}", self.look.paint(TITLE, text));
    }

    fn loudest(&mut self, complaint: &Complaint) {
        let read = usize::try_from(complaint.lines_read).unwrap_or(usize::MAX);
        let kinds = usize::try_from(complaint.kinds).unwrap_or(usize::MAX);
        // The fields of an alert stand on one line.
        let told = if kinds > read {
            count(kinds, "field")
        } else {
            format!("{}, {}", count(read, "line"), count(kinds, "kind"))
        };
        let told = format!("{told}; the loudest:");
        let _ = writeln!(self.out, "{}", self.look.paint(QUIET, &told));
        // A line without a level may be the one that tells, so it stands behind the loud ones where there is room.
        let (loud, plain): (Vec<_>, Vec<_>) = complaint.lines.iter().partition(|line| line.grade >= Grade::Warning);
        let plain = plain.into_iter().filter(|line| loud.is_empty() || line.grade == Grade::Plain);
        for line in loud.iter().copied().chain(plain).take(LOUDEST) {
            let times = format!("{:>7}x ", line.count);
            let _ = writeln!(self.out, "{times}{}", safe::short(&line.text, COLUMNS - times.len() - 1));
        }
    }

    fn incident(&mut self, base: &KnowledgeBase, complaint: &Complaint, like: &LookAlike, in_full: bool) {
        let incident = &base.incidents[like.incident];
        let title = safe::short(&incident.title.value, COLUMNS - 3);
        let _ = writeln!(self.out, "{}", self.look.paint(LABEL, &title));
        let _ = writeln!(self.out, "  {}", self.look.paint(QUIET, &safe::short(&facts(incident), COLUMNS - 3)));
        let opening = incident.opening();
        let cause = match incident.cause_state() {
            Some(CauseState::Suspected) => "maybe",
            Some(CauseState::Contributing) => "factor",
            Some(CauseState::Stated | CauseState::Confirmed) | None => "cause",
        };
        if let Some(reason) = like.reasons.first().filter(|_| in_full) {
            let yours = complaint.lines.get(reason.line).map_or("", |line| line.text.as_str());
            self.labelled("you", &around(yours, &reason.shared, COLUMNS - 11));
            self.labelled("then", &around(&reason.text, &reason.shared, COLUMNS - 11));
        }
        for (label, text) in [(cause, opening.cause), ("fix", opening.fix)] {
            if let Some((text, _)) = text {
                if in_full {
                    self.text(&format!("{label:<6}"), text, 2);
                } else {
                    self.labelled(label, &safe::short(text, COLUMNS - 11));
                }
            }
        }
    }

    fn labelled(&mut self, label: &str, text: &str) {
        let _ = writeln!(self.out, "  {} {text}", self.look.paint(QUIET, &format!("{label:<5}")));
    }

    fn ruled_out(&mut self, base: &KnowledgeBase, it: RuledOut) {
        let incident = &base.incidents[it.incident];
        let theory = &incident.theories[it.theory];
        let suspect = &base.suspects[base.suspect_of(it.incident, it.theory)];
        let wrong = base.times_wrong(suspect);
        let often = if wrong > 1 { format!(" [wrong {wrong} times]") } else { String::new() };
        self.text("- ", &format!("{}{often}", theory.statement.value), 2);
        if let Some(refutation) = refutation(theory) {
            let word = match refutation.by {
                RefutedBy::Check => "settled by: ",
                RefutedBy::Reason => "wrong: ",
                RefutedBy::Trial => "tried in vain: ",
            };
            self.text("", &format!("{word}{} ({})", refutation.text, incident.id), 4);
        } else {
            self.text("", &format!("({})", incident.id), 4);
        }
    }

    /// A pattern with its line, and how to tell it apart as far as that is not `told` already.
    fn pattern(&mut self, base: &KnowledgeBase, likely: &LikelyPattern, told: &[&str]) {
        let pattern = &base.patterns[likely.pattern];
        let name = self.look.paint(LABEL, &safe::short(&pattern.name.value, 50));
        let _ = writeln!(self.out, "{name} {}", self.look.paint(QUIET, &format!("({})", pattern.id)));
        if let Some(spoken) = &likely.line {
            let line = marked(&spoken.text, &spoken.words, COLUMNS - 11, self.look);
            let _ = writeln!(self.out, "  {} {line}", self.look.paint(QUIET, "you  "));
        }
        let more = likely.checks.iter().filter(|check| !told.contains(&check.as_str()));
        more.take(CHECKS).for_each(|check| self.text("? ", check, 2));
    }

    /// The patterns that no line speaks for, by the incident that has them.
    fn had(&mut self, base: &KnowledgeBase, likely: &[&LikelyPattern]) {
        let mut by_incident: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for likely in likely {
            if let Some(&incident) = likely.incidents.first() {
                by_incident.entry(incident).or_default().push(base.patterns[likely.pattern].id.as_str());
            }
        }
        for (incident, patterns) in by_incident {
            let incident = &base.incidents[incident];
            self.text("as in ", &format!("{}: {}", incident.id, patterns.join(", ")), 0);
        }
    }

    /// A text over as many lines as it takes, three at most.
    fn text(&mut self, mark: &str, text: &str, indent: usize) {
        let room = COLUMNS - 1 - indent - mark.chars().count();
        let text = safe::short(text, room * 3 - 10);
        let mut line = String::new();
        let mut lead = format!("{}{mark}", " ".repeat(indent));
        let next = " ".repeat(lead.chars().count());
        for word in text.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
                let _ = writeln!(self.out, "{lead}{line}");
                lead.clone_from(&next);
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        let _ = writeln!(self.out, "{lead}{line}");
    }
}

/// Id, day, severity, what is left to do, and services.
fn facts(incident: &Incident) -> String {
    let date = incident.date.as_ref().map(|date| date.value.to_string());
    let severity = incident.severity.as_ref().map(|severity| severity.value.clone());
    let services: Vec<&str> = incident.services.iter().take(SERVICES).map(|service| service.value.as_str()).collect();
    let services = Some(services.join(", ")).filter(|services| !services.is_empty());
    let [open, done, unmarked] = actions(&incident.actions);
    let left = match (open, unmarked) {
        (0, 0) => (done > 0).then(|| "all actions done".to_owned()),
        (0, 1) => Some("1 action, not marked done".to_owned()),
        (0, _) => Some(format!("{}, none marked done", count(unmarked, "action"))),
        (open, _) => Some(format!("{} still open", count(open, "action"))),
    };
    let parts = [Some(incident.id.to_string()), date, severity, left, services];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// How many are open, done, and not marked.
fn actions(actions: &[Action]) -> [usize; 3] {
    [ActionState::Open, ActionState::Done, ActionState::Unmarked]
        .map(|state| actions.iter().filter(|action| action.state == state).count())
}

fn source(base: &KnowledgeBase, from: CheckFrom) -> String {
    match from {
        CheckFrom::Pattern(pattern) => base.patterns[pattern].id.to_string(),
        CheckFrom::Incident(incident) => format!("settled {}", base.incidents[incident].id),
    }
}

/// A line in so many columns, around the words that it shares: from a little before the first of the place that holds
/// most of them.
fn around(line: &str, shared: &[String], width: usize) -> String {
    let line = safe::line(line);
    let mut places: Vec<usize> = Vec::new();
    text::each_term(&line, |term| places.extend(shared.iter().any(|own| own == term.text).then_some(term.range.start)));
    let column = |at: usize| line.get(..at).map_or(0, |before| before.chars().count());
    if line.chars().count() <= width || places.last().is_none_or(|&last| column(last) + 8 <= width) {
        return safe::short(&line, width);
    }
    let held = |from: usize| places.iter().filter(|&&at| at >= from && column(at) + 8 <= column(from) + width).count();
    // Of equally good places the first.
    let best = places.iter().copied().rev().max_by_key(|&from| held(from)).unwrap_or_default();
    let start = word_start(&line, best.saturating_sub(LEAD));
    format!("…{}", safe::short(line.get(start..).unwrap_or_default(), width - 1))
}

/// So many bytes are shown before the first word that is shared, or fewer.
const LEAD: usize = 16;

/// The first start of a word at or behind a place.
fn word_start(line: &str, at: usize) -> usize {
    let at = line.ceil_char_boundary(at);
    let is_start = at == 0 || line[..at].ends_with(char::is_whitespace);
    let blank = || line[at..].find(char::is_whitespace).map(|blank| at + blank + 1);
    // What has no blanks is cut where it must be.
    if is_start { at } else { blank().filter(|start| *start <= at + LEAD).unwrap_or(at) }
}

/// A sentence around its first match, with the words that matched marked.
fn marked(text: &str, words: &[Range<usize>], width: usize, look: Look) -> String {
    let first = words.first().map_or(0, |word| word.start);
    let start = if first > width / 3 { word_start(text, first - width / 3) } else { 0 };
    let shown = safe::short(text.get(start..).unwrap_or_default(), width.saturating_sub(2));
    let lead = if start > 0 { "…" } else { "" };
    if look == Look::Plain {
        return format!("{lead}{shown}");
    }
    let mut out = lead.to_owned();
    let mut rest = shown.as_str();
    for word in words {
        let Some(word) = text.get(word.clone()).map(safe::line).filter(|word| !word.is_empty()) else { continue };
        if let Some((before, after)) = rest.split_once(word.as_str()) {
            out.push_str(before);
            out.push_str(&look.paint(MATCH, &word));
            rest = after;
        }
    }
    out.push_str(rest);
    look.paint(Style::new(), &out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::knowledge::triage::triage;
    use crate::source::SourceFile;

    fn base() -> KnowledgeBase {
        let text = "---\ntitle: The second query\x1b[2J hangs\ndate: 2026-01-02\n---\n\n## Symptoms\n\n\
                    - The second query of a session hangs <script>alert(1)</script>\n\n## Failed theories\n\n\
                    ### The pool is full\n\nWrong because: it was idle.\n\n## Root cause\n\nA full pipe.\n\n\
                    Confirmed by: draining the pipe.\n\n## Fix\n\nThe handler was removed.\n\n\
                    ## Action items\n\n- [ ] Watch the pipe\n";
        let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        KnowledgeBase::assemble(vec![incident], Vec::new())
    }

    #[test]
    fn a_tired_engineer_reads_what_it_looks_like_what_to_check_and_what_not_to() {
        let base = base();
        let complaint = Complaint::of("hangs at the second query of each session");
        let answer = triage(&base, &complaint);
        assert_eq!(
            human(&base, &complaint, &answer, Look::Plain),
            "LOOKS LIKE\nThe second query[2J hangs\n  a · 2026-01-02 · 1 action still open\n  \
             you   hangs at the second query of each session\n  \
             then  The second query of a session hangs <script>alert(1)</script>\n  \
             cause A full pipe.\n  fix   The handler was removed.\n\n\
             CHECK FIRST\n  1. draining the pipe. (settled a)\n\n\
             RULED OUT BACK THEN: what it was not in these incidents\n  - The pool is full\n    \
             wrong: it was idle. (a)\n"
        );
        assert_eq!(talk(&complaint, &answer, 0), "");
    }

    #[test]
    fn a_log_is_shown_by_its_loudest_lines_and_no_escape_reaches_the_terminal() {
        let base = base();
        let log = "2026-01-02T03:04:05Z \x1b[31mERROR\x1b[0m second query of session \u{202e}hangs \u{9b}2J 17\n\
                   2026-01-02T03:04:06Z ERROR second query of session \u{202e}hangs \u{9b}2J 18\n";
        let complaint = Complaint::of(log);
        let shown = human(&base, &complaint, &triage(&base, &complaint), Look::Plain);
        assert!(
            shown.starts_with("2 lines, 1 kind; the loudest:\n      2x ERROR second query of session hangs"),
            "{shown}"
        );
        assert!(!shown.contains(|c: char| c != '\n' && safe::is_hostile(c)), "{shown:?}");
        assert!(shown.lines().all(|line| line.chars().count() <= COLUMNS), "{shown}");
    }

    #[test]
    fn a_long_line_is_shown_around_what_it_shares() {
        let line =
            "10.2.0.1 - - [12/Mar/2026:03:11:01 +0000] \"POST /api/v2/checkout/apply-voucher HTTP/1.1\" 500 312 okhttp";
        let shared = ["checkout", "voucher"].map(str::to_owned);
        assert_eq!(around(line, &shared, 60), "…\"POST /api/v2/checkout/apply-voucher HTTP/1.1\" 500 312…");
        assert_eq!(around("checkout is down", &shared, 60), "checkout is down");
        assert_eq!(around("", &shared, 60), "");
    }

    #[test]
    fn programs_get_both_sides_of_every_reason() {
        let base = base();
        let complaint = Complaint::of("hangs at the second query of each session");
        let text = json(&base, &complaint, &triage(&base, &complaint), &[], &[]);
        let value: serde_json::Value = serde_json::from_str(&text).expect("valid");
        assert_eq!(value["schema"], 1);
        assert_eq!(value["incidents"][0]["id"], "a");
        assert_eq!(value["incidents"][0]["open_actions"], 1);
        let reason = &value["incidents"][0]["reasons"][0];
        assert_eq!(reason["yours"], "hangs at the second query of each session");
        assert_eq!((&reason["section"], &reason["line"]), (&"Symptoms".into(), &8.into()));
        assert_eq!(value["ruled_out"][0]["refutation"], "it was idle.");
        assert_eq!(value["checks"][0]["incident"], "a");
    }

    #[test]
    fn where_nothing_is_known_it_says_so() {
        let base = base();
        let complaint = Complaint::of("the coffee machine leaks");
        let answer = triage(&base, &complaint);
        assert_eq!(human(&base, &complaint, &answer, Look::Plain), "");
        assert!(talk(&complaint, &answer, 0).starts_with("nothing like it is known"));
        assert!(talk(&complaint, &answer, 2).starts_with("help: `casebook search`"));
        let empty = Complaint::of("");
        assert_eq!(talk(&empty, &triage(&base, &empty), 0), "there is nothing to read in it\n");
    }
}
