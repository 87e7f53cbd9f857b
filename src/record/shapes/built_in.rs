//! The shapes of `synonyms.yaml`, held against each other and against the headings beside them.

use super::{Part, Shape};
use crate::record::names::normalise;
use crate::record::words::Words;

/// So many names of a shape are looked at in search of one that only it knows.
const MOST_NAMES: usize = 20_000;

/// What is left of a shape when the head of a name is read: words of the phrase that is under way, and parts.
#[derive(Clone, Copy)]
struct Rest<'s> {
    words: &'s [String],
    parts: &'s [Part],
    open: bool,
}

impl<'s> Rest<'s> {
    fn of(shape: &'s Shape) -> Rest<'s> {
        Rest { words: &[], parts: &shape.parts, open: shape.open }
    }

    /// The ways to begin the next part; nothing where no part is left.
    fn next(self) -> Option<impl Iterator<Item = Rest<'s>>> {
        let (part, parts) = self.parts.split_first()?;
        Some(part.phrases.iter().map(move |words| Rest { words, parts, ..self }))
    }
}

/// The words of a name that fits both, last first.
fn meet<'s>(a: Rest<'s>, b: Rest<'s>) -> Option<Vec<&'s str>> {
    match (a.words.split_first(), b.words.split_first()) {
        (Some((own, a_words)), Some((other, b_words))) if own == other => {
            let mut words = meet(Rest { words: a_words, ..a }, Rest { words: b_words, ..b })?;
            words.push(own);
            Some(words)
        }
        (Some(_), Some(_)) => None,
        (None, _) => match a.next() {
            Some(mut ways) => ways.find_map(|a| meet(a, b)),
            None if a.open => Some(Vec::new()),
            None => match b.next().filter(|_| b.words.is_empty()) {
                Some(mut ways) => ways.find_map(|b| meet(a, b)),
                None => b.words.is_empty().then(Vec::new),
            },
        },
        (Some(_), None) => meet(b, a),
    }
}

/// The names of a shape that have one phrase of one of its parts, without any rest.
fn names(shape: &Shape, part: usize, phrase: usize) -> impl Iterator<Item = String> {
    let sizes: Vec<usize> = shape.parts.iter().map(|part| part.phrases.len()).collect();
    let own = move |at: usize| if at == part { 1 } else { sizes[at] };
    let count: usize = (0..shape.parts.len()).map(&own).product();
    (0..count.min(MOST_NAMES)).map(move |mut number| {
        let mut words = Vec::new();
        for (at, part_at) in shape.parts.iter().enumerate() {
            let chosen = if at == part { phrase } else { number % own(at) };
            number /= own(at);
            words.extend(part_at.phrases[chosen].iter().map(String::as_str));
        }
        words.join(" ")
    })
}

#[test]
fn shapes_of_two_kinds_never_fit_one_heading() {
    let shapes = Words::built_in().shapes();
    let mut ambiguous = Vec::new();
    for (at, (shape, kind)) in shapes.iter().enumerate() {
        for (other, other_kind) in &shapes[at + 1..] {
            let both = meet(Rest::of(shape), Rest::of(other)).filter(|_| kind != other_kind);
            ambiguous
                .extend(both.map(|words| (words.into_iter().rev().collect::<Vec<_>>().join(" "), *kind, *other_kind)));
        }
    }
    assert_eq!(ambiguous, []);
}

#[test]
fn every_alternative_of_a_shape_knows_a_heading_that_nothing_else_does() {
    let words = Words::built_in();
    let shapes = words.shapes();
    let mut dead = Vec::new();
    for (at, (shape, _)) in shapes.iter().enumerate() {
        let is_new = |name: &String| {
            normalise(name) == *name
                && words.label(name).is_none()
                && !shapes[..at].iter().any(|(earlier, _)| earlier.fits(name))
        };
        for (part, phrases) in shape.parts.iter().map(|part| &part.phrases).enumerate() {
            for (phrase, own) in phrases.iter().enumerate() {
                let is_twice = phrases[..phrase].contains(own);
                if is_twice || !names(shape, part, phrase).any(|name| is_new(&name)) {
                    dead.push(names(shape, part, phrase).next().unwrap_or_default());
                }
            }
        }
    }
    assert_eq!(dead, Vec::<String>::new());
}

#[test]
fn shapes_meet_where_a_name_fits_both() {
    let shape = |text: &str| Shape::read(text).expect("its brackets close");
    for (one, other, do_meet) in [
        ("what (we|i) did", "what i [ever] did", true),
        ("what (we|i) did", "what they did", false),
        ("what we did *", "what we did [in the end]", true),
        ("what we did", "what we did (again|twice)", false),
        ("what (we did|we) [next]", "what we did next", true),
    ] {
        for (a, b) in [(one, other), (other, one)] {
            assert_eq!(meet(Rest::of(&shape(a)), Rest::of(&shape(b))).is_some(), do_meet, "{a} and {b}");
        }
    }
}
