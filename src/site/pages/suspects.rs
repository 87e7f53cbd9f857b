//! The usual suspects: what was blamed in vain across incidents, and what it really was.

use serde::Serialize;

use super::record_text::theory_fragment;
use crate::knowledge::{RefutedBy, Suspect, refutation};
use crate::model::{CauseState, Outcome};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::paging::Paging;
use crate::site::view::{Head, PatternTag, clip, plain_pattern_tag};
use crate::source::Spanned;

/// How many suspects stand on one page.
pub const SIZE: usize = 100;

/// How many cases of one suspect are shown.
const CASES: usize = 20;

/// How many patterns are named as what it really was.
const REALLY: usize = 3;

/// Where the list lies.
pub const FOLDER: &str = "usual-suspects/";

/// What the template sees.
#[derive(Serialize)]
pub struct SuspectsPage<'a> {
    page: Head<'a>,
    paging: Paging,
    suspects: Vec<SuspectRow<'a>>,
    theories: usize,
}

/// Something that was blamed.
#[derive(Serialize)]
pub struct SuspectRow<'a> {
    /// What was blamed.
    pub name: &'a str,
    /// The pattern it names.
    pub pattern: Option<PatternTag<'a>>,
    /// How often.
    pub count: usize,
    /// In how many incidents.
    pub incidents: usize,
    /// How often it was part of the cause after all.
    pub partial: usize,
    /// The patterns it really was, with in how many incidents, most often first.
    pub really: Vec<(PatternTag<'a>, usize)>,
    /// When, and what it really was.
    pub cases: Vec<CaseRow<'a>>,
    /// How many cases are not shown.
    pub more: usize,
}

/// One time it was blamed.
#[derive(Serialize)]
pub struct CaseRow<'a> {
    /// What was believed.
    pub statement: &'a str,
    /// Where the theory stands.
    pub href: String,
    /// The incident's title.
    pub incident: &'a str,
    /// Its day.
    pub date: Option<String>,
    /// The outcome in data; `unknown` where the record tells none.
    pub outcome: &'static str,
    /// Whether the theory was wrong, and not only in part.
    pub struck: bool,
    /// What spoke against it.
    pub wrong_because: Option<String>,
    /// The check that settled it.
    pub settled_by: Option<String>,
    /// What was tried, where nothing else is told.
    pub tried: Option<String>,
    /// What it really was.
    pub cause: Option<String>,
    /// Whether that is only supposed.
    pub cause_is: Option<CauseState>,
}

/// Makes the page `number` of the list.
pub fn make<'a>(atlas: &Atlas<'a>, number: usize) -> SuspectsPage<'a> {
    let suspects: &'a [Suspect] = &atlas.kb.suspects;
    let paging = Paging::new(FOLDER, number, suspects.len(), SIZE);
    let rows = paging.part(suspects).iter().map(|suspect| suspect_row(atlas, suspect)).collect();
    let page =
        Head::new(atlas, address::page(FOLDER, number), "usual-suspects", atlas.words.say("areas.usual-suspects"))
            .with_json("usual-suspects.json");
    let theories = atlas.kb.incidents.iter().map(|incident| incident.theories.len()).sum();
    SuspectsPage { page, paging, suspects: rows, theories }
}

/// Makes a suspect's row.
pub fn suspect_row<'a>(atlas: &Atlas<'a>, suspect: &'a Suspect) -> SuspectRow<'a> {
    row_of(atlas, suspect, &suspect.cases)
}

/// Makes a suspect's row of some of its cases.
pub fn row_of<'a>(atlas: &Atlas<'a>, suspect: &'a Suspect, cases: &[(usize, usize)]) -> SuspectRow<'a> {
    let part = Suspect { name: String::new(), pattern: suspect.pattern, cases: cases.to_vec() };
    let shown: Vec<CaseRow<'a>> =
        cases.iter().take(CASES).map(|&(incident, theory)| case_row(atlas, incident, theory)).collect();
    let really = atlas.kb.really_patterns(&part).into_iter().take(REALLY);
    SuspectRow {
        name: &suspect.name,
        pattern: suspect.pattern.map(|pattern| plain_pattern_tag(atlas, pattern)),
        count: cases.len(),
        incidents: part.incidents().count(),
        partial: cases.len() - atlas.kb.times_wrong(&part),
        really: really.map(|(pattern, count)| (plain_pattern_tag(atlas, pattern), count)).collect(),
        more: cases.len() - shown.len(),
        cases: shown,
    }
}

/// Makes the row of one theory of one incident.
pub fn case_row<'a>(atlas: &Atlas<'a>, incident: usize, theory: usize) -> CaseRow<'a> {
    let record = &atlas.kb.incidents[incident];
    let value = &record.theories[theory];
    let outcome = value.outcome.as_ref().map(|outcome| outcome.value);
    let fragment = theory_fragment(theory);
    let told = |text: &Spanned<String>| clip(&text.value, 280);
    let refuted_by = refutation(value).map(|refutation| refutation.by);
    CaseRow {
        statement: &value.statement.value,
        href: format!("{}{fragment}", address::encode(&address::incident(&record.id))),
        incident: &record.title.value,
        date: record.date.as_ref().map(|date| date.value.to_string()),
        outcome: outcome.map_or("unknown", Outcome::name),
        struck: crate::site::marks::is_struck(outcome),
        wrong_because: value.wrong_because.as_ref().map(told),
        settled_by: value.settled_by.as_ref().map(told),
        tried: value.tried.as_ref().filter(|_| refuted_by == Some(RefutedBy::Trial)).map(told),
        cause: record.opening().cause.map(|(text, _)| clip(text, 280)),
        cause_is: record.cause_state(),
    }
}
