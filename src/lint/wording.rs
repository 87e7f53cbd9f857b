//! How a record is told: what a template left behind, and words that blame.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::diag::{Diagnostic, rule};
use crate::model::{Incident, Passage, PassageKind, Role};
use crate::text::sentences;

/// Words that name a person's fault as the reason, in lower case. Those marked `true` do so only where causes are told.
const BLAME: [(&str, bool); 28] = [
    ("human error", false),
    ("human mistake", false),
    ("operator error", false),
    ("user error", true),
    ("pilot error", false),
    ("should have known", false),
    ("should have known better", false),
    ("should have noticed", true),
    ("should have realised", true),
    ("should have realized", true),
    ("careless", false),
    ("carelessly", false),
    ("carelessness", false),
    ("negligent", false),
    ("negligence", false),
    ("incompetent", false),
    ("incompetence", false),
    ("sloppy", true),
    ("sloppiness", true),
    ("stupid mistake", false),
    ("silly mistake", false),
    ("rookie mistake", false),
    ("lack of attention", true),
    ("not paying attention", true),
    ("did not pay attention", true),
    ("didn't bother", true),
    ("forgot to", true),
    ("neglected to", true),
];

/// Words before the fault that take it back.
const DENIALS: [&str; 14] = [
    "not",
    "no",
    "n't",
    "unless",
    "if",
    "rather than",
    "instead of",
    "without",
    "avoid",
    "beyond",
    "blame",
    "blaming",
    "label",
    "than",
];

/// Words that open what an author was to write, between brackets.
const ORDERS: [&str; 30] = [
    "your ",
    "insert ",
    "fill in",
    "fill-in",
    "describe ",
    "add ",
    "enter ",
    "replace ",
    "name of",
    "link to",
    "todo",
    "tbd",
    "tba",
    "to be ",
    "placeholder",
    "brief ",
    "short description",
    "what happened",
    "who ",
    "yyyy",
    "dd/mm",
    "mm/dd",
    "hh:mm",
    "date",
    "time",
    "title",
    "author",
    "team name",
    "service name",
    "owner",
];

/// What stands for an answer that is still to come, where it is all that is said.
const STANDINS: [&str; 9] =
    ["todo", "tbd", "tba", "tbc", "fixme", "to be determined", "to be done", "to be defined", "to do"];

static FAULTS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let builder = AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).clone();
    builder.build(BLAME.map(|(words, _)| words)).expect("a few short words")
});

/// Checks one record.
pub fn check(incident: &Incident) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut left: BTreeMap<(u32, String), Vec<Diagnostic>> = BTreeMap::new();
    for passage in &incident.passages {
        match passage.kind {
            PassageKind::Code | PassageKind::Address => continue,
            PassageKind::Html => {}
            _ => findings.extend(blame(incident, passage)),
        }
        if let Some((what, finding)) = placeholder(incident, passage) {
            left.entry((passage.section, what)).or_default().push(finding);
        }
    }
    findings.extend(left.into_values().filter_map(first_of));
    findings.extend(named(incident));
    findings
}

/// The first words in a passage that blame.
fn blame(incident: &Incident, passage: &Passage) -> Option<Diagnostic> {
    if passage.kind == PassageKind::FrontMatter || passage.role == Role::RuledOut {
        return None;
    }
    let text = passage.text.as_str();
    let found = FAULTS.find_iter(text).find(|hit| {
        let (_, causes_only) = BLAME[hit.pattern().as_usize()];
        let whole = !text[..hit.start()].ends_with(char::is_alphanumeric)
            && !text[hit.end()..].starts_with(char::is_alphanumeric);
        whole && (!causes_only || passage.role == Role::Cause) && blames(text, hit.range())
    })?;
    let message = format!("`{}` names a person where a guardrail was missing", &text[found.range()]);
    let finding = Diagnostic::new(&rule::BLAME, &incident.file, passage.source_span(found.range()), message);
    Some(finding.with_help("say what let it happen, or would have stopped it: a check, a default, a warning, a review"))
}

/// Whether the sentence says so, rather than that it was not so, or what others would say.
fn blames(text: &str, hit: std::ops::Range<usize>) -> bool {
    let sentence = sentences(text).into_iter().find(|range| range.start <= hit.start && hit.start < range.end);
    let start = sentence.map_or(0, |range| range.start);
    let before = text[start..hit.start].to_lowercase();
    let quoted = before.ends_with(['"', '“', '\'', '‘']);
    let near: Vec<&str> = before.split_whitespace().rev().take(5).collect();
    let near = near.into_iter().rev().collect::<Vec<_>>().join(" ");
    let denied = DENIALS.iter().any(|denial| {
        near.match_indices(denial).any(|(at, _)| {
            let end = at + denial.len();
            (denial.starts_with("n'") || !near[..at].ends_with(char::is_alphanumeric))
                && !near[end..].starts_with(char::is_alphanumeric)
        })
    });
    !quoted && !denied
}

/// A person of the record, told as the cause.
fn named(incident: &Incident) -> Option<Diagnostic> {
    let owners = incident.actions.iter().filter_map(|action| action.owner.as_deref());
    let names = incident.authors.iter().map(|author| author.value.as_str()).chain(owners);
    let names: Vec<&str> = names.map(|name| name.trim_start_matches('@')).filter(|name| is_person(name)).collect();
    incident.causes.iter().find_map(|cause| {
        let text = cause.statement.value.as_str();
        // The one who did it comes first; one who found it, or whose code it is, stands further on.
        let first = text.trim_start_matches('@');
        let name = names.iter().find(|name| {
            let after = first.strip_prefix(**name);
            after.is_some_and(|after| after.starts_with(' '))
        })?;
        let message = format!("`{name}` is told as the cause");
        let finding = Diagnostic::new(&rule::BLAME, &incident.file, cause.statement.span, message);
        Some(
            finding
                .with_help("say what let it happen, or would have stopped it: a check, a default, a warning, a review"),
        )
    })
}

/// Teams and services own actions as well; people write their names with a capital, or a first and a last one.
fn is_person(name: &str) -> bool {
    name.len() >= 3
        && name.starts_with(char::is_uppercase)
        && !name.ends_with("eam")
        && name.contains(char::is_lowercase)
}

/// The first of several findings about the same words in one section.
fn first_of(mut findings: Vec<Diagnostic>) -> Option<Diagnostic> {
    let more = findings.len().saturating_sub(1);
    let mut first = findings.drain(..).next()?;
    if more > 0 {
        let places = if more == 1 { "place" } else { "places" };
        first.message = format!("{}, here and in {more} more {places}", first.message);
    }
    Some(first)
}

/// What a template left in a passage, and its finding.
fn placeholder(incident: &Incident, passage: &Passage) -> Option<(String, Diagnostic)> {
    let shown = passage.text.trim();
    let bare = shown.trim_matches(|c: char| !c.is_alphanumeric());
    // Where actions are listed, `TODO: rotate it` is one; alone it says nothing.
    let opens = || {
        passage.role != Role::Future && bare.get(..5).is_some_and(|start| matches!(start, "TODO:" | "TBD: " | "FIXME"))
    };
    let alone = bare.len() <= 16 && STANDINS.contains(&bare.to_lowercase().as_str()) && is_standin(passage, bare);
    let (range, what) = if alone || opens() {
        let at = passage.text.find(bare)?;
        let word = bare.find([':', ' ']).filter(|_| !alone).map_or(bare.len(), |end| end.min(bare.len()));
        (at..at + word, &bare[..word])
    } else {
        let range = bracketed(&passage.text)?;
        let what = &passage.text[range.clone()];
        (range, what)
    };
    let message = format!("`{what}` is still to be filled in");
    let finding = Diagnostic::new(&rule::PLACEHOLDER, &incident.file, passage.source_span(range), message);
    Some((what.to_owned(), finding.with_help("write what belongs here, or take the line out")))
}

/// A heading `To do` opens a list of actions, and `To do` in a column is a state.
fn is_standin(passage: &Passage, bare: &str) -> bool {
    let is_word = bare.to_lowercase().starts_with("to do") || bare.eq_ignore_ascii_case("todo");
    match passage.kind {
        PassageKind::Heading => false,
        PassageKind::Cell => !is_word,
        _ => true,
    }
}

/// `[your name]`, `<fill in>`, `{{ title }}`: brackets around an order to the author.
fn bracketed(text: &str) -> Option<std::ops::Range<usize>> {
    let mut from = 0;
    while let Some(found) = text[from..].find(['[', '<', '{']) {
        let start = from + found;
        let open = text.as_bytes()[start];
        let close = match open {
            b'[' => ']',
            b'<' => '>',
            _ => '}',
        };
        from = start + 1;
        let Some(length) = text[from..].find([close, '\n']).filter(|&length| text[from + length..].starts_with(close))
        else {
            continue;
        };
        let inside = text[from..from + length].trim().trim_start_matches('{').to_lowercase();
        // A name in angle brackets stands for any value in an explanation, and one in square brackets may be a link.
        let order = ORDERS.iter().any(|order| {
            inside.trim_start().strip_prefix(order).is_some_and(|rest| {
                let is_whole = rest.is_empty() || order.ends_with(' ');
                let is_phrase = inside.contains(' ') && !rest.starts_with(char::is_alphanumeric)
                    || is_whole && inside.contains(' ');
                is_phrase || matches!(inside.as_str(), "todo" | "tbd" | "tba" | "fill in" | "yyyy-mm-dd")
            })
        });
        let is_link = text[from + length + 1..].starts_with('(');
        // In code, braces hold fields and values.
        let order = order
            && (open != b'{'
                || text[start..].starts_with("{{")
                || text[..start].ends_with('$')
                || inside.contains(" - "));
        let usual = (3..=80).contains(&inside.len()) && !(open == b'{' && inside.contains([':', ',']));
        if order && usual && !is_link {
            let end = from + length + 1;
            return Some(start..end + usize::from(text[start..].starts_with("{{") && text[end..].starts_with('}')));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_denied_or_quoted_does_not_blame() {
        let says = |text: &str| {
            let hit = FAULTS.find(text).expect("a fault").range();
            blames(text, hit)
        };
        assert!(says("The cause was human error."));
        assert!(says("Not a deadlock after all. Human error."));
        assert!(!says("We do not call it human error."));
        assert!(!says("Look at the default instead of human error."));
        assert!(!says("They said “human error”."));
        assert!(!says("It wasn't carelessness."));
    }

    #[test]
    fn orders_to_the_author_are_told_from_names_of_values() {
        let found = |text: &str| bracketed(text).map(|range| text[range].to_owned());
        for text in [
            "[your name]",
            "<fill in>",
            "<describe the impact>",
            "[TBD]",
            "{{ title of the incident }}",
            "[YYYY-MM-DD]",
        ] {
            assert_eq!(found(&format!("x {text} y")).as_deref(), Some(text), "{text}");
        }
        for text in [
            "kubectl delete pod <name>",
            "[x]",
            "[date]",
            "<your-token>",
            "[add a test](x.md)",
            "array[time]",
            "{owner}",
            "[1]",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn people_are_told_from_teams() {
        assert!(is_person("Ann Other") && is_person("Ann"));
        assert!(!is_person("platform") && !is_person("Platform Team") && !is_person("SRE"));
    }
}
