//! An incident: what one record means.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Action, Cause, CauseState, CurationLevel, Date, Event, Fix, IncidentId, Missing, Moment, Passage, PatternId,
    Section, Theory,
};
use crate::source::{SourceFile, Span, Spanned};

/// Where an incident stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The cause is sought.
    Investigating,
    /// The pain is over, the cause may remain.
    Mitigated,
    /// The fix is watched.
    Monitoring,
    /// Over.
    Resolved,
}

impl Status {
    /// Every status, in the order an incident runs through them.
    pub const ALL: [Status; 4] = [Status::Investigating, Status::Mitigated, Status::Monitoring, Status::Resolved];

    /// The status' name in data and records.
    pub fn name(self) -> &'static str {
        match self {
            Status::Investigating => "investigating",
            Status::Mitigated => "mitigated",
            Status::Monitoring => "monitoring",
            Status::Resolved => "resolved",
        }
    }
}

/// What a file among the records is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It tells an incident.
    #[default]
    Incident,
    /// It explains the folder, or is a form to be copied: it is shown and searched, and counts as no incident.
    Page,
}

/// Who noticed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetectedBy {
    /// Monitoring.
    Alert,
    /// Those who were hit.
    Customer,
    /// One of us.
    Engineer,
    /// Another company.
    Partner,
    /// Nobody who looked for it.
    Chance,
}

impl DetectedBy {
    /// Every way of noticing.
    pub const ALL: [DetectedBy; 5] =
        [DetectedBy::Alert, DetectedBy::Customer, DetectedBy::Engineer, DetectedBy::Partner, DetectedBy::Chance];

    /// Its name in data and records.
    pub fn name(self) -> &'static str {
        match self {
            DetectedBy::Alert => "alert",
            DetectedBy::Customer => "customer",
            DetectedBy::Engineer => "engineer",
            DetectedBy::Partner => "partner",
            DetectedBy::Chance => "chance",
        }
    }
}

/// A front matter key that Casebook does not know, kept as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtraField {
    /// The key as written.
    pub key: String,
    /// Its value as text; the items of a list are joined by commas, anything deeper stands as written.
    pub text: String,
    /// Where key and value stand.
    pub span: Span,
}

/// Something that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Symptom {
    /// The sentence, item or error line.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// The section it stands in, as an index into the incident's sections.
    pub section: u32,
}

/// One incident.
#[derive(Clone, Debug)]
pub struct Incident {
    /// Its id.
    pub id: IncidentId,
    /// Ids it had before.
    pub aliases: Vec<Spanned<IncidentId>>,
    /// The file it was read from.
    pub file: Arc<SourceFile>,
    /// Where the Markdown starts, behind the front matter.
    pub body: Span,
    /// Whether it tells an incident at all.
    pub standing: Standing,
    /// Its title; never empty.
    pub title: Spanned<String>,
    /// The day it happened.
    pub date: Option<Spanned<Date>>,
    /// Where it stands; `None` where the record does not say.
    pub status: Option<Spanned<Status>>,
    /// How bad it was, in the configured scale's words, or as written where the scale does not know it.
    pub severity: Option<Spanned<String>>,
    /// What was hit.
    pub services: Vec<Spanned<String>>,
    /// Free labels.
    pub tags: Vec<Spanned<String>>,
    /// Who wrote it.
    pub authors: Vec<Spanned<String>>,
    /// Who looks after it.
    pub owner: Option<Spanned<String>>,
    /// When it began.
    pub started: Option<Spanned<Moment>>,
    /// When it was noticed.
    pub detected: Option<Spanned<Moment>>,
    /// When the pain ended.
    pub mitigated: Option<Spanned<Moment>>,
    /// When it was over.
    pub resolved: Option<Spanned<Moment>>,
    /// Who noticed first.
    pub detected_by: Option<Spanned<DetectedBy>>,
    /// Patterns the author confirms.
    pub patterns: Vec<Spanned<PatternId>>,
    /// Patterns the author rejects.
    pub not_patterns: Vec<Spanned<PatternId>>,
    /// The earlier incident that this one repeats.
    pub repeat_of: Vec<Spanned<IncidentId>>,
    /// Incidents that belong together.
    pub related: Vec<Spanned<IncidentId>>,
    /// Records that this one replaces.
    pub supersedes: Vec<Spanned<IncidentId>>,
    /// Code involved, as globs.
    pub paths: Vec<Spanned<String>>,
    /// Where the note came from.
    pub source: Option<Spanned<String>>,
    /// The language it is written in, as a BCP 47 tag.
    pub lang: Option<Spanned<String>>,
    /// Keys that Casebook does not know.
    pub extra: Vec<ExtraField>,
    /// Its sections, ordered by where they start; never empty, the first is the opening.
    pub sections: Vec<Section>,
    /// All its words, in order.
    pub passages: Vec<Passage>,
    /// What was seen.
    pub symptoms: Vec<Symptom>,
    /// Error lines and code from where the symptoms are told, kept whole.
    pub error_strings: Vec<Symptom>,
    /// What was believed in vain.
    pub theories: Vec<Theory>,
    /// What pointed the wrong way, in one line each.
    pub misleading: Vec<Symptom>,
    /// Why it happened.
    pub causes: Vec<Cause>,
    /// What ended it.
    pub fixes: Vec<Fix>,
    /// What happened when.
    pub events: Vec<Event>,
    /// What was promised.
    pub actions: Vec<Action>,
    /// How far the record is worked out.
    pub level: CurationLevel,
    /// What it lacks for higher levels.
    pub missing: Vec<Missing>,
}

/// The five lines an incident's page opens with; each leads to its place.
#[derive(Clone, Debug, Default)]
pub struct Opening<'a> {
    /// What was seen.
    pub symptom: Option<(&'a str, Span)>,
    /// What was wrongly believed.
    pub false_trail: Option<(&'a str, Span)>,
    /// Why it happened.
    pub cause: Option<(&'a str, Span)>,
    /// What proved it.
    pub check: Option<(&'a str, Span)>,
    /// What ended it.
    pub fix: Option<(&'a str, Span)>,
}

impl Incident {
    /// An incident of which nothing is known yet but its id, its file and where its Markdown stands.
    pub fn blank(id: IncidentId, file: Arc<SourceFile>, body: Span) -> Self {
        Self {
            id,
            aliases: Vec::new(),
            file,
            body,
            standing: Standing::Incident,
            title: Spanned::new(String::new(), Span::default()),
            date: None,
            status: None,
            severity: None,
            services: Vec::new(),
            tags: Vec::new(),
            authors: Vec::new(),
            owner: None,
            started: None,
            detected: None,
            mitigated: None,
            resolved: None,
            detected_by: None,
            patterns: Vec::new(),
            not_patterns: Vec::new(),
            repeat_of: Vec::new(),
            related: Vec::new(),
            supersedes: Vec::new(),
            paths: Vec::new(),
            source: None,
            lang: None,
            extra: Vec::new(),
            sections: Vec::new(),
            passages: Vec::new(),
            symptoms: Vec::new(),
            error_strings: Vec::new(),
            theories: Vec::new(),
            misleading: Vec::new(),
            causes: Vec::new(),
            fixes: Vec::new(),
            events: Vec::new(),
            actions: Vec::new(),
            level: CurationLevel::Note,
            missing: Vec::new(),
        }
    }

    /// The section of that index.
    ///
    /// # Panics
    /// When `index` is not one of this incident's own.
    pub fn section(&self, index: u32) -> &Section {
        &self.sections[index as usize]
    }

    /// The innermost section that holds a byte of the file.
    pub fn section_at(&self, offset: u32) -> u32 {
        let holding = self.sections.iter().enumerate().filter(|(_, section)| section.span.holds(offset));
        holding.min_by_key(|(_, section)| section.span.end - section.span.start).map_or(0, |(index, _)| index as u32)
    }

    /// Whether it is shown as a page, and counts as no incident.
    pub fn is_page(&self) -> bool {
        self.standing == Standing::Page
    }

    /// Whether the cause is still sought: the record says so, or all it has are suspicions.
    pub fn is_open(&self) -> bool {
        match &self.status {
            Some(status) => status.value == Status::Investigating,
            None => !self.causes.is_empty() && self.causes.iter().all(|cause| cause.state == CauseState::Suspected),
        }
    }

    /// Whether its status says that its cause is still sought; many notes tell no status and only suppose a cause.
    pub fn is_investigating(&self) -> bool {
        self.status.as_ref().is_some_and(|status| status.value == Status::Investigating)
    }

    /// How sure the cause in [`opening`](Self::opening) is.
    pub fn cause_state(&self) -> Option<CauseState> {
        self.causes.iter().map(|cause| cause.state).max()
    }

    /// Symptom, false trail, cause, check and fix, as far as the record has them.
    pub fn opening(&self) -> Opening<'_> {
        fn line(text: &Spanned<String>) -> (&str, Span) {
            (text.value.as_str(), text.span)
        }
        let costly = self.theories.iter().min_by_key(|theory| {
            let outcome = theory.outcome.as_ref().map(|outcome| outcome.value);
            (outcome != Some(super::Outcome::LookedLikeAFix), theory.held_as_cause.is_none())
        });
        let best = self.causes.iter().max_by_key(|cause| (cause.state, std::cmp::Reverse(cause.span.start)));
        // What refuted a theory proves a cause that stands, never one that is only suspected.
        let stands = best.is_some_and(|cause| cause.state >= CauseState::Stated);
        let settled = || self.theories.iter().find_map(|theory| theory.settled_by.as_ref()).filter(|_| stands);
        let telling = |error: &&Symptom| {
            let lower = error.text.to_lowercase();
            !lower.starts_with("traceback") && !lower.starts_with("exit code")
        };
        let error = || self.error_strings.iter().find(telling).or(self.error_strings.first());
        Opening {
            symptom: self.symptoms.first().or_else(error).map(|s| (s.text.as_str(), s.span)),
            false_trail: costly
                .map(|theory| line(&theory.statement))
                .or_else(|| self.misleading.first().map(|s| (s.text.as_str(), s.span))),
            cause: best.map(|cause| line(&cause.statement)),
            check: best.and_then(|cause| cause.confirmed_by.as_ref()).or_else(settled).map(line),
            fix: self.fixes.first().map(|fix| line(&fix.statement)),
        }
    }
}
