//! From likeness and claims to a verdict.
//!
//! An author's word settles it: `repeat-of`, or a sentence that names the earlier incident and says that it is the same
//! or something else. Then the cause alone, without the words that stand in the faces of both: a team's records share
//! products and symptoms, and that says nothing of why. Less is asked of it where the record says that it has happened
//! before, more where the two were given different patterns, or where the author names the earlier one and does not call
//! it the same. Logs of many faults are compared item by item.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::{Claim, Claimed, claims};
use super::mentions::Mention;
use super::{Among, Earlier, Ground, Left, Review, days_between};
use crate::knowledge::{Axis, Cause, KnowledgeBase, Neighbour, Reason, Said, shown_score};
use crate::model::{ActionState, Incident, Status, Verdict};

/// From here on two causes are the same, of words and patterns that say more than that they look alike.
const SAME_CAUSE: f32 = 0.38;

/// The same where one of the records gives no reason, so that all its words had to do.
const SAME_CAUSE_UNTOLD: f32 = 0.55;

/// The same where an author named them together, and could have said that one repeats the other.
const SAME_CAUSE_RELATED: f32 = 0.5;

/// Where both faces and whole causes are as like as this, a title or a symptom tells the cause, and what is left of the
/// causes behind the faces need be no more than [`REST_OF_CAUSE`].
const ALIKE_IN_ALL: f32 = 0.4;

/// See [`ALIKE_IN_ALL`].
const REST_OF_CAUSE: f32 = 0.25;

/// Patterns tell kinds of causes, and two outages of one kind are not one cause twice: they count for a repeat as far as
/// words do, and so much further.
const BEYOND_WORDS: f32 = 0.1;

/// The same where the record says that it has happened before.
const SAME_CAUSE_CLAIMED: f32 = 0.3;

/// The same where they look alike, too.
const SAME_CAUSE_CLAIMED_AND_FACE: f32 = 0.2;

/// The same where the sentence that says so names the earlier incident.
const SAME_CAUSE_NAMED: f32 = 0.25;

/// What the causes of both share at least where the record calls them the same without a word on the cause, and both
/// tell theirs; with less, what it tells speaks against what it says.
const LEAST_OF_THE_SAME: f32 = 0.1;

/// The same where the record does not name the other, but its month or its title.
const LEAST_OF_THE_RECALLED: f32 = 0.15;

/// How much two incidents are alike at least, on both axes taken together, where one speaks of the other by its month or
/// its title and others may be meant, too.
const LEAST_RECALLED: f32 = 0.2;

/// The same where no other may be meant.
const LEAST_RECALLED_ALONE: f32 = 0.05;

/// How much more is asked where both were given patterns for how it broke, and share none.
const OTHER_PATTERNS: f32 = 0.15;

/// From here on items of two logs tell the same fault.
const SAME_ITEM: f32 = 0.4;

/// From here on they have something to do with each other.
const NEAR_ITEM: f32 = 0.3;

/// From here on two incidents that tell their causes have the same face.
const SAME_FACE: f32 = 0.25;

/// The same where the record names the other, or says that it was something else this time.
const SAME_FACE_NAMED: f32 = 0.17;

/// From here on the face alone makes two incidents related.
const RELATED_FACE: f32 = 0.33;

/// From here on the cause has something to do with it.
const NEAR_CAUSE: f32 = 0.2;

/// How many incidents are told that come to no verdict, where none does.
const MOST_NEAREST: usize = 3;

/// How many earlier incidents a review tells.
const MOST_TOLD: usize = 5;

/// Reviews an incident.
pub fn judge(base: &KnowledgeBase, incident: usize, among: Among) -> Review {
    let Some(this) = base.incidents.get(incident) else {
        return Review {
            incident,
            verdict: Verdict::New,
            earlier: Vec::new(),
            nearest: Vec::new(),
            claims: Vec::new(),
            among: 0,
        };
    };
    let order = base.order();
    let claims = claims(this);
    let mut mentions = base.names().named_in(this, incident);
    let turned = turned_by_names(base, incident, &mentions);
    let may = |other: usize| {
        other != incident && (among == Among::All || (order[other] < order[incident]) != turned.contains(&other))
    };
    add_recalled(base, incident, &may, &mut mentions);
    let stated: Vec<(usize, Said)> = base.stated(incident).into_iter().filter(|(other, _)| may(*other)).collect();
    let mut candidates: BTreeSet<usize> = stated.iter().map(|(other, _)| *other).collect();
    candidates.extend(mentions.keys().copied().filter(|other| may(*other)));
    let logs =
        (0..base.incidents.len()).filter(|&other| may(other) && base.item_likeness(incident, other) >= NEAR_ITEM);
    candidates.extend(logs);
    for axis in Axis::ALL {
        candidates.extend(base.neighbours_among(incident, axis, &may).into_iter().map(|found| found.incident));
    }
    let mut judged: Vec<(Grounds, Verdict)> = candidates
        .into_iter()
        .map(|other| {
            let cause = base.cause_behind_face(incident, other);
            let grounds = Grounds {
                other,
                looks: base.likeness(incident, other, Axis::Looks),
                caused: base.likeness(incident, other, Axis::Caused),
                cause: rested_on_words(cause),
                kind: cause.all(),
                item: base.item_likeness(incident, other),
                said: stated.iter().find(|(named, _)| *named == other).map(|(_, said)| *said),
                mention: mentions.remove(&other),
            };
            let verdict = grounds.verdict(base, incident, &claims);
            (grounds, verdict)
        })
        .filter(|(_, verdict)| *verdict != Verdict::New)
        .collect();
    sort(base, &mut judged);
    let verdict = judged.first().map_or(Verdict::New, |(_, verdict)| *verdict);
    judged.truncate(MOST_TOLD);
    let told = |(grounds, verdict): (Grounds, Verdict)| grounds.told(base, incident, verdict, &claims, &may);
    let earlier: Vec<Earlier> = judged.into_iter().map(told).collect();
    let among = (0..base.incidents.len()).filter(|&other| may(other)).count();
    let nearest = if earlier.is_empty() { nearest(base, incident, &may) } else { Vec::new() };
    Review { incident, verdict, earlier, nearest, claims, among }
}

/// Puts the most telling first: repeats, of these the closest, then the others by what they come to.
fn sort(base: &KnowledgeBase, judged: &mut [(Grounds, Verdict)]) {
    judged.sort_by(|(a, x), (b, y)| {
        (!x.is_repeat(), *x)
            .cmp(&(!y.is_repeat(), *y))
            .then_with(|| b.weight(*y).total_cmp(&a.weight(*x)))
            .then_with(|| base.lookups.ranks[a.other].cmp(&base.lookups.ranks[b.other]))
    });
    if judged.first().is_some_and(|(_, verdict)| verdict.is_repeat()) {
        // Of several repeats the closest decides, not the one that is worst kept.
        let repeats = judged.iter().take_while(|(_, verdict)| verdict.is_repeat()).count();
        let closest = |(a, _): &(Grounds, Verdict), (b, _): &(Grounds, Verdict)| {
            b.weight(Verdict::Regression).total_cmp(&a.weight(Verdict::Regression))
        };
        judged[..repeats].sort_by(closest);
    }
}

/// What is nearest to an incident to which nothing comes near enough for a verdict: nobody is told that nothing is like
/// it where a list of what is alike names something.
fn nearest(base: &KnowledgeBase, incident: usize, may: &dyn Fn(usize) -> bool) -> Vec<(Axis, Neighbour)> {
    let on = |axis: Axis| base.neighbours_among(incident, axis, may).into_iter().map(move |found| (axis, found));
    let mut nearest: Vec<(Axis, Neighbour)> = Axis::ALL.into_iter().flat_map(on).collect();
    nearest.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score).then(a.incident.cmp(&b.incident)));
    let mut told = BTreeSet::new();
    nearest.retain(|(_, found)| told.insert(found.incident));
    nearest.truncate(MOST_NEAREST);
    nearest
}

/// Adds the incidents that the record speaks of by their month or their title, where exactly one of those that may be
/// meant is like it at all.
fn add_recalled(
    base: &KnowledgeBase,
    incident: usize,
    may: &dyn Fn(usize) -> bool,
    mentions: &mut BTreeMap<usize, Mention>,
) {
    let likeness = |other: usize| Axis::ALL.map(|axis| base.likeness(incident, other, axis)).into_iter().sum::<f32>();
    for recalled in base.names().recalled_in(&base.incidents[incident], incident) {
        let mut meant: Vec<usize> = recalled.candidates.into_iter().filter(|&other| may(other)).collect();
        let least = if meant.len() == 1 { LEAST_RECALLED_ALONE } else { LEAST_RECALLED };
        meant.retain(|&other| likeness(other) >= least);
        let [other] = meant.as_slice() else { continue };
        let known = mentions.entry(*other).or_insert_with(|| recalled.mention.clone());
        if recalled.mention.says_more(known) {
            *known = recalled.mention;
        }
    }
}

/// The incidents of the same day whose order the records themselves tell otherwise than dates and ids do: who names
/// another was written after it, unless both name each other.
fn turned_by_names(base: &KnowledgeBase, incident: usize, named: &BTreeMap<usize, Mention>) -> BTreeSet<usize> {
    let order = base.order();
    let day = |at: usize| base.incidents[at].date.as_ref().map(|date| date.value);
    let is_close = |other: &usize| {
        let days = day(*other).zip(day(incident)).and_then(|(from, to)| days_between(from, to));
        *other != incident && days == Some(0)
    };
    let is_turned = |other: &usize| {
        let knows = named.contains_key(other);
        let is_named = || base.names().named_in(&base.incidents[*other], *other).contains_key(&incident);
        if order[*other] < order[incident] { !knows && is_named() } else { knows && !is_named() }
    };
    (0..base.incidents.len()).filter(is_close).filter(is_turned).collect()
}

/// What there is to say about one earlier incident.
struct Grounds {
    other: usize,
    looks: f32,
    caused: f32,
    /// The same without what the faces of both say, and without patterns that no words bear out.
    cause: f32,
    /// The same with all patterns.
    kind: f32,
    /// Where both are logs of many faults: how much their most alike items are so.
    item: f32,
    said: Option<Said>,
    mention: Option<Mention>,
}

impl Grounds {
    fn verdict(&self, base: &KnowledgeBase, incident: usize, claims: &[Claimed]) -> Verdict {
        let other = &base.incidents[self.other];
        let both_tell = base.tells_cause(incident) && base.tells_cause(self.other);
        if self.is_same(base, incident, both_tell, claims) {
            return if is_unsettled(other) { Verdict::RepeatOpen } else { Verdict::Regression };
        }
        let says_other = claims.iter().any(|claimed| claimed.claim == Claim::OtherCause);
        let face = match self.said {
            // Who links two records says more than that they look alike.
            Some(_) => RELATED_FACE,
            None if self.is_named() || says_other => SAME_FACE_NAMED,
            None => SAME_FACE,
        };
        let is_twin = self.cause >= SAME_CAUSE && are_twins(&base.incidents[incident], other);
        if (both_tell || says_other) && self.looks >= face && !is_twin {
            Verdict::LookAlike
        } else if self.said.is_some()
            || self.mention.is_some()
            || shown_score(self.kind) >= NEAR_CAUSE
            || self.item >= NEAR_ITEM
            || self.looks >= RELATED_FACE
        {
            Verdict::Related
        } else {
            Verdict::New
        }
    }

    fn is_same(&self, base: &KnowledgeBase, incident: usize, both_tell: bool, claims: &[Claimed]) -> bool {
        if self.said == Some(Said::RepeatOf) {
            return true;
        }
        let mentioned = self.mention.as_ref().and_then(|mention| mention.claim);
        match mentioned {
            Some(Claim::SameCause) => return true,
            Some(Claim::OtherCause | Claim::SameFace) => return false,
            Some(Claim::Same) => return !self.is_contradicted(base, incident),
            Some(Claim::Again) | None => {}
        }
        let says_other = claims.iter().any(|claimed| claimed.claim == Claim::OtherCause);
        // Of two records of one day, one that says `again` of the other is no second telling of it.
        let twins = mentioned.is_none() && are_twins(&base.incidents[incident], &base.incidents[self.other]);
        if says_other || twins {
            return false;
        }
        let says_again = claims.iter().any(|claimed| claimed.claim.is_return());
        let least = match (self.said, mentioned) {
            (None, Some(_)) => SAME_CAUSE_NAMED,
            (None, None) if says_again && self.looks >= SAME_FACE => SAME_CAUSE_CLAIMED_AND_FACE,
            (None, None) if says_again => SAME_CAUSE_CLAIMED,
            (None, None) if !self.is_named() && both_tell => SAME_CAUSE,
            (None, None) if !self.is_named() => SAME_CAUSE_UNTOLD,
            _ => SAME_CAUSE_RELATED,
        };
        let differs = if base.patterns_differ(incident, self.other) { OTHER_PATTERNS } else { 0.0 };
        let in_all = self.said.is_none()
            && !self.is_named()
            && both_tell
            && self.looks.min(self.caused) >= ALIKE_IN_ALL
            && self.cause >= REST_OF_CAUSE + differs;
        self.cause >= least + differs || in_all || self.item >= SAME_ITEM
    }

    /// Whether the record speaks of the other so that it could have called it the same.
    fn is_named(&self) -> bool {
        self.mention.as_ref().is_some_and(Mention::weighs)
    }

    /// Whether both records tell their causes, and these share nothing: what is told outweighs a word that names no cause.
    fn is_contradicted(&self, base: &KnowledgeBase, incident: usize) -> bool {
        let tells = |at: usize| base.incidents[at].opening().cause.is_some();
        let is_recalled = self.mention.as_ref().is_some_and(|mention| mention.is_recalled);
        let least = if is_recalled { LEAST_OF_THE_RECALLED } else { LEAST_OF_THE_SAME };
        tells(incident) && tells(self.other) && self.caused.max(self.item) < least
    }

    /// How much it counts beside others of the same verdict.
    fn weight(&self, verdict: Verdict) -> f32 {
        let likeness = match verdict {
            Verdict::LookAlike => self.looks + self.caused / 2.0,
            _ => self.cause.max(self.item) + self.looks / 2.0,
        };
        let said = if self.said.is_some() { 4.0 } else { 0.0 };
        let named = if self.mention.is_some() { 2.0 } else { 0.0 };
        likeness + said + named
    }

    fn caused_reasons(&self, base: &KnowledgeBase, incident: usize) -> Vec<Reason> {
        let item = (self.item >= NEAR_ITEM).then(|| base.item_reason(incident, self.other)).flatten();
        let others = if self.caused > 0.0 { base.reasons(incident, self.other, Axis::Caused) } else { Vec::new() };
        item.into_iter().chain(others).collect()
    }

    fn ground(&self, claims: &[Claimed]) -> Ground {
        match (self.said, &self.mention) {
            (Some(_), _) => Ground::Stated,
            (None, Some(_)) => Ground::Named,
            (None, None) if !claims.is_empty() => Ground::Claimed,
            (None, None) => Ground::Alike,
        }
    }

    fn told(
        self,
        base: &KnowledgeBase,
        incident: usize,
        verdict: Verdict,
        claims: &[Claimed],
        may: &dyn Fn(usize) -> bool,
    ) -> Earlier {
        let reasons = |axis| base.reasons(incident, self.other, axis);
        Earlier {
            incident: self.other,
            verdict,
            ground: self.ground(claims),
            same_day: are_twins(&base.incidents[incident], &base.incidents[self.other]),
            looks_reasons: if self.looks > 0.0 { reasons(Axis::Looks) } else { Vec::new() },
            caused_reasons: self.caused_reasons(base, incident),
            looks: self.looks,
            caused: if self.item >= NEAR_ITEM { self.caused.max(self.item) } else { self.caused },
            said: self.said,
            mention: self.mention,
            left: left(&base.incidents[self.other], &base.incidents[incident]),
            found_at: base.findability(incident, self.other, may),
        }
    }
}

/// How much two causes are alike where patterns count little further than words do.
fn rested_on_words(cause: Cause) -> f32 {
    Cause { patterns: cause.patterns.min(cause.words + BEYOND_WORDS), ..cause }.all()
}

/// Whether two records are of one day: more likely they tell one outage twice than that it came back at once, unless
/// both say when they began, and that was hours apart.
fn are_twins(one: &Incident, other: &Incident) -> bool {
    const APART: u64 = 120;
    let of_one_day = one.date.as_ref().zip(other.date.as_ref()).is_some_and(|(a, b)| a.value == b.value);
    let began = |incident: &Incident| incident.started.as_ref().map(|moment| moment.value);
    let minutes = began(one).zip(began(other)).and_then(|(a, b)| a.minutes_since(b).or_else(|| b.minutes_since(a)));
    of_one_day && minutes.is_none_or(|minutes| minutes < APART)
}

/// Whether something of an incident was left undone: it was never resolved, or an action is open. Actions without a
/// checkbox count where the record tells no fix that could have been it.
fn is_unsettled(incident: &Incident) -> bool {
    let resolved = incident.resolved.is_some() || incident.status.as_ref().is_some_and(|s| s.value == Status::Resolved);
    let unresolved =
        incident.status.as_ref().is_some_and(|status| status.value != Status::Resolved) || incident.is_open();
    unresolved && !resolved || incident.actions.iter().any(|action| is_left(incident, action.state))
}

fn is_left(incident: &Incident, state: ActionState) -> bool {
    match state {
        ActionState::Open => true,
        ActionState::Done => false,
        ActionState::Unmarked => {
            incident.fixes.is_empty() && incident.actions.iter().all(|action| action.state == ActionState::Unmarked)
        }
    }
}

/// What was left undone of `earlier` on the day of `new`.
fn left(earlier: &Incident, new: &Incident) -> Vec<Left> {
    let actions = earlier.actions.iter().enumerate().filter(|(_, action)| is_left(earlier, action.state));
    let today = new.date.as_ref().map(|date| date.value);
    let left = |(index, action): (usize, &crate::model::Action)| {
        let days = action.due.as_ref().zip(today).and_then(|(due, today)| days_between(due.value, today));
        Left { action: index, overdue: days.filter(|days| *days > 0) }
    };
    actions.map(left).collect()
}
