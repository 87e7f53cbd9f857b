//! What records say of each other: links that go one way, in a circle, or the wrong way in time.

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Fix, rule};
use crate::knowledge::KnowledgeBase;
use crate::model::{Incident, IncidentId};
use crate::source::{Span, Spanned};

/// Checks all records.
pub fn check(base: &KnowledgeBase) -> Vec<Diagnostic> {
    let mut findings = circles(base, "repeat-of", |incident| &incident.repeat_of);
    findings.extend(circles(base, "supersedes", |incident| &incident.supersedes));
    for (index, incident) in base.incidents.iter().enumerate() {
        findings.extend(incident.repeat_of.iter().filter_map(|id| repeats_later(base, incident, id)));
        for id in &incident.related {
            findings.extend(base.incident(&id.value).and_then(|other| unanswered(base, index, other)));
        }
    }
    findings
}

/// The places where following one key leads back to where it began, told at the first record of each circle.
fn circles(base: &KnowledgeBase, key: &str, of: impl Fn(&Incident) -> &Vec<Spanned<IncidentId>>) -> Vec<Diagnostic> {
    let mut done = vec![false; base.incidents.len()];
    let mut findings = Vec::new();
    for start in 0..base.incidents.len() {
        // Each record is left through each of its ids once, so that the work is as large as the links are many.
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((at, next)) = path.last_mut() {
            let (here, taken) = (*at, *next);
            let Some(id) = of(&base.incidents[here]).get(taken).filter(|_| !done[here]) else {
                done[here] = true;
                path.pop();
                continue;
            };
            *next += 1;
            let Some(target) = base.incident(&id.value) else { continue };
            if let Some(from) = path.iter().position(|(at, _)| *at == target) {
                let round: Vec<&str> = path[from..].iter().map(|(at, _)| base.incidents[*at].id.as_str()).collect();
                findings.push(circle(&base.incidents[here], key, id, &round));
            } else if !done[target] {
                path.push((target, 0));
            }
        }
    }
    findings
}

fn circle(incident: &Incident, key: &str, id: &Spanned<IncidentId>, round: &[&str]) -> Diagnostic {
    let message = match round {
        [_] => format!("`{key}` names this record itself"),
        [first, ..] => format!("`{key}` leads round in a circle: {} → {first}", round.join(" → ")),
        [] => format!("`{key}` leads round in a circle"),
    };
    Diagnostic::new(&rule::CIRCULAR_LINK, &incident.file, id.span, message)
        .with_help("remove the id that points the wrong way; what merely belongs together is `related`")
}

/// A record that repeats one of a later day.
fn repeats_later(base: &KnowledgeBase, incident: &Incident, id: &Spanned<IncidentId>) -> Option<Diagnostic> {
    let earlier = &base.incidents[base.incident(&id.value)?];
    let (own, other) = (incident.date.as_ref()?.value, earlier.date.as_ref()?.value);
    (other > own).then(|| {
        let message = format!("this repeats `{}`, which came later, on {other}", id.value);
        Diagnostic::new(&rule::REPEAT_OF_LATER, &incident.file, id.span, message)
            .with_help("turn it round, or correct the date of one of the two")
    })
}

/// A record that is named as related and names the other neither in its front matter nor in its text.
fn unanswered(base: &KnowledgeBase, from: usize, to: usize) -> Option<Diagnostic> {
    if from == to {
        return None;
    }
    let (asking, silent) = (&base.incidents[from], &base.incidents[to]);
    let is_named = |id: &Spanned<IncidentId>| base.incident(&id.value) == Some(from);
    let answered =
        [&silent.related, &silent.repeat_of, &silent.supersedes].into_iter().any(|ids| ids.iter().any(is_named));
    let named = [&asking.repeat_of, &asking.supersedes];
    // Another key of the asking one says more of the same two, and that one is read in one direction.
    let said = named.into_iter().flatten().any(|id| base.incident(&id.value) == Some(to));
    let stem = asking.file.path.rsplit('/').next().unwrap_or_default();
    let linked = silent.file.text.contains(asking.id.as_str()) || silent.file.text.contains(stem);
    if answered || said || linked {
        return None;
    }
    let place = silent.related.first().map_or(silent.title.span, |first| first.span);
    let message = format!("`{}` is related to this record, and is not named here", asking.id);
    let finding = Diagnostic::new(&rule::ONE_WAY_LINK, &silent.file, place, message);
    let finding = finding.with_help(format!("add `{}` to `related`", asking.id));
    Some(match answer(silent, &asking.id) {
        Some(fix) => finding.with_fix(fix),
        None => finding,
    })
}

/// Adds an id to the front matter's `related`, where it is a list in brackets or does not stand there yet.
fn answer(incident: &Incident, id: &IncidentId) -> Option<Fix> {
    let title = format!("add `{id}` to `related`");
    let front = incident.file.text.get(..incident.body.start as usize)?;
    let Some(last) = incident.related.last() else {
        let keys: BTreeSet<&str> = front.lines().filter_map(|line| line.split_once(':')).map(|(key, _)| key).collect();
        let end = front.trim_end().strip_suffix("---")?;
        let is_block = front.starts_with("---\n") && end.ends_with('\n') && end.len() > 4;
        let place = Span::new(end.len(), end.len());
        return (is_block && !keys.contains("related")).then(|| Fix::safe(title, place, format!("related: [{id}]\n")));
    };
    let behind = front.get(last.span.end as usize..)?;
    let quoted = behind.starts_with(['"', '\'']);
    let place = last.span.end as usize + usize::from(quoted);
    let is_list = front.get(place..)?.trim_start().starts_with(']');
    is_list.then(|| Fix::safe(title, Span::new(place, place), format!(", {id}")))
}
