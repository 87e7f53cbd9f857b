//! Actions: the promises of a record, with their owners, dates and guards.

use super::Record;
use super::action_notes::{self, Due, Names};
use super::prose::{self, Prose};
use super::values::date_prefix;
use super::words::TheoryPart;
use super::{action_lines, action_rows, action_tails};
use crate::diag::{Diagnostic, rule};
use crate::markdown::{BlockKind, ItemInfo};
use crate::model::{Action, ActionState, Date, Role, SectionKind};
use crate::source::{Span, Spanned};

/// The actions of a record: items and rows of its sections for actions and prevention, and items with a box anywhere else.
pub(super) fn find(record: &Record<'_>, findings: &mut Vec<Diagnostic>) -> Vec<Action> {
    let mut actions = Vec::new();
    let sections = [SectionKind::Actions, SectionKind::Prevention].map(|kind| record.sections_of(kind)).concat();
    actions.extend(sections.iter().flat_map(|&section| action_lines::find(record, section, findings)));
    let mut extents: Vec<_> = sections.into_iter().map(|section| record.extent(section)).collect();
    extents.extend(announced(record));
    extents.sort_unstable();
    // A section for prevention may stand in one for actions.
    extents.dedup_by(|inner, outer| outer.contains(*inner));
    // What is ticked off among theories, hypotheses and causes was looked into, and nobody promised it.
    let is_attempt = |item: &ItemInfo| {
        let around = &record.sections[record.section_at(item.span.start) as usize];
        matches!(around.role, Role::RuledOut | Role::Cause)
            || record.words.theory_part(&around.title) == Some(TheoryPart::Statement)
    };
    for &extent in &extents {
        actions.extend(action_rows::find(record, extent, findings));
    }
    let names = extents.iter().map(|&extent| names_in(record, extent)).collect::<Vec<_>>();
    for item in &record.document.items {
        let reached = extents.partition_point(|extent| extent.start <= item.span.start);
        let promised = reached > 0 && extents[reached - 1].holds(item.span.start);
        let nested = item.parent.is_some_and(|parent| {
            let outer = &record.document.items[parent as usize];
            item.checked.is_none() || (outer.checked.is_none() && !promised)
        });
        let is_box = item.checked.is_some() && !is_attempt(item);
        if (promised || is_box) && !(nested && item.checked.is_none()) {
            let names = reached.checked_sub(1).filter(|_| promised).map_or(Names::AreWords, |extent| names[extent]);
            actions.extend(action(record, item, names, findings));
        }
    }
    actions.sort_by_key(|action| action.span.start);
    actions
}

/// The lists that a sentence announces as promises, wherever they stand: `To keep this from happening again, we will:`.
pub(super) fn announced(record: &Record<'_>) -> Vec<Span> {
    // What a section says that it holds counts before what a sentence in it does.
    let may_hold = |at: usize| {
        let kind = record.sections[record.section_at(record.document.blocks[at].span.start) as usize].kind;
        matches!(kind, SectionKind::Other | SectionKind::Summary | SectionKind::Lessons | SectionKind::Fix)
    };
    let blocks = &record.document.blocks;
    let list_behind = |at: usize| {
        let mut items = blocks[at + 1..].iter().map_while(|block| block.item);
        let first = record.document.items[items.next()? as usize].span;
        Some(items.fold(first, |span, item| span.to(record.document.items[item as usize].span)))
    };
    let announces = |at: &usize| {
        let text = record.proses[*at].first().map_or("", |prose| prose.text.trim_end());
        let last = crate::text::sentences(text).pop().unwrap_or_default();
        blocks[*at].kind == BlockKind::Paragraph
            && blocks[*at].item.is_none()
            && may_hold(*at)
            && text.ends_with([':', '：'])
            && record.words.says.announces_actions(&text[last])
    };
    (0..blocks.len()).filter(announces).filter_map(list_behind).collect()
}

/// Whether most items of a list of promises, and more than one, end with a name.
fn names_in(record: &Record<'_>, extent: Span) -> Names {
    let words = &record.words.promises;
    let items = record.items_in(extent);
    let texts = items.iter().filter_map(|item| Some(record.item_text(item)?.text.trim()));
    let named = texts
        .filter(|text| action_notes::ends_in_name(words, without_state(record, text).map_or(text, |(rest, _)| rest)))
        .count();
    if named > 1 && named * 3 >= items.len() * 2 { Names::AreOwners } else { Names::AreWords }
}

fn action(record: &Record<'_>, item: &ItemInfo, names: Names, findings: &mut Vec<Diagnostic>) -> Option<Action> {
    let prose = record.item_text(item)?;
    let state = match item.checked {
        Some(true) => ActionState::Done,
        Some(false) => ActionState::Open,
        None => ActionState::Unmarked,
    };
    from_prose(record, prose, item.span, state, names, findings)
}

/// The action that a run of prose tells; `span` is all of its item or row.
pub(super) fn from_prose(
    record: &Record<'_>,
    prose: &Prose,
    span: Span,
    state: ActionState,
    names: Names,
    findings: &mut Vec<Diagnostic>,
) -> Option<Action> {
    let mut action = Action {
        text: String::new(),
        state,
        owner: None,
        due: None,
        guard: None,
        ticket: None,
        span,
        section: record.section_at(span.start),
    };
    let end = take_tail(record, prose, &mut action);
    // `Renew it (owner: Ana) - done`: owner and day stand before the state.
    let behind = without_state(record, &prose.text[..end])
        .filter(|(rest, _)| action.state == ActionState::Unmarked && prose.text.starts_with(rest));
    let end = behind.map_or(end, |(rest, _)| rest.len());
    if let Some((_, state)) = behind {
        action.state = state;
    }
    let mut notes = action_notes::find(&record.words.promises, &prose.text[..end], names);
    action.owner = action.owner.or(notes.owner);
    if let Some((due, range)) = notes.due.filter(|_| action.due.is_none()) {
        action.due = day_of(due, record.day).map(|day| Spanned::new(day, prose.span(range)));
        // A day whose year nobody knows stays where it stands.
        if action.due.is_none() {
            notes.taken.clear();
        }
    }
    let mut kept = Vec::new();
    let mut closing = "";
    let mut from = 0;
    for to in notes.taken.iter().map(|taken| taken.start).chain([end]) {
        let mut at = from;
        for word in prose.text[from..to].split_inclusive(char::is_whitespace) {
            let range = prose::trim(&prose.text, at..at + word.len());
            at += word.len();
            if range.is_empty() || take(record, prose, range.clone(), &mut action, findings) {
                continue;
            }
            // The mark that stood behind a note closes the text before it.
            if !kept.is_empty() && prose.text[range.clone()].chars().all(|c| matches!(c, '.' | ';' | '!')) {
                closing = &prose.text[range];
            } else {
                kept.push(&prose.text[range]);
            }
        }
        from = notes.taken.iter().find(|taken| taken.start == to).map_or(to, |taken| taken.end);
    }
    // What `@ana - 2026-03-01` leaves behind is no text.
    while kept.last().is_some_and(|word: &&str| matches!(*word, "-" | "–" | "—" | "," | "()" | "( )")) {
        kept.pop();
    }
    action.text = kept.join(" ") + closing;
    if action.state == ActionState::Unmarked
        && let Some((text, state)) = without_state(record, &action.text)
    {
        (action.text, action.state) = (text.to_owned(), state);
    }
    (!action.text.is_empty()).then_some(action)
}

/// Reads owner, day and state at the end of an action; where its text ends without them.
fn take_tail(record: &Record<'_>, prose: &Prose, action: &mut Action) -> usize {
    let Some(tail) = action_tails::find(&record.words.promises, &prose.text) else { return prose.text.len() };
    action.owner = tail.owner;
    let due = tail.due.map(|(due, range)| (day_of(due, record.day), range));
    // A day whose year nobody knows stays where it stands.
    let is_told = !tail.says_more && due.as_ref().is_none_or(|(day, _)| day.is_some());
    action.due = due.and_then(|(day, range)| Some(Spanned::new(day?, prose.span(range))));
    if action.state == ActionState::Unmarked {
        action.state = tail.state.unwrap_or(ActionState::Unmarked);
    }
    if is_told { tail.start } else { prose.text.len() }
}

/// The day that something is due; one without a year comes next after the day of the incident.
fn day_of(due: Due, incident: Option<Date>) -> Option<Date> {
    let (month, day) = match due {
        Due::Day(day) => return Some(day),
        Due::OfYear(month, day) => (month, day),
    };
    let incident = incident?;
    let year = i32::from(incident.0.year());
    let on = |year: i32| Date::parse(&format!("{year:04}-{month:02}-{day:02}"));
    on(year).filter(|day| *day >= incident).or_else(|| on(year + 1))
}

/// Takes a word as owner, date, guard or ticket; `false` where it is none and stays in the text.
fn take(
    record: &Record<'_>,
    prose: &Prose,
    range: std::ops::Range<usize>,
    action: &mut Action,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    let word = prose.text[range.clone()].trim_end_matches([',', ';']);
    let span = prose.span(range.start..range.start + word.len());
    let bare = word.trim_end_matches('.');
    let unbracketed = bare.strip_prefix('(').and_then(|word| word.strip_suffix(')')).unwrap_or(word);
    if let Some(name) = unbracketed.strip_prefix('@').filter(|name| is_name(name)) {
        action.owner.get_or_insert_with(|| name.to_owned());
        return true;
    }
    if let Some(text) = word.strip_prefix("due:") {
        let Some(Ok((date, _))) = date_prefix(text).filter(|_| text.len() == 10) else {
            let finding = Diagnostic::new(&rule::BAD_VALUE, record.file, span, format!("`{text}` is not a day"));
            findings.push(finding.with_help("write `due:YYYY-MM-DD`"));
            return false;
        };
        action.due.get_or_insert(Spanned::new(date, span));
        return true;
    }
    if let Some(path) = word.strip_prefix("guard:").filter(|path| !path.is_empty()) {
        action.guard.get_or_insert_with(|| Spanned::new(path.to_owned(), span));
        return true;
    }
    // A ticket in brackets of its own is taken out; one in the flow of the sentence stays.
    let bare = word.trim_matches(['(', ')', '[', ']']);
    if is_ticket(bare) {
        action.ticket.get_or_insert_with(|| bare.to_owned());
        return bare.len() < word.len();
    }
    false
}

/// The text of an action without the mark or word that tells its state: `✅ Renew it`, `Renew it (done)`, `Renew it - open`.
fn without_state<'t>(record: &Record<'_>, text: &'t str) -> Option<(&'t str, ActionState)> {
    const BEFORE: [&str; 8] = ["✅", "✔️", "✔", "☑", "DONE:", "Done:", "[DONE]", "[done]"];
    const BEHIND: [&str; 4] = ["✅", "✔️", "✔", "☑"];
    let words = &record.words.promises;
    let before = BEFORE.iter().find_map(|mark| text.strip_prefix(mark));
    if let Some(rest) = before.or_else(|| BEHIND.iter().find_map(|mark| text.strip_suffix(mark))) {
        return Some((rest.trim(), ActionState::Done));
    }
    let bare = text.strip_suffix('.').unwrap_or(text);
    // `Make it fail safe (closed)` says how, and no state.
    let bracket = bare.strip_suffix([')', ']']).and_then(|text| text.rsplit_once(['(', '[']));
    let bracket = bracket.filter(|(_, word)| !words.may_tell_how(&word.trim().to_lowercase()));
    let dash =
        [" - ", " – ", " — "].into_iter().filter_map(|dash| bare.rsplit_once(dash)).min_by_key(|(_, word)| word.len());
    // `— Ana, done`: the state stands behind the name.
    let comma = bare.rsplit_once(", ").filter(|(rest, _)| action_notes::ends_in_name(words, rest));
    bracket.into_iter().chain(dash).chain(comma).find_map(|(rest, word)| {
        let word = word.trim().to_lowercase();
        let state = words.state(&word)?;
        Some((rest.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—')), state))
    })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
}

/// `OPS-41` or `#41`.
fn is_ticket(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(number) = word.strip_prefix('#') {
        return digits(number);
    }
    word.rsplit_once('-').is_some_and(|(project, number)| {
        let letters = project.len() >= 2 && project.starts_with(|c: char| c.is_ascii_uppercase());
        let common = matches!(project, "UTF" | "SHA" | "ISO" | "RFC" | "CVE" | "COVID" | "X" | "TLS");
        letters && !common && project.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) && digits(number)
    })
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::model::ActionState;
    use crate::source::SourceFile;

    type Told = (String, Option<String>, Option<String>, ActionState);

    fn actions(text: &str) -> Vec<Told> {
        let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        let due = |action: &crate::model::Action| action.due.as_ref().map(|due| due.value.to_string());
        incident.actions.iter().map(|one| (one.text.clone(), one.owner.clone(), due(one), one.state)).collect()
    }

    fn told(text: &str, owner: Option<&str>, due: Option<&str>, state: ActionState) -> Told {
        (text.to_owned(), owner.map(str::to_owned), due.map(str::to_owned), state)
    }

    #[test]
    fn actions_in_a_line_behind_a_label_are_one_each() {
        let text = "# T\n\n**Cause:** A lock.\n**Actions:** renew it (owner: Ana, due: 2026-03-01); watch it\n\nMore; of it.\n";
        let expected = [
            told("renew it", Some("Ana"), Some("2026-03-01"), ActionState::Unmarked),
            told("watch it", None, None, ActionState::Unmarked),
        ];
        assert_eq!(actions(text), expected);
    }

    #[test]
    fn a_state_may_stand_behind_owner_and_day() {
        let text = "# T\n\n## Actions\n\n- Renew it (Ana, 2026-03-01) - Done\n- [done] Watch it\n- Ask them – in progress\n- Fail safe (closed)\n";
        let expected = [
            told("Renew it", Some("Ana"), Some("2026-03-01"), ActionState::Done),
            told("Watch it", None, None, ActionState::Done),
            told("Ask them", None, None, ActionState::Open),
            told("Fail safe (closed)", None, None, ActionState::Unmarked),
        ];
        assert_eq!(actions(text), expected);
    }

    #[test]
    fn names_that_end_most_items_are_owners_and_a_day_without_a_year_follows_the_incident() {
        let text = "---\ndate: 2025-11-03\n---\n# T\n\n## Actions\n\n- Renew it — Ana, done\n- Watch it — Ben\n\
                    - Ask them — Chris\n- Close it — Dan — Jan 15\n";
        let expected = [
            told("Renew it", Some("Ana"), None, ActionState::Done),
            told("Watch it", Some("Ben"), None, ActionState::Unmarked),
            told("Ask them", Some("Chris"), None, ActionState::Unmarked),
            told("Close it", Some("Dan"), Some("2026-01-15"), ActionState::Unmarked),
        ];
        assert_eq!(actions(text), expected);
        let words = "# T\n\n## Actions\n\n- Move the queue (Kafka)\n- Watch it\n- Ask them – soon\n";
        assert!(actions(words).iter().all(|(_, owner, ..)| owner.is_none()));
    }

    #[test]
    fn a_list_that_a_sentence_announces_holds_promises_and_what_was_done_is_none() {
        let text = "# T\n\nA lock.\n\nWe took these steps to restore it:\n\n- restart\n\nTo prevent it from happening again:\n\n\
                    - Renew it (Ana, 2026-03-01)\n\n- Watch it\n\nThank you.\n\n- Bye\n";
        let expected = [
            told("Renew it", Some("Ana"), Some("2026-03-01"), ActionState::Unmarked),
            told("Watch it", None, None, ActionState::Unmarked),
        ];
        assert_eq!(actions(text), expected);
    }

    #[test]
    fn what_is_ticked_off_among_hypotheses_is_no_action() {
        assert_eq!(actions("# T\n\n## Hypotheses\n\n- [x] a lock\n- [ ] the disk\n"), []);
    }
}
