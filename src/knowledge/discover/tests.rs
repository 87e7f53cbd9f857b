//! Discovery on small casebooks.

use super::*;
use crate::config::Config;
use crate::knowledge::LinkState;
use crate::model::Incident;
use crate::source::SourceFile;
use crate::{catalogue, record};

fn told(id: &str, section: &str, text: &str) -> Incident {
    let text = format!("# Record {id}\n\n## Symptoms\n\nIt failed.\n\n## {section}\n\n{text}\n");
    record::read(&SourceFile::new(format!("{id}.md"), text), &Config::default()).0
}

/// Records of these causes, and ten that tell nothing in common.
fn base(causes: &[&str]) -> KnowledgeBase {
    let incidents = causes.iter().enumerate().map(|(at, cause)| told(&format!("r{at:02}"), "Root cause", cause));
    KnowledgeBase::assemble(incidents.chain(strangers()).collect(), Vec::new())
}

fn strangers() -> impl Iterator<Item = Incident> {
    (0..10).map(|at| told(&format!("s{at}"), "Root cause", &format!("Bird{at} slept beside mast{at}.")))
}

fn shown(found: &Discovery) -> Vec<(&str, Vec<usize>)> {
    let members = |proposal: &Proposal| {
        let mut members: Vec<usize> = proposal.members.iter().map(|member| member.incident).collect();
        members.sort_unstable();
        members
    };
    found.proposals.iter().map(|proposal| (proposal.id.as_str(), members(proposal))).collect()
}

/// Three of seven records tell that an environment variable was missing.
const CAUSES: [&str; 7] = [
    "The environment variable was missing on the new host.",
    "An environment variable was not set in the job.",
    "The release lacked an env var that the billing page reads.",
    "The disk drive broke during the night.",
    "A pigeon sat on the antenna.",
    "The invoice was printed upside down.",
    "The environment variable was read as it should be.",
];

#[test]
fn incidents_that_word_their_cause_alike_are_a_proposal() {
    let base = base(&CAUSES);
    let found = discover(&base, 3);
    assert_eq!(shown(&found), [("missing-environment-variable", vec![0, 1, 2])]);
    assert_eq!((found.unexplained, found.wordless), (17, 0));
    assert_eq!(found.one_offs.iter().map(|one| one.incident).collect::<Vec<_>>(), (3..17).collect::<Vec<_>>());
    // Of the four that are alone, the last shares words with the first, the pigeon with nobody.
    let nearest = |at: usize| found.one_offs[at].nearest.as_ref().map(|(other, _)| *other);
    assert_eq!((nearest(1), nearest(3)), (None, Some(0)));
}

#[test]
fn a_proposal_is_a_pattern_file_without_a_fault_that_finds_its_incidents() {
    let first = base(&CAUSES);
    let found = discover(&first, 3);
    let file = SourceFile::new("patterns/missing-environment-variable.md", found.proposals[0].text.as_str());
    let (pattern, findings) = catalogue::parse(&file, false);
    assert!(findings.is_empty(), "{findings:?}");
    let pattern = pattern.expect("a good pattern");
    assert_eq!(pattern.signals[0].all.len(), 2);
    let incidents = first.incidents.clone();
    let second = KnowledgeBase::assemble(incidents, vec![pattern]);
    let mut seen: Vec<usize> =
        second.links.iter().filter(|link| link.state == LinkState::Detected).map(|l| l.incident).collect();
    seen.sort_unstable();
    assert_eq!(seen, [0, 1, 2]);
    // What it explains is not proposed again.
    assert_eq!(shown(&discover(&second, 2)), []);
}

#[test]
fn denials_remedies_and_what_came_of_it_are_no_cause() {
    let causes = [
        "The environment variable was not missing.",
        "A pigeon, which led to a missing environment variable.",
        "We will add the missing environment variable.",
        "The environment variable was missing.",
    ];
    assert_eq!(shown(&discover(&base(&causes), 2)), []);
}

#[test]
fn a_name_that_one_team_shares_is_no_pattern() {
    let causes = ["Zorblax was missing here.", "The Zorblax was missing there.", "Then Zorblax was missing again."];
    assert_eq!(shown(&discover(&base(&causes), 2)), []);
}

#[test]
fn the_same_sentence_in_two_records_is_one_wording() {
    let causes = ["The config was missing.", "The config was missing.", "A pigeon sat on it."];
    assert_eq!(shown(&discover(&base(&causes), 2)), []);
}

#[test]
fn no_proposal_swallows_the_casebook() {
    let told = |share: usize| {
        let cause = |at: usize| {
            if at < share { format!("The config was missing in place {at}.") } else { format!("Bird {at} sat on it.") }
        };
        let causes: Vec<String> = (0..40).map(cause).collect();
        let base = base(&causes.iter().map(String::as_str).collect::<Vec<_>>());
        discover(&base, 2).proposals.len()
    };
    // Of fifty incidents it may take seven.
    assert_eq!((told(7), told(8)), (1, 0));
}

#[test]
fn a_note_without_sections_is_read_by_its_reasons() {
    let note = |id: &str, text: &str| record::read(&SourceFile::new(id, text), &Config::default()).0;
    let incidents = vec![
        note("a.md", "# A\n\nThe page was blank because an environment variable was missing.\n"),
        note("b.md", "# B\n\nThe job died due to a missing environment variable on the host.\n"),
        note("c.md", "# C\n\nThe environment variable list was long. A pigeon was missing.\n"),
    ];
    let base = KnowledgeBase::assemble(incidents.into_iter().chain(strangers()).collect(), Vec::new());
    assert_eq!(shown(&discover(&base, 2)), [("missing-environment-variable", vec![0, 1])]);
}

#[test]
fn hostile_words_stay_words() {
    let causes = [
        "The \"environment variable\" was missing: `<script>` \\ --- # *x*",
        "An environment variable was missing; {{ boom }} [a](javascript:x) \u{202e}",
        "Nothing else.",
    ];
    let base = base(&causes);
    let found = discover(&base, 2);
    assert_eq!(found.proposals.len(), 1);
    for proposal in &found.proposals {
        let (pattern, findings) = catalogue::parse(&SourceFile::new("p.md", proposal.text.as_str()), false);
        assert!(pattern.is_some() && findings.is_empty(), "{findings:?}\n{}", proposal.text);
        assert!(!proposal.text.contains("<script>") || proposal.text.contains("\\<script\\>"), "{}", proposal.text);
    }
}
