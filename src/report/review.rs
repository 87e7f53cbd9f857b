//! A verdict, with what it rests on: for people and for programs.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde::Serialize;

use super::{LABEL, Look, QUIET, TITLE, count, json, meaning, reasons, safe};
use crate::export::similar::{DifferenceJson, NeighbourJson, ReasonJson, difference, neighbour_json};
use crate::knowledge::meaning::Near;
use crate::knowledge::review::{Claim, Earlier, Ground, Review};
use crate::knowledge::{Axis, KnowledgeBase, Said, shown_score};
use crate::model::Verdict;

const WIDTH: usize = 220;

/// A review as programs read it.
#[derive(Serialize)]
pub struct ReviewJson<'a> {
    schema: u32,
    /// The record under review.
    pub id: &'a str,
    /// Its file.
    pub path: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The verdict.
    pub verdict: Verdict,
    /// How many records are earlier.
    pub compared: usize,
    /// What it rests on.
    pub earlier: Vec<EarlierJson<'a>>,
    /// Where nothing comes to a verdict: what is nearest all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<NeighbourJson<'a>>,
    /// What the record says of its own past.
    pub claims: Vec<ClaimJson<'a>>,
}

/// An earlier incident that a verdict speaks of.
#[derive(Serialize)]
pub struct EarlierJson<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its file, relative to the folder of records.
    pub path: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// What this one alone comes to.
    pub verdict: Verdict,
    /// The axis that the verdict rests on.
    pub axis: Axis,
    /// Who says so.
    pub ground: Ground,
    /// Whether both are of one day, and nothing tells them apart in time.
    pub same_day: bool,
    /// How much it looks like it, from 0 to 1.
    pub looks: f32,
    /// How much it was caused like it, from 0 to 1.
    pub caused: f32,
    /// Why, on that axis first.
    pub reasons: Vec<ReasonJson<'a>>,
    /// What the authors say of the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
    /// The sentence that names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub named: Option<ClaimJson<'a>>,
    /// What differs.
    pub differs: DifferenceJson<'a>,
    /// What was left undone of it.
    pub open_actions: Vec<LeftJson<'a>>,
    /// At which place it is found, from 1, by the new record's symptom in its own words.
    pub found_at: Option<usize>,
}

/// A sentence about the past.
#[derive(Serialize)]
pub struct ClaimJson<'a> {
    /// What it claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
    /// The sentence.
    pub text: &'a str,
    /// The number of its line.
    pub line: u32,
}

/// An action that was left undone.
#[derive(Serialize)]
pub struct LeftJson<'a> {
    /// What was to be done.
    pub text: &'a str,
    /// Who had promised it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<&'a str>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// How many days it was overdue on the day of the new record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_overdue: Option<i64>,
    /// The number of its line.
    pub line: u32,
}

/// A review as programs read it.
pub fn view<'a>(base: &'a KnowledgeBase, review: &'a Review) -> ReviewJson<'a> {
    let this = &base.incidents[review.incident];
    let claim = |claimed: &'a crate::knowledge::review::Claimed| ClaimJson {
        claim: Some(claimed.claim),
        text: &claimed.line.text,
        line: this.file.position(claimed.line.span.start).line,
    };
    ReviewJson {
        schema: json::SCHEMA,
        id: this.id.as_str(),
        path: &this.file.path,
        title: &this.title.value,
        verdict: review.verdict,
        compared: review.among,
        earlier: review.earlier.iter().map(|earlier| earlier_json(base, review.incident, earlier)).collect(),
        nearest: review
            .nearest
            .iter()
            .map(|(axis, neighbour)| neighbour_json(base, review.incident, *axis, *neighbour))
            .collect(),
        claims: review.claims.iter().map(claim).collect(),
    }
}

fn earlier_json<'a>(base: &'a KnowledgeBase, this: usize, earlier: &'a Earlier) -> EarlierJson<'a> {
    let other = &base.incidents[earlier.incident];
    let axis =
        if earlier.verdict == Verdict::LookAlike || earlier.looks > earlier.caused && !earlier.verdict.is_repeat() {
            Axis::Looks
        } else {
            Axis::Caused
        };
    let (first, second) = match axis {
        Axis::Caused => (&earlier.caused_reasons, &earlier.looks_reasons),
        Axis::Looks => (&earlier.looks_reasons, &earlier.caused_reasons),
    };
    let mut reasons = first.clone();
    reasons.extend(second.iter().filter(|reason| !first.contains(reason)).cloned());
    let named = earlier.mention.as_ref().map(|mention| ClaimJson {
        claim: mention.claim,
        text: &mention.line.text,
        line: base.incidents[this].file.position(mention.line.span.start).line,
    });
    let left = |left: &crate::knowledge::review::Left| {
        let action = &other.actions[left.action];
        LeftJson {
            text: &action.text,
            owner: action.owner.as_deref(),
            due: action.due.as_ref().map(|due| due.value.to_string()),
            days_overdue: left.overdue,
            line: other.file.position(action.span.start).line,
        }
    };
    let mut told = BTreeSet::new();
    let not_told = |action: &&crate::knowledge::review::Left| told.insert(other.actions[action.action].text.as_str());
    EarlierJson {
        id: other.id.as_str(),
        path: &other.file.path,
        title: &other.title.value,
        date: other.date.as_ref().map(|date| date.value.to_string()),
        verdict: earlier.verdict,
        axis,
        ground: earlier.ground,
        same_day: earlier.same_day,
        looks: shown_score(earlier.looks),
        caused: shown_score(earlier.caused),
        reasons: crate::export::similar::reasons(base, this, earlier.incident, reasons),
        said: earlier.said,
        named,
        differs: difference(base, this, earlier.incident),
        open_actions: earlier.left.iter().filter(not_told).map(left).collect(),
        found_at: earlier.found_at,
    }
}

/// The review for programs: `{"schema", "verdict", "earlier": [{"id", "axis", "reasons", …}], …}`.
pub fn json(base: &KnowledgeBase, review: &Review, near: &[Near]) -> String {
    meaning::json(base, &view(base, review), near)
}

/// The review for people.
pub fn human(base: &KnowledgeBase, review: &Review, look: Look) -> String {
    let view = view(base, review);
    let mut out = String::new();
    let _ = writeln!(out, "{}: {}", look.paint(TITLE, view.verdict.name()), verdict_words(&view));
    let facts = format!("{} · compared with {}", view.id, count(view.compared, "earlier record"));
    let _ = writeln!(out, "{}", look.paint(QUIET, &facts));
    for claim in &view.claims {
        let text = safe::short(claim.text, WIDTH);
        let place = format!("{}:{}", safe::line(view.path), claim.line);
        let _ = writeln!(out, "  {} “{text}” {}", look.paint(LABEL, "it says:"), look.paint(QUIET, &place));
    }
    for earlier in &view.earlier {
        out.push('\n');
        write_earlier(&mut out, &view, earlier, look);
    }
    for near in &view.nearest {
        let facts = format!("({} · {} {:.2})", near.id, near.axis.name(), near.score);
        let title = look.paint(TITLE, &safe::short(near.title, WIDTH));
        let _ = writeln!(out, "\nnearest: {title} {}", look.paint(QUIET, &facts));
        reasons::write_reasons(&mut out, &near.reasons, [view.path, near.path], look);
    }
    out
}

/// What the verdict means, as sure as what it rests on: where nobody but the likeness of words says so, it is likely;
/// where a cause is not told, nobody knows that it is another.
pub fn verdict_words(view: &ReviewJson<'_>) -> String {
    let first = view.earlier.first();
    let ground = first.map(|earlier| earlier.ground);
    match (view.verdict, ground) {
        (verdict, Some(Ground::Alike | Ground::Claimed)) if verdict.is_repeat() => {
            format!("likely {}", verdict.words())
        }
        (Verdict::LookAlike, _) if first.is_some_and(|earlier| !is_denied(view, earlier) && is_untold(earlier)) => {
            "it looks like before; whether the cause is the same cannot be told yet".to_owned()
        }
        (Verdict::New, _) if !view.nearest.is_empty() => {
            "no earlier record is near enough to be the same or to look the same".to_owned()
        }
        (verdict, _) => verdict.words().to_owned(),
    }
}

/// Whether the record itself says that the cause was another.
fn is_denied(view: &ReviewJson<'_>, earlier: &EarlierJson<'_>) -> bool {
    let other = Some(Claim::OtherCause);
    earlier.named.as_ref().is_some_and(|named| named.claim == other)
        || view.claims.iter().any(|claimed| claimed.claim == other)
}

/// Whether the cause of one of the two was not read.
fn is_untold(earlier: &EarlierJson<'_>) -> bool {
    earlier.differs.cause.here.is_none() || earlier.differs.cause.there.is_none()
}

/// What is to be said where a cause was not read on which a verdict could rest, and what to do about it.
pub fn untold_words(view: &ReviewJson<'_>, earlier: &EarlierJson<'_>) -> Option<String> {
    if earlier.verdict.is_repeat() || !is_untold(earlier) {
        return None;
    }
    let cause = &earlier.differs.cause;
    let of = match (&cause.here, &cause.there) {
        (None, None) => format!("of {} or of {}", view.id, earlier.id),
        (None, Some(_)) => format!("of {}", view.id),
        (Some(_), _) => format!("of {}", earlier.id),
    };
    Some(format!("no cause {of} was found; write it under a heading `Root cause` and review again"))
}

/// How many actions that were left undone are told of one incident.
pub const MOST_LEFT: usize = 5;

/// The actions to tell, and how many more there are.
pub fn told_left<'e, 'a>(earlier: &'e EarlierJson<'a>) -> (&'e [LeftJson<'a>], usize) {
    let told = earlier.open_actions.len().min(MOST_LEFT);
    (&earlier.open_actions[..told], earlier.open_actions.len() - told)
}

/// What to do where two records of one day may tell one incident.
pub const SAME_DAY: &str =
    "they may tell one incident twice; `started` with a time in both, or `repeat-of`, tells them apart";

fn write_earlier(out: &mut String, view: &ReviewJson<'_>, earlier: &EarlierJson<'_>, look: Look) {
    let date = earlier.date.as_ref().map(|date| format!(" · {date}")).unwrap_or_default();
    let title = look.paint(TITLE, &safe::short(earlier.title, WIDTH));
    let facts = format!("({}{date} · caused {:.2} · looks {:.2})", earlier.id, earlier.caused, earlier.looks);
    let _ = writeln!(out, "{}: {title} {}", earlier.verdict.name(), look.paint(QUIET, &facts));
    if let Some(said) = earlier.said {
        reasons::label(out, "its author says", said_words(said), look);
    }
    if let Some(named) = &earlier.named {
        reasons::label(out, "named here", &format!("“{}”", safe::short(named.text, WIDTH)), look);
    }
    reasons::write_reasons(out, &earlier.reasons, [view.path, earlier.path], look);
    reasons::write_differences(out, &earlier.differs, reasons::Own::Told, look);
    if let Some(untold) = untold_words(view, earlier) {
        reasons::label(out, "not told", &untold, look);
    }
    let (left, more) = told_left(earlier);
    for left in left {
        reasons::label(out, "not done", &safe::short(&left_words(left), WIDTH), look);
    }
    if more > 0 {
        reasons::label(out, "not done", &format!("and {}", count(more, "other action")), look);
    }
    if earlier.same_day && earlier.ground != Ground::Stated {
        reasons::label(out, "same day", SAME_DAY, look);
    }
    reasons::label(out, "findable", &found_words(earlier.found_at, view.compared), look);
}

/// What an author says of an earlier incident.
pub fn said_words(said: Said) -> &'static str {
    match said {
        Said::RepeatOf => "this repeats it",
        Said::RepeatedBy => "it repeats this",
        Said::Supersedes => "this record replaces it",
        Said::SupersededBy => "it replaces this record",
        Said::Related => "they belong together",
    }
}

/// An action with who owes it and for how long.
pub fn left_words(left: &LeftJson<'_>) -> String {
    let mut text = left.text.to_owned();
    match left.owner {
        Some(owner) => {
            let _ = write!(text, " (@{owner}");
        }
        None => text.push_str(" (no owner"),
    }
    match (left.days_overdue, &left.due) {
        (Some(days), _) => {
            let _ = write!(text, ", {} overdue)", count(usize::try_from(days).unwrap_or(0), "day"));
        }
        (None, Some(due)) => {
            let _ = write!(text, ", due {due})");
        }
        (None, None) => text.push(')'),
    }
    text
}

/// Whether a search with the new record's own words would have led there.
pub fn found_words(found_at: Option<usize>, among: usize) -> String {
    match found_at {
        Some(place) => format!("the symptom in its own words finds it at place {place} of {among}"),
        None => "the symptom in its own words does not find it".to_owned(),
    }
}
