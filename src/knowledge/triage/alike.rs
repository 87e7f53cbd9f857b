//! Incidents that look like a complaint: words in common, rare ones above all, and the lines that hold them.
//!
//! First every record is held against the words of the complaint; then the best are compared line by line, so that
//! each answer can quote both sides. `templates/assets/triage/alike.js` does the same in the browser.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::complaint::Complaint;
use super::faces::{FaceKind, faces};
use super::mask;
use super::words::{Word, words};
use crate::knowledge::KnowledgeBase;
use crate::model::{Incident, PassageKind, Role};
use crate::source::Span;
use crate::text;

/// The most lines of a complaint whose words are looked for.
const MOST_LINES: usize = 60;

/// The most words that are looked for; the heaviest.
const MOST_WORDS: usize = 400;

/// How many records are compared line by line.
const CANDIDATES: usize = 24;

/// The most incidents that are named.
const MOST: usize = 5;

/// What an incident must be worth beside the best one to be named.
const WORTH_NAMING: f32 = 0.35;

/// Two lines are alike where the words they share are worth so many of the rarest word, fewer where somebody wrote them,
const ENOUGH: f32 = 1.1;
const ENOUGH_WRITTEN: f32 = 0.85;

/// and so much of the shorter line; or where the record's line holds every word of somebody's own words.
const SHARE: f32 = 0.34;

/// A line of at least so many bytes is recognised where the other one holds it word for word, however common its words.
const QUOTED: usize = 12;

/// So many words in a row are quoted whatever stands around them, where one of them stands in so few records.
const RUN: usize = 4;
const FEW: f32 = 3.0;

/// The rarity of words is counted in at least so many records.
const FEWEST: f32 = 20.0;

/// An incident that looks like the complaint.
#[derive(Clone, Debug, PartialEq)]
pub struct LookAlike {
    /// Index into the incidents.
    pub incident: usize,
    /// The higher, the more alike.
    pub score: f32,
    /// Lines that are alike, best first; never empty.
    pub reasons: Vec<Reason>,
    /// Whether one of its lines stands in the complaint as it is, so that it is named however loud the others are.
    pub is_literal: bool,
}

/// Two lines that are alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The line of the complaint, as an index.
    pub line: usize,
    /// What the incident's line is.
    pub kind: FaceKind,
    /// The incident's line.
    pub text: String,
    /// Where it stands in the record.
    pub span: Span,
    /// The terms they share, heaviest first.
    pub shared: Vec<String>,
    /// The higher, the more alike.
    pub score: f32,
}

/// A line of a complaint, or of a record, ready to be compared.
struct Asked {
    /// Its place.
    number: usize,
    words: Vec<Word>,
    /// Its template in lower case.
    template: String,
    /// Whether somebody wrote it, so that every word of it is meant.
    is_prose: bool,
}

impl Asked {
    fn of(number: usize, line: &str, is_prose: bool) -> Self {
        let mut template = String::new();
        mask::template(line, &mut template);
        Self { number, words: words(line), template: template.to_lowercase(), is_prose }
    }

    /// Whether a row of words of the other stands in it that holds one of these terms.
    fn shares_a_run(&self, other: &Asked, terms: &[&str]) -> bool {
        let (ours, theirs) = (runs_of(&self.template), runs_of(&other.template));
        let tells = |run: &[&str]| run.iter().any(|word| terms.contains(&text::stem(word).as_str()));
        !terms.is_empty() && theirs.windows(RUN).any(|run| ours.windows(RUN).any(|own| own == run) && tells(run))
    }

    /// Whether two words stand in a row in both, each of which is one of these terms, and one of them a rare one.
    fn shares_a_pair(&self, other: &Asked, terms: &[&str], rare: &[&str]) -> bool {
        let stems = |asked: &Asked| runs_of(&asked.template).into_iter().map(text::stem).collect::<Vec<_>>();
        let (ours, theirs) = (stems(self), stems(other));
        let is_term = |word: &String| terms.contains(&word.as_str());
        theirs.windows(2).any(|pair| {
            pair.iter().all(is_term)
                && pair.iter().any(|word| rare.contains(&word.as_str()))
                && ours.windows(2).any(|own| own == pair)
        })
    }

    /// Whether it is long enough to be recognised when it is quoted: three words or more.
    fn can_be_quoted(&self) -> bool {
        self.template.split_whitespace().nth(2).is_some() && self.template.len() >= QUOTED
    }
}

/// The words of a template, in their order.
fn runs_of(template: &str) -> Vec<&str> {
    template.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// The words of a complaint.
struct Query {
    /// Each word's number.
    numbers: HashMap<String, usize>,
    /// What each is worth by its line and kind.
    weights: Vec<f32>,
    lines: Vec<Asked>,
}

/// The incidents most like a complaint, most alike first, at most five.
pub fn look_alikes(base: &KnowledgeBase, complaint: &Complaint) -> Vec<LookAlike> {
    let query = Query::of(complaint);
    if query.weights.is_empty() {
        return Vec::new();
    }
    let held: Vec<Vec<(usize, f32)>> = base.incidents.par_iter().map(|incident| query.held_by(incident)).collect();
    let mut counts = vec![0_u32; query.weights.len()];
    held.iter().flatten().for_each(|&(word, _)| counts[word] += 1);
    let rarity = Rarity { all: (base.incidents.len() as f32).max(FEWEST), counts, numbers: &query.numbers };
    let score = |held: &Vec<(usize, f32)>| {
        let worth = held.iter().map(|&(word, worth)| worth * query.weights[word] * rarity.of_number(word));
        worth.sum::<f32>()
    };
    let mut candidates: Vec<(usize, f32)> =
        held.iter().map(score).enumerate().filter(|(_, score)| *score > 0.0).collect();
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    candidates.truncate(CANDIDATES);
    let compare = |&(incident, _): &(usize, f32)| compare(base, incident, complaint, &query, &rarity);
    let mut alike: Vec<LookAlike> = candidates.par_iter().filter_map(compare).collect();
    alike.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.incident.cmp(&b.incident)));
    let most = alike.first().map_or(0.0, |first| first.score);
    alike.retain(|like| like.is_literal || like.score >= WORTH_NAMING * most);
    alike.truncate(MOST);
    alike
}

impl Query {
    fn of(complaint: &Complaint) -> Self {
        let mut weighed: BTreeMap<String, f32> = BTreeMap::new();
        let mut lines = Vec::new();
        for (number, line) in complaint.lines.iter().enumerate().take(MOST_LINES) {
            let asked = Asked::of(number, &line.text, !complaint.is_log);
            for word in &asked.words {
                let weight = weighed.entry(word.text.clone()).or_default();
                *weight = weight.max(word.weight * line.weight);
            }
            lines.push(asked);
        }
        let mut weighed: Vec<(String, f32)> = weighed.into_iter().collect();
        weighed.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        weighed.truncate(MOST_WORDS);
        let weights = weighed.iter().map(|(_, weight)| *weight).collect();
        let numbers = weighed.into_iter().enumerate().map(|(number, (word, _))| (word, number)).collect();
        Self { numbers, weights, lines }
    }

    /// The words that a record holds, each with the worth of its best place.
    fn held_by(&self, incident: &Incident) -> Vec<(usize, f32)> {
        let mut held: BTreeMap<usize, f32> = BTreeMap::new();
        let mut read = |text: &str, worth: f32| {
            text::each_term(text, |term| {
                if let Some(&number) = self.numbers.get(term.text) {
                    let best = held.entry(number).or_default();
                    *best = best.max(worth);
                }
            });
        };
        read(&incident.title.value, 2.0);
        incident.services.iter().chain(&incident.tags).for_each(|label| read(&label.value, 1.5));
        for passage in incident.passages.iter().filter(|passage| passage.kind != PassageKind::FrontMatter) {
            read(&passage.text, worth(passage.role));
        }
        incident.symptoms.iter().chain(&incident.error_strings).for_each(|symptom| read(&symptom.text, 2.0));
        held.into_iter().collect()
    }
}

fn worth(role: Role) -> f32 {
    match role {
        Role::Symptom => 2.0,
        Role::Neutral | Role::Cause => 1.0,
        Role::RuledOut => 0.7,
        Role::Fix | Role::Future => 0.4,
    }
}

/// How rare words are in the records.
struct Rarity<'a> {
    all: f32,
    counts: Vec<u32>,
    numbers: &'a HashMap<String, usize>,
}

impl Rarity<'_> {
    fn of_count(&self, count: f32) -> f32 {
        (1.0 + (self.all - count + 0.5).max(0.5) / (count + 0.5)).ln()
    }

    fn of_number(&self, word: usize) -> f32 {
        self.of_count(self.counts[word] as f32)
    }

    /// A word that no record holds is as rare as one that a single one holds.
    fn of(&self, word: &Word) -> f32 {
        let count = self.numbers.get(&word.text).map_or(1, |&number| self.counts[number].max(1));
        word.weight * self.of_count(count as f32)
    }
}

fn compare(
    base: &KnowledgeBase,
    incident: usize,
    complaint: &Complaint,
    query: &Query,
    rarity: &Rarity<'_>,
) -> Option<LookAlike> {
    let mut reasons: Vec<Reason> = Vec::new();
    let mut is_literal = false;
    for face in faces(&base.incidents[incident]) {
        let theirs = Asked::of(0, &face.text, false);
        let mut alike = |ours: &Asked| {
            let (strength, shared, literal) = likeness(ours, &theirs, face.kind, rarity)?;
            is_literal |= literal;
            let score = strength * face.kind.worth() * complaint.lines[ours.number].weight.sqrt();
            Some((ours.number, score, shared))
        };
        let best = query.lines.iter().filter_map(&mut alike).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        if let Some((line, score, shared)) = best {
            let (kind, text, span) = (face.kind, face.text, face.span);
            reasons.push(Reason { line, kind, text, span, shared, score });
        }
    }
    reasons.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.kind.cmp(&b.kind)).then(a.span.cmp(&b.span)));
    let mut told: Vec<Reason> = Vec::new();
    for reason in reasons {
        // The same words again are no second reason.
        if told.len() < 3 && told.iter().all(|other| reason.shared.iter().any(|word| !other.shared.contains(word))) {
            told.push(reason);
        }
    }
    let shares = [1.0, 0.5, 0.25];
    let score = told.iter().zip(shares).map(|(reason, share)| reason.score * share).sum();
    (!told.is_empty()).then_some(LookAlike { incident, score, reasons: told, is_literal })
}

/// Whether a complaint speaks for a theory: they share two words in a row.
pub fn speaks_for(complaint: &Complaint, theory: &str) -> bool {
    let theirs = Asked::of(0, theory, true);
    complaint.lines.iter().take(MOST_LINES).any(|line| {
        let ours = Asked::of(0, &line.text, true);
        let shared = ours.words.iter().filter(|word| theirs.words.iter().any(|other| other.text == word.text));
        let shared: Vec<&str> = shared.map(|word| word.text.as_str()).collect();
        ours.shares_a_pair(&theirs, &shared, &shared)
    })
}

/// How much two lines are alike, the words they share, and whether rare ones stand in both as they are; `None` where they
/// are not alike.
fn likeness(ours: &Asked, theirs: &Asked, kind: FaceKind, rarity: &Rarity<'_>) -> Option<(f32, Vec<String>, bool)> {
    let quoted = theirs.can_be_quoted() && ours.template.contains(&theirs.template)
        || ours.can_be_quoted() && theirs.template.contains(&ours.template);
    let is_prose = ours.is_prose;
    let mut shared: Vec<&Word> =
        ours.words.iter().filter(|word| theirs.words.iter().any(|other| other.text == word.text)).collect();
    if shared.is_empty() {
        return None;
    }
    let rare = shared.iter().filter(|word| word.weight >= 1.0 && rarity.of(word) >= rarity.of_count(FEW));
    let rare: Vec<&str> = rare.map(|word| word.text.as_str()).collect();
    let terms: Vec<&str> = shared.iter().map(|word| word.text.as_str()).collect();
    let paired = ours.shares_a_pair(theirs, &terms, &rare);
    let titled = is_prose && kind == FaceKind::Title && shared.iter().any(|word| names_it(word, rarity));
    let quoted = quoted || ours.shares_a_run(theirs, &rare);
    let is_literal = quoted && !rare.is_empty() || paired;
    let (ours, theirs) = (&ours.words, &theirs.words);
    let sum = |words: &mut dyn Iterator<Item = &Word>| words.map(|word| rarity.of(word)).sum::<f32>();
    let both = sum(&mut shared.iter().copied());
    let least = sum(&mut ours.iter()).min(sum(&mut theirs.iter()));
    let share = both / least.max(f32::EPSILON);
    let telling = shared.iter().filter(|word| word.weight >= 1.0).count();
    let named = shared.iter().any(|word| word.is_name && rarity.of(word) >= rarity.of_count(2.0));
    let enough = if is_prose { ENOUGH_WRITTEN } else { ENOUGH };
    let alike = telling >= 2 && share >= SHARE && both >= enough * rarity.of_count(1.0);
    let whole = is_prose && shared.len() == ours.len() && shared.len() >= 2 && telling >= 1;
    if !alike && !named && !quoted && !whole && !paired && !titled {
        return None;
    }
    shared.sort_by(|a, b| rarity.of(b).total_cmp(&rarity.of(a)).then(a.text.cmp(&b.text)));
    let word_for_word = if quoted { rarity.of_count(1.0) } else { 0.0 };
    let shared = shared.into_iter().map(|word| word.text.clone()).collect();
    Some((both * share.sqrt() + word_for_word, shared, is_literal || named))
}

/// Whether a word of a title is so rare that it tells the incident by itself.
fn names_it(word: &Word, rarity: &Rarity<'_>) -> bool {
    const SHORTEST: usize = 5;
    word.weight >= 1.0 && word.text.chars().count() >= SHORTEST && rarity.of(word) >= rarity.of_count(2.0)
}
