//! From likeness and claims to a verdict.
//!
//! An author's word settles it: `repeat-of`, or a sentence that names the earlier incident and says that it is the same
//! or something else. Then the axes: the same cause is a matter of the cause alone, however alike two incidents look;
//! where the record says that it has happened before, less is asked of the cause's wording and the looks count too.

use std::collections::BTreeSet;

use super::claims::{Claim, Claimed, claims};
use super::mentions::Mention;
use super::{Among, Earlier, Left, Review, days_between};
use crate::knowledge::{Axis, KnowledgeBase, Said};
use crate::model::{ActionState, Incident, Status, Verdict};

/// From here on two causes are the same, whatever the incidents look like.
const SAME_CAUSE: f32 = 0.5;

/// The same where they look alike, too: of what is asked, half of the looks are taken off, down to this.
const SAME_CAUSE_AND_FACE: f32 = 0.3;

/// The same where one of the records gives no reason, so that all its words had to do.
const SAME_CAUSE_UNTOLD: f32 = 0.55;

/// The same where an author named them as belonging together, and could have said that one repeats the other.
const SAME_CAUSE_RELATED: f32 = 0.6;

/// The same where the record says that it has happened before; half of the looks count as well.
const SAME_CAUSE_CLAIMED: f32 = 0.3;

/// The same where the sentence that says so names the earlier incident.
const SAME_CAUSE_NAMED: f32 = 0.12;

/// From here on two incidents have the same face.
const SAME_FACE: f32 = 0.33;

/// From here on the cause has something to do with it.
const NEAR_CAUSE: f32 = 0.2;

/// How many earlier incidents a review tells.
const MOST_TOLD: usize = 5;

/// Reviews an incident.
pub fn judge(base: &KnowledgeBase, incident: usize, among: Among) -> Review {
    let Some(this) = base.incidents.get(incident) else {
        return Review { incident, verdict: Verdict::New, earlier: Vec::new(), claims: Vec::new(), among: 0 };
    };
    let order = base.order();
    let may = |other: usize| other != incident && (among == Among::All || order[other] < order[incident]);
    let claims = claims(this);
    let mut mentions = base.names().named_in(this, incident);
    let stated: Vec<(usize, Said)> = base.stated(incident).into_iter().filter(|(other, _)| may(*other)).collect();
    let mut candidates: BTreeSet<usize> = stated.iter().map(|(other, _)| *other).collect();
    candidates.extend(mentions.keys().copied().filter(|other| may(*other)));
    for axis in Axis::ALL {
        candidates.extend(base.neighbours_among(incident, axis, &may).into_iter().map(|found| found.incident));
    }
    let mut judged: Vec<(Grounds, Verdict)> = candidates
        .into_iter()
        .map(|other| {
            let grounds = Grounds {
                other,
                looks: base.likeness(incident, other, Axis::Looks),
                caused: base.likeness(incident, other, Axis::Caused),
                said: stated.iter().find(|(named, _)| *named == other).map(|(_, said)| *said),
                mention: mentions.remove(&other),
            };
            let verdict = grounds.verdict(base, incident, &claims);
            (grounds, verdict)
        })
        .filter(|(_, verdict)| *verdict != Verdict::New)
        .collect();
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
    let verdict = judged.first().map_or(Verdict::New, |(_, verdict)| *verdict);
    judged.truncate(MOST_TOLD);
    let told = |(grounds, verdict): (Grounds, Verdict)| grounds.told(base, incident, verdict, &may);
    let earlier = judged.into_iter().map(told).collect();
    let among = if among == Among::All { base.incidents.len() - 1 } else { order[incident] };
    Review { incident, verdict, earlier, claims, among }
}

/// What there is to say about one earlier incident.
struct Grounds {
    other: usize,
    looks: f32,
    caused: f32,
    said: Option<Said>,
    mention: Option<Mention>,
}

impl Grounds {
    fn verdict(&self, base: &KnowledgeBase, incident: usize, claims: &[Claimed]) -> Verdict {
        let other = &base.incidents[self.other];
        let both_tell = base.tells_cause(incident) && base.tells_cause(self.other);
        if self.is_same(both_tell, claims) {
            return if is_unsettled(other) { Verdict::RepeatOpen } else { Verdict::Regression };
        }
        let says_other = claims.iter().any(|claimed| claimed.claim == Claim::OtherCause);
        if both_tell && self.looks >= SAME_FACE || says_other && self.looks >= SAME_FACE / 2.0 {
            Verdict::LookAlike
        } else if self.said.is_some() || self.mention.is_some() || self.caused >= NEAR_CAUSE || self.looks >= SAME_FACE
        {
            Verdict::Related
        } else {
            Verdict::New
        }
    }

    fn is_same(&self, both_tell: bool, claims: &[Claimed]) -> bool {
        if self.said == Some(Said::RepeatOf) {
            return true;
        }
        let with_looks = self.caused + self.looks / 2.0;
        match self.mention.as_ref().and_then(|mention| mention.claim) {
            Some(Claim::SameCause) => return true,
            Some(Claim::OtherCause) => return false,
            Some(Claim::Again) if with_looks >= SAME_CAUSE_NAMED => return true,
            Some(Claim::Again) | None => {}
        }
        if claims.iter().any(|claimed| claimed.claim == Claim::OtherCause) {
            return false;
        }
        let told = (SAME_CAUSE - self.looks / 2.0).max(SAME_CAUSE_AND_FACE);
        let least = match self.said {
            Some(_) => SAME_CAUSE_RELATED,
            None if both_tell => told,
            None => SAME_CAUSE_UNTOLD,
        };
        self.caused >= least || !claims.is_empty() && with_looks >= SAME_CAUSE_CLAIMED
    }

    /// How much it counts beside others of the same verdict.
    fn weight(&self, verdict: Verdict) -> f32 {
        let likeness = match verdict {
            Verdict::LookAlike => self.looks + self.caused / 2.0,
            _ => self.caused + self.looks / 2.0,
        };
        let said = if self.said.is_some() { 4.0 } else { 0.0 };
        let named = if self.mention.is_some() { 2.0 } else { 0.0 };
        likeness + said + named
    }

    fn told(self, base: &KnowledgeBase, incident: usize, verdict: Verdict, may: &dyn Fn(usize) -> bool) -> Earlier {
        let reasons = |axis| base.reasons(incident, self.other, axis);
        Earlier {
            incident: self.other,
            verdict,
            looks_reasons: if self.looks > 0.0 { reasons(Axis::Looks) } else { Vec::new() },
            caused_reasons: if self.caused > 0.0 { reasons(Axis::Caused) } else { Vec::new() },
            looks: self.looks,
            caused: self.caused,
            said: self.said,
            mention: self.mention,
            left: left(&base.incidents[self.other], &base.incidents[incident]),
            found_at: base.findability(incident, self.other, may),
        }
    }
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
