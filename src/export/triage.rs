//! What the page “Triage” knows, as classic scripts that a page from disk can load.
//!
//! `triage/known.js` calls `CASEBOOK_TRIAGE.known` with the signals of all patterns that may stand among symptoms, as
//! words ready to be compared, and with the words that say little. `triage/part-N.js` calls `CASEBOOK_TRIAGE.part`
//! with what is told of [`PART`] incidents in the order of the search index: their faces, theories and checks. The page
//! loads the parts that a complaint needs, so that its cost does not grow with the casebook.

use rayon::prelude::*;
use serde::Serialize;

use super::SCHEMA;
use crate::knowledge::triage::{FaceKind, GENERIC, faces, pattern_checks};
use crate::knowledge::{KnowledgeBase, RefutedBy, phrase_words, refutation};
use crate::model::{ActionState, CauseState, Facet, Incident, Outcome, Pattern, Role, Signal};

/// How many incidents are told of in one script.
pub const PART: usize = 32;

/// Longer lines are cut after so many characters.
const LONGEST: usize = 280;

/// The most theories of one incident.
const MOST_THEORIES: usize = 8;

#[derive(Serialize)]
struct Known<'a> {
    schema: u32,
    part: usize,
    generic: &'a [&'a str],
    patterns: Vec<PatternOut<'a>>,
}

#[derive(Serialize)]
struct PatternOut<'a> {
    id: &'a str,
    name: &'a str,
    aggravates: bool,
    checks: Vec<String>,
    signals: Vec<SignalOut>,
}

/// Phrases as words with blanks between them; a word that ends with `*` may end in any way.
#[derive(Serialize)]
struct SignalOut {
    all: Vec<Vec<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not: Vec<String>,
    weight: f32,
}

#[derive(Serialize)]
struct IncidentOut {
    /// The worth and the text of each line that it is known by.
    faces: Vec<(f32, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause_is: Option<CauseState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<String>,
    /// Open, done and unmarked actions.
    actions: [usize; 3],
    theories: Vec<TheoryOut>,
}

#[derive(Serialize)]
struct TheoryOut {
    theory: String,
    /// Its number on the incident's page, from 1.
    number: usize,
    /// The suspect it belongs to, and how often that was wrong.
    suspect: usize,
    wrong: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<RefutedBy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refutation: Option<String>,
}

/// The scripts: the name of each file and its text.
pub fn triage_scripts(kb: &KnowledgeBase) -> Vec<(String, String)> {
    let known =
        Known { schema: SCHEMA, part: PART, generic: GENERIC, patterns: kb.patterns.iter().map(pattern).collect() };
    let mut scripts = vec![("triage/known.js".to_owned(), call("known", &known, None))];
    let parts: Vec<(usize, &[Incident])> = kb.incidents.chunks(PART).enumerate().collect();
    scripts.par_extend(parts.into_par_iter().map(|(number, incidents)| {
        let first = number * PART;
        let told: Vec<IncidentOut> = (first..first + incidents.len()).map(|at| incident(kb, at)).collect();
        (format!("triage/part-{number}.js"), call("part", &told, Some(number)))
    }));
    scripts
}

/// A call with a value. A script is a file of its own here, yet no markup can end in it.
fn call(name: &str, value: &impl Serialize, number: Option<usize>) -> String {
    let json = serde_json::to_string(value).expect("the values have text for keys").replace('<', "\\u003c");
    let number = number.map(|number| format!("{number},")).unwrap_or_default();
    format!("CASEBOOK_TRIAGE.{name}({number}{json});\n")
}

fn pattern(pattern: &Pattern) -> PatternOut<'_> {
    let seen = pattern.signals.iter().filter(|signal| signal.roles.contains(&Role::Symptom));
    PatternOut {
        id: pattern.id.as_str(),
        name: &pattern.name.value,
        aggravates: pattern.facet == Facet::Aggravator,
        checks: pattern_checks(pattern),
        signals: seen.map(signal).collect(),
    }
}

fn signal(signal: &Signal) -> SignalOut {
    let words = |phrase: &crate::model::Phrase| {
        let words = phrase_words(&phrase.value).into_iter();
        words.map(|(word, is_open)| if is_open { word + "*" } else { word }).collect::<Vec<_>>().join(" ")
    };
    SignalOut {
        all: signal.all.iter().map(|phrases| phrases.iter().map(words).collect()).collect(),
        not: signal.not.iter().map(words).collect(),
        weight: signal.weight,
    }
}

fn incident(kb: &KnowledgeBase, at: usize) -> IncidentOut {
    let incident = &kb.incidents[at];
    let opening = incident.opening();
    let line = |line: Option<(&str, _)>| line.map(|(text, _): (&str, crate::source::Span)| cut(text));
    let actions = [ActionState::Open, ActionState::Done, ActionState::Unmarked];
    let wrong = incident
        .theories
        .iter()
        .enumerate()
        .filter(|(_, theory)| theory.outcome.as_ref().is_none_or(|outcome| outcome.value != Outcome::Partial));
    let mut theories: Vec<TheoryOut> = wrong
        .map(|(number, theory)| {
            let suspect = kb.suspect_of(at, number);
            let refutation = refutation(theory);
            TheoryOut {
                theory: cut(&theory.statement.value),
                number: number + 1,
                suspect,
                wrong: kb.times_wrong(&kb.suspects[suspect]),
                by: refutation.map(|refutation| refutation.by),
                refutation: refutation.map(|refutation| cut(refutation.text)),
            }
        })
        .collect();
    theories.sort_by_key(|theory| theory.refutation.is_none());
    theories.truncate(MOST_THEORIES);
    IncidentOut {
        faces: faces(incident).into_iter().map(|face| (FaceKind::worth(face.kind), face.text)).collect(),
        cause: line(opening.cause),
        cause_is: incident.cause_state().filter(|state| *state < CauseState::Stated),
        fix: line(opening.fix),
        check: line(opening.check),
        actions: actions.map(|state| incident.actions.iter().filter(|action| action.state == state).count()),
        theories,
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::source::SourceFile;

    #[test]
    fn the_scripts_tell_signals_as_words_and_what_was_ruled_out_and_hold_no_markup() {
        let text = "# </script><script>alert(1)</script> hangs\n\n## Failed theories\n\n### The pool\n\n\
                    Wrong because: idle.\n\n## Root cause\n\nA full pipe.\n";
        let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        let file = "---\nname: P\nfacet: aggravator\nsignals:\n  - any: [Blocked loops, misconfigur*]\n    not: [x]\n\
                    ---\n\nText.\n\n## How to tell it apart\n\n- Look at it.\n";
        let (pattern, _) = crate::catalogue::parse(&SourceFile::new("patterns/p.md", file), false);
        let kb = KnowledgeBase::assemble(vec![incident], pattern.into_iter().collect());
        let scripts = triage_scripts(&kb);
        let names: Vec<&str> = scripts.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["triage/known.js", "triage/part-0.js"]);
        assert!(scripts.iter().all(|(_, text)| !text.contains('<')));
        let json = |text: &str, lead: &str| -> serde_json::Value {
            let json = text.strip_prefix(lead).and_then(|text| text.strip_suffix(");\n")).expect("a call");
            serde_json::from_str(json).expect("valid")
        };
        let known = json(&scripts[0].1, "CASEBOOK_TRIAGE.known(");
        assert_eq!(
            known["patterns"][0],
            serde_json::json!({
                "id": "p", "name": "P", "aggravates": true, "checks": ["Look at it."],
                "signals": [{"all": [["block loop", "misconfigur*"]], "not": ["x"], "weight": 1.0}]
            })
        );
        let part = json(&scripts[1].1, "CASEBOOK_TRIAGE.part(0,");
        assert_eq!(part[0]["theories"][0]["refutation"], "idle.");
        assert_eq!(part[0]["cause"], "A full pipe.");
        assert_eq!(part[0]["faces"][0][1], "</script><script>alert(1)</script> hangs");
    }
}
