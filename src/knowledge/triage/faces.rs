//! The lines by which an incident is known from outside: what was seen, never what it turned out to be.

use std::collections::BTreeSet;

use crate::model::{Incident, PassageKind, Role};
use crate::source::Span;
use crate::text;

/// The most lines of one incident.
const MOST: usize = 32;

/// The most of one kind.
const MOST_OF_A_KIND: usize = 12;

/// A line is compared up to so many characters.
const LONGEST: usize = 240;

/// What a line of an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaceKind {
    /// An error line, kept whole.
    ErrorString,
    /// Something that was seen.
    Symptom,
    /// Its title.
    Title,
    /// Something that pointed the wrong way.
    Misleading,
    /// Anything else that is no cause, fix or plan.
    Other,
    /// Its cause.
    Cause,
}

impl FaceKind {
    /// What a match with such a line is worth.
    pub fn worth(self) -> f32 {
        match self {
            FaceKind::ErrorString => 1.3,
            FaceKind::Symptom => 1.2,
            FaceKind::Title => 1.1,
            FaceKind::Misleading => 0.8,
            FaceKind::Other => 0.7,
            FaceKind::Cause => 0.6,
        }
    }
}

/// One line of an incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Face {
    /// What it is.
    pub kind: FaceKind,
    /// Its text, cut where it is long.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// The lines of an incident, most telling kind first.
pub fn faces(incident: &Incident) -> Vec<Face> {
    let mut faces = Vec::new();
    let mut known = BTreeSet::new();
    let mut add = |kind: FaceKind, lines: &mut dyn Iterator<Item = (&str, Span)>| {
        let mut room = MOST_OF_A_KIND;
        for (text, span) in lines {
            if room == 0 || faces.len() >= MOST {
                return;
            }
            for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                let end = line.char_indices().nth(LONGEST).map_or(line.len(), |(end, _)| end);
                let line = line[..end].to_owned();
                if room > 0 && faces.len() < MOST && known.insert(line.clone()) {
                    room -= 1;
                    faces.push(Face { kind, text: line, span });
                }
            }
        }
    };
    let seen = |symptoms: &'_ [crate::model::Symptom]| {
        symptoms.iter().map(|symptom| (symptom.text.clone(), symptom.span)).collect::<Vec<_>>()
    };
    let title = [(incident.title.value.as_str(), incident.title.span)];
    add(FaceKind::Title, &mut title.into_iter());
    let lists = [
        (FaceKind::ErrorString, seen(&incident.error_strings)),
        (FaceKind::Symptom, seen(&incident.symptoms)),
        (FaceKind::Misleading, seen(&incident.misleading)),
    ];
    for (kind, lines) in &lists {
        add(*kind, &mut lines.iter().map(|(text, span)| (text.as_str(), *span)));
    }
    let causes = incident.causes.iter().map(|cause| (cause.statement.value.as_str(), cause.statement.span));
    add(FaceKind::Cause, &mut causes.take(2));
    let told = incident.passages.iter().filter(|passage| {
        let is_text = passage.kind.is_prose() || passage.kind == PassageKind::Code;
        is_text && passage.kind != PassageKind::Heading && matches!(passage.role, Role::Symptom | Role::Neutral)
    });
    let sentences = told.flat_map(|passage| {
        text::sentences(&passage.text)
            .into_iter()
            .filter_map(|range| Some((passage.text.get(range.clone())?, passage.source_span(range))))
    });
    add(FaceKind::Other, &mut sentences.take(4 * MOST));
    faces
}
