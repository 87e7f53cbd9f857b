//! Promises: who looks after them, by when, and what shows that they were kept.

use super::Exists;
use crate::diag::{Diagnostic, rule};
use crate::model::{Action, ActionState, Date, Incident, SectionKind};

/// Checks one record. `in_repository` knows the files that guards name.
pub fn check(incident: &Incident, in_repository: Exists<'_>) -> Vec<Diagnostic> {
    let mut findings: Vec<_> = kept(incident).into_iter().chain(unowned(incident)).chain(undated(incident)).collect();
    for action in &incident.actions {
        findings.extend(guard(incident, action, in_repository));
        findings.extend(due(incident, action));
    }
    findings
}

/// Actions that are done, and nothing shows it.
fn kept(incident: &Incident) -> Option<Diagnostic> {
    let is_done = |action: &&Action| action.state == ActionState::Done && !in_test_list(incident, action.section);
    let done: Vec<_> = incident.actions.iter().filter(is_done).collect();
    let bare = |action: &&Action| action.guard.is_none() && !is_tracked(incident, action);
    let faulty: Vec<_> = done.iter().copied().filter(bare).collect();
    let help = "name its `guard:`, or the ticket, commit or page that shows it";
    let message = match faulty.len() {
        1 => "this action is done, and nothing shows it".to_owned(),
        some => format!("{some} of the {} actions that are done have nothing that shows it", done.len()),
    };
    let first = faulty.first()?;
    Some(Diagnostic::new(&rule::DONE_WITHOUT_EVIDENCE, &incident.file, first.span, message).with_help(help))
}

/// Actions that somebody promised: those with an open box, and all of a section for actions.
fn open(incident: &Incident) -> Vec<&Action> {
    let promised = |action: &&Action| match action.state {
        _ if is_settled(&action.text) || in_test_list(incident, action.section) => false,
        ActionState::Done => false,
        ActionState::Open => true,
        ActionState::Unmarked => in_actions(incident, action.section),
    };
    incident.actions.iter().filter(promised).collect()
}

/// Whether its own words settle it: `✅ raised`, `[done] raised`, `~~raised~~`, `A new alert: not needed`.
fn is_settled(text: &str) -> bool {
    const MARKS: [&str; 10] = ["✅", "✔", "☑", "~~", "[done", "(done", "done:", "[x]", "[fixed", "[closed"];
    const PHRASES: [&str; 7] =
        ["not needed", "no longer needed", "not required", "not applicable", "already done", "won't do", "won't fix"];
    let text = text.trim_start_matches(['-', ' ', '*']);
    let ticked = MARKS.iter().any(|mark| text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)));
    let lower = text.to_lowercase();
    // A box of a form, answered behind its colon.
    let answer = lower.split_once(": ").map_or("", |(_, answer)| answer.trim_start());
    let declined = matches!(answer.split([' ', ',', '.', ';']).next(), Some("no" | "none" | "n/a"));
    ticked || declined || ends_done(&lower) || PHRASES.iter().any(|phrase| lower.contains(phrase))
}

/// Whether an action in lower case ends in its state: `– completed.`, `[done]`, `(fixed)`.
fn ends_done(lower: &str) -> bool {
    let text = lower.trim_end_matches(['.', ' ', ']', ')', '*', '_']);
    let word = text.len() - text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().len();
    let opens = text[..word].trim_end_matches([' ', '*', '_']).ends_with(['–', '—', '-', '[', '(', ':']);
    opens && matches!(&text[word..], "completed" | "complete" | "done" | "fixed" | "resolved" | "closed" | "shipped")
}

/// Whether a section lists what to look at rather than what somebody will do: criteria, a checklist of some procedure.
fn in_test_list(incident: &Incident, section: u32) -> bool {
    let mut at = Some(section);
    while let Some(index) = at {
        let section = incident.section(index);
        let title = section.title.to_lowercase();
        let is_list = title.contains("checklist") && title.trim() != "checklist" && !title.contains("action");
        if is_list || title.contains("criteria") {
            return true;
        }
        at = section.parent;
    }
    false
}

/// Whether somebody is named: by `@name`, or in brackets before the action or behind it.
fn is_owned(action: &Action) -> bool {
    let in_brackets = |inside: &str| !inside.is_empty() && inside.len() <= 40 && inside.split_whitespace().count() <= 3;
    let first =
        action.text.strip_prefix('[').and_then(|rest| rest.split_once(']')).is_some_and(|(name, _)| in_brackets(name));
    let last = action.text.trim_end_matches('.').strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    action.owner.is_some()
        || first
        || last.is_some_and(|(_, name)| in_brackets(name) && name.starts_with(char::is_uppercase))
}

/// Advice on prevention is no promise yet.
fn in_actions(incident: &Incident, section: u32) -> bool {
    let mut at = Some(section);
    while let Some(index) = at {
        let section = incident.section(index);
        match section.kind {
            SectionKind::Actions => return true,
            SectionKind::Other => at = section.parent,
            _ => return false,
        }
    }
    false
}

fn unowned(incident: &Incident) -> Option<Diagnostic> {
    let open = open(incident);
    let faulty: Vec<_> = open.iter().copied().filter(|a| !is_owned(a) && !is_tracked(incident, a)).collect();
    let first = faulty.first()?;
    let message = count(faulty.len(), open.len(), "an owner");
    Some(
        Diagnostic::new(&rule::UNOWNED_ACTION, &incident.file, first.span, message)
            .with_help("add `@name`, or the ticket in which it is looked after"),
    )
}

fn undated(incident: &Incident) -> Option<Diagnostic> {
    let open = open(incident);
    let bare = |a: &&Action| a.owner.is_some() && a.due.is_none() && !is_tracked(incident, a);
    let faulty: Vec<_> = open.iter().copied().filter(bare).collect();
    let first = faulty.first()?;
    let message = count(faulty.len(), open.len(), "a date");
    Some(
        Diagnostic::new(&rule::UNDATED_ACTION, &incident.file, first.span, message)
            .with_help("add `due:YYYY-MM-DD`, or the ticket in which it is planned"),
    )
}

fn count(faulty: usize, all: usize, what: &str) -> String {
    match (faulty, all) {
        (1, _) => format!("this open action does not have {what}"),
        (some, all) if some == all => format!("none of the {all} open actions has {what}"),
        (some, all) => format!("{some} of the {all} open actions do not have {what}"),
    }
}

/// Whether a ticket, a link or a commit stands in it.
fn is_tracked(incident: &Incident, action: &Action) -> bool {
    action.ticket.is_some() || shows_something(incident.file.slice(action.span))
}

/// Whether a text leads on: a link, an issue's number, a commit, a file in backticks.
fn shows_something(text: &str) -> bool {
    let is_commit = |word: &str| {
        (7..=40).contains(&word.len())
            && word.bytes().all(|b| b.is_ascii_hexdigit())
            && word.bytes().any(|b| b.is_ascii_digit())
            && word.bytes().any(|b| b.is_ascii_alphabetic())
    };
    let is_issue =
        |word: &str| word.rsplit_once('#').is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    text.contains("://")
        || text.split('`').skip(1).step_by(2).any(names_code)
        || text.contains("](")
        || text
            .split(|c: char| c.is_whitespace() || "()[],.;:`'\"".contains(c))
            .any(|word| is_commit(word) || is_issue(word))
}

/// Whether what stands in backticks is a file, a test or a function, and no word of a command.
fn names_code(code: &str) -> bool {
    let is_word = !code.contains(char::is_whitespace) && code.len() >= 5;
    let is_path =
        code.contains('/') || has_ending(code) || code.contains("::") || code.contains('_') || code.ends_with("()");
    let humps =
        code.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count();
    is_word && code.starts_with(|c: char| c.is_alphanumeric() || c == '.') && (is_path || humps >= 1)
}

/// A guard that names a file which is not there. Names of alerts and pages elsewhere cannot be looked up.
fn guard(incident: &Incident, action: &Action, in_repository: Exists<'_>) -> Option<Diagnostic> {
    let guard = action.guard.as_ref()?;
    let path = guard.value.trim_matches(['`', '"', '\'']).trim_end_matches([',', ';', ')']);
    // `tests/queue_test.py::test_order`, `src/queue.rs:41` and `queue.md#order` name a place in a file.
    let path = path.split(['#', ':']).next().unwrap_or_default().trim_start_matches("./").trim_end_matches('/');
    let is_path = !guard.value.contains("://") && (path.contains('/') || has_ending(path));
    let is_plain = !path.starts_with(['/', '~', '$']) && !path.contains("..") && !path.contains(['*', '?', '{', '<']);
    if !is_path || !is_plain || in_repository(path) {
        return None;
    }
    let message = format!("the guard `{path}` is not in the repository");
    let finding = Diagnostic::new(&rule::MISSING_GUARD, &incident.file, guard.span, message);
    Some(finding.with_help("correct the path as seen from the root of the repository, or bring the guard back"))
}

fn has_ending(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && (1..=5).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_lowercase())
    })
}

/// A date of an action that lies before the incident.
fn due(incident: &Incident, action: &Action) -> Option<Diagnostic> {
    let due = action.due.as_ref()?;
    let started = incident.started.as_ref().map(|moment| moment.value.date);
    let first: Date = started.into_iter().chain(incident.date.as_ref().map(|date| date.value)).min()?;
    (due.value < first).then(|| {
        let message = format!("this is due on {}, and the incident began on {first}", due.value);
        Diagnostic::new(&rule::DUE_BEFORE_INCIDENT, &incident.file, due.span, message)
            .with_help("correct the date behind `due:`, or that of the record")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_on_is_evidence() {
        for text in [
            "see https://e.example/1",
            "[the change](x.md)",
            "in 4f2a9c1",
            "mended by app#41",
            "(#41)",
            "see `QueueOrderTest`",
            "in `src/queue.rs`",
        ] {
            assert!(shows_something(text), "{text}");
        }
        for text in
            ["done", "raised to 4000000", "a decade of facades", "# 41", "C#", "run `lsof +L1`", "sort by `created`"]
        {
            assert!(!shows_something(text), "{text}");
        }
    }

    #[test]
    fn what_its_own_words_settle_is_no_promise() {
        for text in [
            "✅ raised",
            "~~raise it~~",
            "ADR raised: no",
            "Alert: none, the old one held",
            "Raise it (already done)",
            "Raise it – Completed.",
            "Raise it [done]",
        ] {
            assert!(is_settled(text), "{text}");
        }
        for text in [
            "Raise the limit: now 40",
            "See that the raise is done",
            "Ask whether it is [in progress]",
            "Notify all of them",
            "Do: nothing without a test",
        ] {
            assert!(!is_settled(text), "{text}");
        }
    }

    #[test]
    fn what_is_looked_at_is_no_promise() {
        let open = |heading: &str| {
            let text = format!("# T\n\n## {heading}\n\n- [ ] The queue drains\n- [x] It starts\n");
            let file = crate::source::SourceFile::new("a.md", text);
            let incident = crate::record::read(&file, &crate::config::Config::default()).0;
            check(&incident, &|_| true).iter().map(|finding| finding.rule.id).collect::<Vec<_>>()
        };
        for heading in ["Acceptance criteria", "Pre-flight checklist", "Checklist: moving a queue"] {
            assert!(open(heading).is_empty(), "{heading}");
        }
        for heading in ["Action items", "Checklist", "Checklist of actions"] {
            assert_eq!(open(heading), ["done-without-evidence", "unowned-action"], "{heading}");
        }
    }

    #[test]
    fn only_names_of_files_are_files() {
        assert!(has_ending("queue_test.py") && has_ending("a.tar.gz"));
        assert!(!has_ending("QueueLate") && !has_ending("v1.2") && !has_ending(".py"));
    }
}
