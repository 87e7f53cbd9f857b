//! Verbs with particles, which are written as one word and as two: `timeout` and `timed out`.

use super::plan::{Form, Side, Unit, UnitRole};
use crate::text;

/// What the same word counts when it is written as two.
const APART: f64 = 0.9;
/// Words that are written with the verb before them or apart: `timeout` and `timed out`.
const PARTICLES: [&str; 7] = ["away", "back", "down", "off", "out", "over", "up"];
/// The same behind few verbs only: `login` and `log in`.
const FEW_PARTICLES: [&str; 2] = ["in", "on"];
const THEIR_VERBS: [&str; 4] = ["log", "opt", "plug", "sign"];

fn particles() -> impl Iterator<Item = &'static str> {
    PARTICLES.into_iter().chain(FEW_PARTICLES)
}

/// A word that ends in a particle, as two words side by side.
pub(super) fn apart(typed: &str) -> Option<Form> {
    let (verb, particle) = particles().find_map(|particle| Some((typed.strip_suffix(particle)?, particle)))?;
    let terms = vec![(text::stem(verb), 0), (text::stem(particle), 1)];
    joins(verb, particle).then_some(Form { terms, side: Side::BySide, trust: APART })
}

/// The same word written as one, for a particle that follows a verb: something more to look for, beside the two.
pub(super) fn joined(units: &[Unit]) -> Vec<Unit> {
    let pairs = units.windows(2).filter_map(|pair| {
        let (verb, particle) = (&pair[0], &pair[1]);
        let optional = verb.role == UnitRole::Optional && particle.role == UnitRole::Optional;
        let follows = verb.place.zip(particle.place).is_some_and(|(a, b)| a + 1 == b);
        if !optional || !follows || !joins(&verb.typed, &particle.typed) {
            return None;
        }
        let joined = |verb: &str| format!("{verb}{}", particle.typed);
        let forms = [text::stem(&verb.typed), verb.typed.clone()].map(|verb| Form::term(text::stem(&joined(&verb))));
        Some(Unit::new(joined(&verb.typed), forms.into(), UnitRole::Extra))
    });
    pairs.collect()
}

/// The words of verb and particle that somebody is about to type: `rollback` for `rollba`. Whether any record has one,
/// as one word or as two, is for the index to tell.
pub fn begun(typed: &str) -> Vec<String> {
    let whole = |particle: &'static str| {
        let (verb, _) = (1..particle.len()).rev().find_map(|end| Some((typed.strip_suffix(&particle[..end])?, end)))?;
        joins(verb, particle).then(|| format!("{verb}{particle}"))
    };
    particles().filter_map(whole).collect()
}

/// Whether a verb and what follows it may be written as one.
fn joins(verb: &str, particle: &str) -> bool {
    let few = FEW_PARTICLES.contains(&particle) && THEIR_VERBS.contains(&text::stem(verb).as_str());
    verb.len() >= 3 && is_plain(verb) && (few || PARTICLES.contains(&particle))
}

fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_with_the_beginning_of_a_particle_is_about_to_be_a_word() {
        assert_eq!(begun("rollbac"), ["rollback"]);
        assert_eq!(begun("rollb"), ["rollback"]);
        assert_eq!(begun("failo"), ["failoff", "failout", "failover"]);
        assert_eq!(begun("failov"), ["failover"]);
        assert_eq!(begun("logi"), ["login"]);
        assert_eq!(begun("kafk"), [""; 0]);
        // What is whole is no beginning.
        assert_eq!(begun("rollback"), [""; 0]);
        assert_eq!(begun("übero"), [""; 0]);
    }
}
