//! The ratchet: floors that figures must not fall under, and that rise with them.
//!
//! A ratchet is a YAML file with the name of a figure and its floor on each line, such as
//! `patterns.tune.precision: 0.90`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use crate::config::{ConfigError, Fault};
use crate::diag::near;
use crate::source::{SourceFile, Span};
use crate::yaml::{self, Node};

/// Figures this close are the same.
const SLACK: f64 = 1e-9;
/// Floors are written with three decimals.
const STEPS: f64 = 1000.0;

/// A file of floors.
#[derive(Clone, Debug, Default)]
pub struct Ratchet {
    /// The file.
    pub file: Arc<SourceFile>,
    /// In the order of the file.
    pub floors: Vec<Floor>,
}

/// The least that a figure may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// The figure's name.
    pub name: String,
    /// Its floor, between 0 and 1.
    pub least: f64,
    /// Where the number stands.
    span: Span,
}

/// A floor beside its figure.
#[derive(Clone, Debug)]
pub struct Tried<'r> {
    /// The floor.
    pub floor: &'r Floor,
    /// The figure; `None` where it was not measured.
    pub value: Option<f64>,
    /// The name that was probably meant, where there is no figure of that name.
    pub near: Option<String>,
}

impl Tried<'_> {
    /// Whether the floor was reached; one that nothing stands on was not.
    pub fn is_held(&self) -> bool {
        self.value.is_some_and(|value| value + SLACK >= self.floor.least)
    }

    /// By how much the figure is too small.
    pub fn lacks(&self) -> Option<f64> {
        (!self.is_held()).then_some(self.floor.least - self.value?)
    }
}

impl Ratchet {
    /// Reads a file of floors.
    ///
    /// # Errors
    /// When the text is not YAML, or a floor is no number from 0 to 1; all faults are told.
    pub fn parse(file: &Arc<SourceFile>) -> Result<Self, ConfigError> {
        let refuse = |faults| ConfigError { file: Arc::clone(file), faults };
        let root = yaml::parse(&file.text, 0)
            .map_err(|error| refuse(vec![Fault { span: error.span, message: error.message, help: None }]))?;
        let entries = match root.value {
            Node::Mapping(entries) => entries,
            Node::Null => Vec::new(),
            _ => return Err(refuse(vec![fault(root.span, "a ratchet names figures and their floors")])),
        };
        let (mut floors, mut faults) = (Vec::new(), Vec::new());
        for (name, value) in entries {
            let number = match &value.value {
                Node::Scalar(text) => text.trim().parse().ok().filter(|number| (0.0..=1.0).contains(number)),
                _ => None,
            };
            match number {
                Some(least) => floors.push(Floor { name: name.value, least, span: value.span }),
                None => faults.push(fault(value.span, "a floor is a number from 0 to 1")),
            }
        }
        if faults.is_empty() { Ok(Self { file: Arc::clone(file), floors }) } else { Err(refuse(faults)) }
    }

    /// Tries every floor on the figures of a run. Where only one part was measured, the floors of others are left out.
    pub fn tried<'r>(&'r self, figures: &BTreeMap<String, Option<f64>>, part: Option<&str>) -> Vec<Tried<'r>> {
        let is_meant = |floor: &&Floor| part.is_none_or(|part| floor.name.split('.').nth(1) == Some(part));
        let tried = |floor: &'r Floor| {
            let Floor { name, .. } = floor;
            let missing = || near(name, figures.keys().map(String::as_str)).map(str::to_owned);
            let near = if figures.contains_key(name) { None } else { missing() };
            Tried { floor, value: figures.get(name).copied().flatten(), near }
        };
        self.floors.iter().filter(is_meant).map(tried).collect()
    }

    /// The file's text with floors raised to the figures that beat them, rounded down to three decimals; none is ever
    /// lowered, and everything else stays as it stands. `None` where nothing was beaten.
    pub fn raised(&self, tried: &[Tried<'_>]) -> Option<String> {
        let mut text = String::new();
        let mut written = 0;
        let mut floors: Vec<(Span, f64)> =
            tried.iter().filter_map(|tried| Some((tried.floor.span, beaten(tried)?))).collect();
        floors.sort_by_key(|(span, _)| *span);
        for (span, floor) in &floors {
            text.push_str(self.file.slice(Span::new(written, span.start as usize)));
            let _ = write!(text, "{floor:.3}");
            written = span.end as usize;
        }
        text.push_str(self.file.slice(Span::new(written, self.file.text.len())));
        (!floors.is_empty()).then_some(text)
    }
}

/// The floor that a figure makes, where it is higher.
fn beaten(tried: &Tried<'_>) -> Option<f64> {
    let floor = ((tried.value? + SLACK) * STEPS).floor() / STEPS;
    (floor > tried.floor.least + SLACK).then_some(floor)
}

fn fault(span: Span, message: &str) -> Fault {
    Fault {
        span,
        message: message.to_owned(),
        help: Some("write lines like `patterns.tune.precision: 0.90`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# What we reached.\npatterns.tune.precision: 0.90 # since spring\n\n\
                        \"queries.tune.typo.hit@5\": '0.5'\nqueries.tune.mrr: 0.333\npatterns.rest.recall: 0.6\n";

    fn ratchet() -> Ratchet {
        Ratchet::parse(&SourceFile::new("floors.yaml", FILE)).expect("is sound")
    }

    fn figures() -> BTreeMap<String, Option<f64>> {
        let figures = [
            ("patterns.tune.precision", Some(0.8125)),
            ("queries.tune.typo.hit@5", Some(2.0 / 3.0)),
            ("queries.tune.mrr", Some(1.0 / 3.0)),
            ("patterns.rest.recal", Some(1.0)),
        ];
        figures.map(|(name, value)| (name.to_owned(), value)).into()
    }

    #[test]
    fn a_floor_that_is_missed_tells_by_how_much() {
        let ratchet = ratchet();
        let tried = ratchet.tried(&figures(), None);
        let shown: Vec<_> =
            tried.iter().map(|tried| (tried.floor.name.as_str(), tried.is_held(), tried.near.as_deref())).collect();
        let expected = [
            ("patterns.tune.precision", false, None),
            ("queries.tune.typo.hit@5", true, None),
            ("queries.tune.mrr", true, None),
            ("patterns.rest.recall", false, Some("patterns.rest.recal")),
        ];
        assert_eq!(shown, expected);
        assert!((tried[0].lacks().expect("is missed") - 0.0875).abs() < 1e-12);
        assert_eq!((tried[1].lacks(), tried[3].lacks()), (None, None));
        assert_eq!(ratchet.tried(&figures(), Some("rest")).len(), 1);
    }

    #[test]
    fn only_beaten_floors_rise_and_comments_stay() {
        let ratchet = ratchet();
        let raised = ratchet.raised(&ratchet.tried(&figures(), None)).expect("one is beaten");
        assert_eq!(raised, FILE.replace("'0.5'", "0.666"));
        let again = Ratchet::parse(&SourceFile::new("floors.yaml", raised)).expect("is sound");
        assert_eq!(again.raised(&again.tried(&figures(), None)), None);
    }

    #[test]
    fn what_is_no_floor_is_a_fault() {
        let faults = |text: &str| {
            let file = SourceFile::new("floors.yaml", text);
            Ratchet::parse(&file).map_or_else(|error| error.faults.len(), |_| 0)
        };
        assert_eq!(faults("a: 1.1\nb: [1]\nc: NaN\nd: 0.5\n"), 3);
        assert_eq!(faults("- a\n"), 1);
        assert_eq!(faults("a: ["), 1);
        assert_eq!(faults(""), 0);
    }
}
