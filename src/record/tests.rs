//! What `docs/FORMAT.md` promises, seen through the one door of this module.

use super::*;
use crate::model::{ActionState, CauseState, CurationLevel, Outcome, Status};

fn incident(text: &str) -> Incident {
    read(&SourceFile::new("2024-05-06-pool.md", text), &Config::default()).0
}

fn values(list: &[crate::source::Spanned<String>]) -> Vec<&str> {
    list.iter().map(|item| item.value.as_str()).collect()
}

fn causes(text: &str) -> Vec<String> {
    incident(text).causes.into_iter().map(|cause| cause.statement.value).collect()
}

fn fixes(text: &str) -> Vec<String> {
    incident(text).fixes.into_iter().map(|fix| fix.statement.value).collect()
}

/// The record that the page on the grammar opens with.
fn complete() -> Incident {
    let page = include_str!("../../docs/FORMAT.md");
    let (_, record) = page.split_once("````markdown\n").expect("the page shows a record");
    let (record, _) = record.split_once("````").expect("the record ends");
    let (incident, findings) = read(&SourceFile::new("hang.md", record), &Config::default());
    assert!(findings.is_empty(), "{findings:?}");
    incident
}

#[test]
fn the_record_in_the_grammar_is_read_as_the_grammar_says() {
    let incident = complete();
    assert_eq!(incident.status.as_ref().map(|status| status.value), Some(Status::Resolved));
    assert_eq!((values(&incident.services), values(&incident.tags).len()), (vec!["second-brain"], 3));
    assert_eq!(incident.symptoms.len(), 2);
    let [theory] = &incident.theories[..] else { panic!("one theory, not {:?}", incident.theories) };
    assert_eq!(theory.statement.value, "The log shipper blocks the event loop");
    assert_eq!(theory.outcome.as_ref().map(|outcome| outcome.value), Some(Outcome::LookedLikeAFix));
    let parts = [&theory.believed_because, &theory.tried, &theory.wrong_because, &theory.settled_by];
    assert!(parts.iter().all(|part| part.is_some()), "{theory:?}");
    let [cause] = &incident.causes[..] else { panic!("one cause, not {:?}", incident.causes) };
    assert_eq!((cause.state, cause.confirmed_by.is_some()), (CauseState::Confirmed, true));
    assert_eq!(incident.fixes.len(), 1);
    assert_eq!(
        incident.events.iter().map(|event| event.when.as_str()).collect::<Vec<_>>(),
        ["2025-07-10 09:20", "2025-07-14 11:00"]
    );
    let [done, open] = &incident.actions[..] else { panic!("two actions, not {:?}", incident.actions) };
    assert_eq!((done.state, open.state), (ActionState::Done, ActionState::Open));
    assert_eq!(done.text, "Route all handlers through the queue");
    assert_eq!(done.guard.as_ref().map(|guard| guard.value.as_str()), Some("tests/logging_test.py"));
    assert_eq!((open.owner.as_deref(), open.ticket.as_deref()), (Some("sre"), Some("OPS-41")));
    assert_eq!((incident.level, &incident.missing[..]), (CurationLevel::Guarded, &[][..]));
}

#[test]
fn of_two_names_of_a_key_the_own_one_counts_and_no_value_is_lost() {
    let text = "---\nmodule: System\ncomponent: tooling\ncreated: 2024-01-05\ndate: 2024-01-02\nstatus: resolved\n\
                resolved: last week\n---\n# T\n";
    let incident = incident(text);
    assert_eq!(values(&incident.services), ["System", "tooling"]);
    assert_eq!(incident.date.map(|date| date.value.to_string()).as_deref(), Some("2024-01-02"));
    let extra: Vec<_> = incident.extra.iter().map(|field| (field.key.as_str(), field.text.as_str())).collect();
    assert_eq!(extra, [("resolved", "last week"), ("created", "2024-01-05")]);
}

#[test]
fn the_date_is_the_one_in_the_text_before_the_one_in_the_name() {
    let date = |text| incident(text).date.map(|date| date.value.to_string());
    assert_eq!(date("# T\n\nDate: 2023-01-02\n").as_deref(), Some("2023-01-02"));
    assert_eq!(date("# T\n").as_deref(), Some("2024-05-06"));
}

#[test]
fn causes_under_headings_that_only_name_the_section_are_told_by_their_text() {
    assert_eq!(
        causes("## Root cause analysis\n\n### Direct cause\n\nThe pool was empty. More.\n"),
        ["The pool was empty."]
    );
    assert_eq!(
        causes("## Root causes\n\nTwo.\n\n### The pool\n\na\n\n### The disk\n\nb\n"),
        ["Two.", "The pool", "The disk"]
    );
}

#[test]
fn a_cause_in_the_front_matter_is_one_unless_it_is_the_name_of_a_class() {
    assert_eq!(causes("---\nroot_cause: The pool was empty.\n---\n# T\n"), ["The pool was empty."]);
    assert_eq!(causes("---\nroot_cause: logic_error\n---\n# T\n"), Vec::<String>::new());
}

#[test]
fn a_fix_with_parts_is_one_fix_and_several_fixes_are_told_by_their_headings() {
    assert_eq!(fixes("## Resolution\n\nWe drained it.\n\n### Code\n\na\n\n### Tests\n\nb\n"), ["We drained it."]);
    assert_eq!(fixes("## Fixes\n\nWe drained it.\n\n### Drain\n\na\n\n### Refill\n\nb\n").len(), 3);
}

#[test]
fn claims_in_a_table_stand_in_the_column_of_that_name() {
    let table =
        "## Fix\n\n| # | Fix applied | Who |\n|---|---|---|\n| 1 | Drained the pool | ann |\n| 2 | Slept well | bo |\n";
    assert_eq!(fixes(table), ["Drained the pool", "Slept well"]);
    assert_eq!(
        causes("## Root cause\n\n| Pod | State |\n|---|---|\n| api | up |\n\nThe pool was empty.\n"),
        ["The pool was empty."]
    );
}

#[test]
fn of_a_question_and_its_answer_the_answer_is_the_cause() {
    assert_eq!(
        causes("## Root cause (5 whys)\n\n1. Why did it stop? Because the pool was empty.\n2. Why was it?\n"),
        ["Because the pool was empty.", "Why was it?"]
    );
}

#[test]
fn a_cause_is_suspected_where_the_record_says_so() {
    let state = |text| incident(text).causes.first().map(|cause| cause.state);
    assert_eq!(state("## Root cause\n\nthe pool\n"), Some(CauseState::Stated));
    for text in [
        "## Possible causes\n\n- the pool\n",
        "## Root cause\n\nIt was probably the pool.\n",
        "## Root cause\n\nIt is still unknown why the pool was empty.\n",
        "**Root cause hypothesis:** the pool\n",
        "---\nstatus: investigating\n---\n\n## Root cause\n\nthe pool\n",
    ] {
        assert_eq!(state(text), Some(CauseState::Suspected), "{text}");
    }
    assert_eq!(state("## Root cause\n\nUnknown.\n"), None);
}

#[test]
fn quotes_are_taken_off_a_statement_only_as_a_pair() {
    assert_eq!(bare_title("1. \"The pool\":"), "The pool");
    assert_eq!(bare_title("Mixing up \"exists\" with \"is used\""), "Mixing up \"exists\" with \"is used\"");
    assert_eq!(bare_title("\"exists\" taken for \"is used\""), "\"exists\" taken for \"is used\"");
    assert_eq!(bare_title("“The pool”"), "The pool");
    assert_eq!(bare_title("\""), "\"");
}

#[test]
fn symptoms_in_a_table_are_its_rows() {
    let incident = incident("## Symptoms\n\n| Where | What |\n|---|---|\n| api | hangs |\n| web | is slow |\n");
    assert_eq!(incident.symptoms.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(), ["api · hangs", "web · is slow"]);
}

#[test]
fn a_label_alone_is_no_title() {
    let title = |text| incident(text).title.value;
    assert_eq!(title("Impact: all\n\nSlow.\n"), "all");
    assert_eq!(title("Lessons Learned\n\nSlow.\n"), "Lessons Learned");
    assert_eq!(title("2026-05-03. Pager at four.\n\nIt hung.\n"), "Pager at four.");
    assert_eq!(title("What happened?\nThe disk was full.\n"), "The disk was full.");
    assert_eq!(title("## Summary\n\nThe disk was full.\n\n## Root cause\n\nLogs.\n"), "The disk was full.");
}

#[test]
fn a_label_with_a_note_in_brackets_opens_its_section() {
    assert_eq!(causes("**Symptom:** it hung\n\n**Root cause** (from the logs): the pool\n"), ["the pool"]);
    assert_eq!(causes("Symptom: it hung\n\nRoot cause (from the logs): the pool\n"), ["the pool"]);
}

#[test]
fn a_theory_is_a_heading_an_item_a_row_or_a_paragraph() {
    let told = |text: &str| {
        let theories = incident(text).theories.into_iter();
        theories.map(|t| (t.statement.value, t.wrong_because.map(|w| w.value))).collect::<Vec<_>>()
    };
    let expected = vec![("The pool".to_owned(), Some("it was full".to_owned()))];
    for body in [
        "### The pool\n\nWrong because: it was full\n",
        "- **The pool**: it was full\n",
        "| Theory | Why wrong |\n|---|---|\n| The pool | it was full |\n",
    ] {
        assert_eq!(told(&format!("## Failed theories\n\n{body}")), expected, "{body}");
    }
    let paragraph = told("**What didn't work:** The pool. it was full\n");
    assert_eq!(paragraph, [("The pool.".to_owned(), Some("it was full".to_owned()))]);
}

#[test]
fn a_record_reaches_the_first_level_with_title_date_symptoms_and_a_cause() {
    let level = |text| incident(text).level;
    assert_eq!(level("# T\n\n## Symptoms\n\nIt hung.\n\n## Root cause\n\nthe pool\n"), CurationLevel::Record);
    assert_eq!(level("# T\n\n## Root cause\n\nthe pool\n"), CurationLevel::Note);
    assert_eq!(level("---\nstatus: investigating\n---\n# T\n\n## Symptoms\n\nIt hung.\n"), CurationLevel::Record);
    assert_eq!(level("## Symptoms\n"), CurationLevel::Note);
}

/// Words that the texts below are made of and that no markup can be.
const WORDS: [&str; 6] = ["word1", "word2", "alpha", "日本", "👍🏽", "2024-01-02"];

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(256))]

    #[test]
    fn any_text_is_read_its_words_kept_and_every_place_lies_on_character_borders(
        text in "(---\n(title: |status: |resolved: |root_cause: |symptoms: \\[|date: |- |日本 |word1 |\n|: |x\n){0,12}(---|\\.\\.\\.)\n)?(## |# |Root cause|Failed theories|Fix|Actions|Timeline|Symptoms|Tried|Wrong because|: |\\*\\*|\\. |\n|\n\n|- |\\[ \\] |  |\\| |\\|-\\|-\\|\n|`|```\n|<b>|<!-- |-->|&amp;|\\[\\^1\\]|\\[a\\]\\(b\\)|> |日本|É|👍🏽|word2|alpha|@ann|due:2024-01-02|10:30|2024-01-02|\r\n|\t|\\\\|\\?|\\(|\\)|\"){0,60}"
    ) {
        let file = SourceFile::new("a.md", text.clone());
        let (incident, findings) = read(&file, &Config::default());
        let fits = |span: Span| text.get(span.range()).is_some();
        for finding in &findings {
            proptest::prop_assert!(fits(finding.span));
        }
        for passage in &incident.passages {
            proptest::prop_assert!(fits(passage.span));
            proptest::prop_assert!((passage.section as usize) < incident.sections.len());
            for (at, c) in passage.text.char_indices() {
                proptest::prop_assert!(fits(passage.source_span(at..at + c.len_utf8())), "{:?}", passage);
            }
        }
        for section in &incident.sections {
            proptest::prop_assert!(fits(section.span) && fits(section.head));
        }
        let symptoms = incident.symptoms.iter().chain(&incident.error_strings).map(|symptom| symptom.span);
        let claims = incident.causes.iter().flat_map(|c| [c.span, c.statement.span]);
        let theories = incident.theories.iter().flat_map(|t| [t.span, t.statement.span]);
        for span in symptoms.chain(claims).chain(theories).chain(incident.events.iter().map(|event| event.span)) {
            proptest::prop_assert!(fits(span));
        }
        let read: Vec<_> = incident.passages.iter().map(|passage| passage.text.to_lowercase()).collect();
        let read = read.join("\n");
        let mut written = text.clone();
        let (front, _) = front_matter(&file);
        for comment in markdown::comments(&text[front.body..], front.body).into_iter().rev() {
            written.replace_range(comment.span.range(), " ");
        }
        // What stands behind a `#` in front matter is a comment there.
        let body = written.split_off(front.body);
        let told = written.lines().map(|line| line.split_once('#').map_or(line, |(told, _)| told)).collect::<Vec<_>>();
        let written = told.join("\n") + &body;
        let lost: Vec<_> = WORDS.into_iter().filter(|word| written.contains(word) && !read.contains(word)).collect();
        proptest::prop_assert!(lost.is_empty(), "{lost:?}");
    }
}

#[test]
fn a_heading_that_disowns_a_hypothesis_is_one_theory() {
    let statements = |text: &str| {
        let (incident, _) = read(&SourceFile::new("a.md", format!("# T\n\n{text}")), &Config::default());
        let theories: Vec<_> = incident.theories.into_iter().map(|theory| theory.statement.value).collect();
        (theories, incident.causes.len())
    };
    let items = "\n\n- The dump showed no lock.\n- The log was empty.\n";
    let one = |text: &str| (vec![text.to_owned()], 0);
    assert_eq!(statements(&format!("## Hypothesis: a deadlock — ruled out{items}")), one("a deadlock"));
    assert_eq!(statements(&format!("## A full disk (ruled out){items}")), one("A full disk"));
    assert_eq!(statements("## Hypothesis 2: ruled out\n\nThe disk was full. It was not.\n"), one("The disk was full."));
    assert_eq!(statements("## Hypotheses ruled out\n\n- a\n- b\n"), (vec!["a".to_owned(), "b".to_owned()], 0));
    assert_eq!(statements("## Anti-pattern\n\n- Two locks in any order\n- x\n"), (Vec::new(), 0));
}

#[test]
fn actions_in_tables_are_read_by_the_heads_of_their_columns() {
    let text = "# It\n\n## Action items\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n\
                | Raise the limit | @ana | 2026-03-01 | done |\n| Alert on it OPS-7 | Bo | - | in progress |\n\n\
                | Metric | Value |\n|---|---|\n| errors | 7 |\n\n| Task |\n|---|\n| Write it down |\n";
    let incident = incident(text);
    let shown: Vec<_> = incident
        .actions
        .iter()
        .map(|action| {
            let due = action.due.as_ref().map(|due| due.value.to_string());
            (action.text.as_str(), action.state, action.owner.as_deref(), due, action.ticket.as_deref())
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("Raise the limit", ActionState::Done, Some("ana"), Some("2026-03-01".to_owned()), None),
            ("Alert on it OPS-7", ActionState::Open, Some("Bo"), None, Some("OPS-7")),
            ("Write it down", ActionState::Unmarked, None, None, None),
        ]
    );
}

#[test]
fn a_theory_behind_a_bold_label_ends_before_the_next_one() {
    let incident = incident(
        "# T\n\n## Investigation\n\n**Hypothesis 1: the disk.** It had room. Ruled out.\n\n**Hypothesis 2: the lock.** \
         Nobody held it. Ruled out.\n\n## Root cause\n\nThe clock.\n",
    );
    let told: Vec<_> = incident.theories.iter().map(|theory| incident.file.slice(theory.span)).collect();
    assert_eq!(told.len(), 2);
    assert!(told[0].ends_with("Ruled out.") && told[1].ends_with("Ruled out."), "{told:?}");
}

#[test]
fn a_list_that_a_sentence_announces_as_promises_is_promised_and_no_evidence() {
    let role = |text: &str| {
        let incident = incident(text);
        let item = incident.passages.iter().find(|passage| passage.text == "Renew the pool").expect("the item is kept");
        (incident.actions.len(), item.role)
    };
    let told = "# T\n\n## Summary\n\nIt is over. To keep this from happening again, we will:\n\n- Renew the pool\n- Watch it\n";
    assert_eq!(role(told), (2, Role::Future));
    // What announces nothing, tells what was, or ends in no colon goes before a list of anything.
    for other in ["These were slow:", "We restarted them to avoid this:", "To keep this from happening again, we will."]
    {
        let text = told.replace("To keep this from happening again, we will:", other);
        assert_eq!(role(&text), (0, Role::Neutral), "{other}");
    }
}
