//! What a record claims, in the ways people write it.

use crate::config::Config;
use crate::model::CauseState;
use crate::source::SourceFile;

fn causes(text: &str) -> Vec<String> {
    let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
    incident.causes.into_iter().map(|cause| cause.statement.value).collect()
}

#[test]
fn a_heading_that_only_announces_gives_way_to_what_stands_beneath() {
    let text =
        "## Root cause analysis\n\n### Why it persisted\n\nNobody read the log.\n\n### The pool was too small\n\nx\n";
    assert_eq!(causes(text), ["Nobody read the log.", "The pool was too small"]);
    assert_eq!(causes("## Root cause\n\n### Direct cause\n\nThe disk was full.\n"), ["The disk was full."]);
}

#[test]
fn a_sentence_that_names_the_cause_goes_before_what_was_thought_first() {
    let text =
        "## Root cause analysis\n\nFirst an attack was suspected. The actual cause was a full disk on the primary.\n";
    assert_eq!(causes(text), ["The actual cause was a full disk on the primary."]);
    let text = "## Ursachenanalyse\n\nEin Angriff wurde vermutet. Die Ursache war eine volle Platte.\n";
    assert_eq!(causes(text), ["Die Ursache war eine volle Platte."]);
    // One of several is no better than what opens the section.
    let text = "## Root cause\n\nThis was due to two faults. The first root cause was a full disk on the primary.\n";
    assert_eq!(causes(text), ["This was due to two faults."]);
}

#[test]
fn of_whys_in_a_table_the_last_answer_is_the_cause() {
    let text = "## 5 Whys\n\n| # | Why? | Because |\n|---|---|---|\n| 1 | Why was it late? | No job ran |\n| 2 | Why not? | A lock was left |\n";
    assert_eq!(causes(text), ["A lock was left"]);
}

#[test]
fn of_five_whys_the_last_answer_is_the_cause() {
    let text =
        "## Five whys\n\n1. **Why was it slow?**\n   → The queue was long.\n2. Why was it long? Nobody drained it.\n";
    assert_eq!(causes(text), ["Nobody drained it."]);
    let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
    assert_eq!(incident.causes[0].span.range(), 0..text.len());
}

#[test]
fn parts_behind_bold_labels_are_causes_of_their_own() {
    let text = "## Root causes\n\n**billing (1 error):** The pool was too small. x\n\n\
                **store:** The disk was full. Possible causes: a leak.\n";
    assert_eq!(causes(text), ["The pool was too small.", "The disk was full."]);
}

#[test]
fn issues_that_were_resolved_are_no_fixes() {
    let text = "## Resolved issues\n\n- The build failed, as the disk was full.\n";
    let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
    assert!(incident.fixes.is_empty());
    assert_eq!(incident.symptoms.len(), 1);
}

#[test]
fn a_table_gives_its_first_row_and_no_number() {
    assert_eq!(
        causes("## Root cause\n\n| # | cause |\n|---|---|\n| 1 | The disk was full. |\n"),
        ["The disk was full."]
    );
}

#[test]
fn who_does_not_know_the_cause_names_none() {
    for text in ["Unknown.", "We do not know the root cause.", "Engineers do not have a deﬁnitive root cause yet."] {
        assert_eq!(causes(&format!("## Root cause\n\n{text}\n")), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_was_found_out_is_confirmed_under_any_heading() {
    let state = |text: &str| {
        let text = format!("## Preliminary root cause\n\n{text}\n");
        let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        incident.causes[0].state
    };
    assert_eq!(state("Engineers determined that a disk was full."), CauseState::Stated);
    assert_eq!(state("A disk was full."), CauseState::Suspected);
    assert_eq!(state("Engineers identified a full disk as the potential root cause."), CauseState::Suspected);
    assert_eq!(state("We determined that it was likely a full disk."), CauseState::Suspected);
}

#[test]
fn a_contributing_factor_is_never_called_the_cause() {
    let states = |text: &str| {
        let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        incident.causes.iter().map(|cause| cause.state).collect::<Vec<_>>()
    };
    assert_eq!(states("## Contributing factors\n\n- The hotfix was missing.\n"), [CauseState::Contributing]);
    assert_eq!(states("## Contributing factors\n\n- Probably the hotfix.\n"), [CauseState::Suspected]);
    assert_eq!(states("## Cause\n\n- A\n\n## Contributing factors\n\n- B\n"), [CauseState::Stated]);
}

#[test]
fn a_sentence_of_the_template_is_no_cause() {
    let told = causes("## Root cause\n\nA quick TL;DR of the technical issue.\nThe pool ran dry.\n");
    assert_eq!(told, ["The pool ran dry."]);
    let told = causes("## Root cause\n\nA short summary of the change was never sent. Nobody knew.\n");
    assert_eq!(told, ["A short summary of the change was never sent."]);
}

#[test]
fn contributing_factors_stand_in_where_no_cause_is_named() {
    assert_eq!(causes("## Contributing factors\n\n- The hotfix was missing.\n"), ["The hotfix was missing."]);
    let sought = "## Root cause\n\nUnknown.\n\n## Contributing factors\n\n- The hotfix was missing.\n";
    assert_eq!(causes(sought), Vec::<String>::new());
}

#[test]
fn the_one_hypothesis_of_a_table_that_held_is_the_cause() {
    let states = |text: &str| {
        let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        incident.causes.into_iter().map(|cause| (cause.statement.value, cause.state)).collect::<Vec<_>>()
    };
    let table = "## Analysis\n\n| Hypothesis | Result |\n|---|---|\n| The pool leaks | Ruled out |\n| The lock is held | Confirmed |\n";
    assert_eq!(states(table), [("The lock is held".to_owned(), CauseState::Confirmed)]);
    // Of several each is a part of it; and what a section says of the cause counts before all tables.
    let several = format!("{table}| The disk is slow | ✅ |\n");
    let parts = ["The lock is held", "The disk is slow"].map(|cause| (cause.to_owned(), CauseState::Contributing));
    assert_eq!(states(&several), parts);
    assert_eq!(states(&format!("{table}\n## Root cause\n\nA bug.\n")), [("A bug.".to_owned(), CauseState::Stated)]);
    // An idea that was accepted is none.
    assert_eq!(states(&table.replace("Hypothesis", "Idea")), []);
    assert_eq!(states(&table.replace("Analysis", "Action items")), []);
}

#[test]
fn a_fix_is_what_was_done_where_a_section_first_tells_how_it_was_noticed_or_what_was_believed() {
    let fix = |text: &str| {
        let text = format!("## Resolution\n\n{text}\n");
        let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        incident.fixes.into_iter().map(|fix| fix.statement.value).collect::<Vec<_>>()
    };
    assert_eq!(fix("Engineers were paged at ten. They rolled it back."), ["They rolled it back."]);
    assert_eq!(
        fix("We thought it was the disk at first. Restarted it in vain. The pool was raised to 40."),
        ["The pool was raised to 40."]
    );
    assert_eq!(fix("The release was rolled back. Engineers had been paged."), ["The release was rolled back."]);
    assert_eq!(fix("The pool is larger now. It was restarted."), ["The pool is larger now."]);
}
