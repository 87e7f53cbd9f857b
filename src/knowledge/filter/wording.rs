//! What the wording of a sentence makes of the words that matched: a cause, an effect, a fact, or nothing in particular.
//!
//! `The deploy led to a deadlock` names the deploy as a cause and the deadlock as an effect only; `a deadlock led to
//! the outage` names it as a cause. In a place whose heading does not say what it proves, this does.

use std::ops::RangeInclusive;

use super::is_negator;
use super::markers::{MARKERS, Side, UNSPACED};
use crate::knowledge::detect::Sentence;

/// What a sentence makes of words in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wording {
    /// It made something happen.
    Cause,
    /// It made something happen, and the sentence means both that and what it made happen.
    Chain,
    /// Somebody found out that it was so.
    Found,
    /// It happened.
    Fact,
    /// It came of something else.
    Effect,
    /// None of these: it is so in general, or there is no verb that would say when.
    Plain,
}

/// The markers of one sentence.
#[derive(Debug)]
pub struct Telling {
    marks: Vec<Mark>,
    /// Whether the sentence says nothing of what was, such as a habit or an order.
    is_advice: bool,
}

/// A marker in a sentence, by the places of its first and last word.
#[derive(Clone, Copy, Debug)]
struct Mark {
    first: usize,
    last: usize,
    side: Side,
    /// The last word that its other side reaches to.
    until: usize,
    /// Whether it opens the sentence, so that the effect follows behind a comma: `Because of X, Y`.
    is_fronted: bool,
}

impl Telling {
    /// Finds the markers of a sentence.
    pub fn of(sentence: &Sentence<'_>) -> Self {
        let mut marks = Vec::new();
        let mut at = 0;
        while at < sentence.words.len() {
            let found = named(sentence, at).or_else(|| listed(sentence, at));
            if let Some((last, side)) = found.filter(|&(last, _)| holds(sentence, at, last)) {
                let is_fronted = side == Side::Behind && is_fronted(sentence, at);
                marks.push(Mark { first: at, last, side, until: reach(sentence, at, last, is_fronted), is_fronted });
                at = last;
            }
            at += 1;
        }
        unspaced(sentence, &mut marks);
        marks.sort_by_key(|mark| mark.first);
        Self { marks, is_advice: is_advice(sentence) }
    }

    /// What the sentence makes of all of `hits` together; `covered` says of each word whether it is one of them.
    pub fn wording_of_all(&self, sentence: &Sentence<'_>, hits: &[RangeInclusive<usize>], covered: &[bool]) -> Wording {
        let wordings = || hits.iter().map(|hit| self.wording(sentence, hit));
        let (best, worst) = (wordings().min().unwrap_or(Wording::Plain), wordings().max().unwrap_or(Wording::Plain));
        if best != Wording::Cause || worst == Wording::Cause {
            return worst;
        }
        // `An upgrade caused a crash`, where the verb itself is asked for.
        let is_asked = |mark: &Mark| (mark.first..=mark.last).any(|at| covered.get(at).copied().unwrap_or(false));
        if self.marks.iter().any(is_asked) { Wording::Chain } else { worst }
    }

    /// What the sentence makes of the words at `hit`.
    fn wording(&self, sentence: &Sentence<'_>, hit: &RangeInclusive<usize>) -> Wording {
        let mut before = self.marks.iter().rev().filter(|mark| mark.last < *hit.start());
        let before = before.find(|mark| mark.is_fronted || *hit.start() <= mark.until);
        let behind = self.marks.iter().find(|mark| mark.first > *hit.end());
        let within = self.marks.iter().find(|mark| mark.first >= *hit.start() && mark.last <= *hit.end());
        let makes_something = behind.is_some_and(|mark| mark.side == Side::Before);
        match before {
            Some(mark) if *hit.start() <= mark.until => match mark.side {
                Side::Behind => Wording::Cause,
                // `X led to Y, which caused Z`: Y is a link of the chain.
                _ if makes_something => Wording::Cause,
                Side::Found => Wording::Found,
                Side::Before => Wording::Effect,
            },
            Some(_) => Wording::Effect,
            None if makes_something => Wording::Cause,
            None if behind.is_some_and(|mark| mark.side == Side::Behind) => Wording::Effect,
            None if within.is_some_and(|mark| mark.side != Side::Found) => Wording::Cause,
            None if !self.is_advice && is_past(sentence, hit) => Wording::Fact,
            None => Wording::Plain,
        }
    }

    /// Whether it gives advice rather than tell what was.
    pub fn is_advice(&self) -> bool {
        self.is_advice
    }
}

/// The marker of the table that begins at a word: its last word, and where the cause stands.
fn listed(sentence: &Sentence<'_>, at: usize) -> Option<(usize, Side)> {
    let markers = MARKERS.get(sentence.word(at))?;
    let fits = |rest: &[&str]| rest.iter().enumerate().all(|(index, word)| sentence.word(at + 1 + index) == *word);
    let marker = markers.iter().find(|marker| fits(&marker.rest))?;
    Some((at + marker.rest.len(), marker.side))
}

/// `the root cause of the outage was`, `the reason for this is`, `the problem was that`: the verb is its last word.
fn named(sentence: &Sentence<'_>, at: usize) -> Option<(usize, Side)> {
    const REACH: usize = 10;
    let is_cause = matches!(sentence.word(at), "cause" | "causes" | "reason" | "culprit" | "trigger");
    let is_trouble = matches!(sentence.word(at), "problem" | "issue" | "bug" | "fault" | "mistake" | "error");
    if !is_cause && !is_trouble || matches!(sentence.word(at.wrapping_sub(1)), "no" | "not" | "another" | "other") {
        return None;
    }
    let verb = (at + 1..=at + REACH).take_while(|&verb| sentence.is_unbroken(at, verb));
    let verb = verb.into_iter().find(|&verb| matches!(sentence.word(verb), "was" | "were" | "is" | "are"))?;
    let next = sentence.word(verb + 1);
    let told = if is_cause {
        !is_negator(next)
            && !matches!(next, "unknown" | "unclear" | "still" | "under" | "being" | "found" | "identified")
    } else {
        verb == at + 1 && matches!(next, "that" | "the" | "a" | "an" | "our" | "in" | "with" | "how" | "two" | "one")
    };
    told.then_some((verb, Side::Behind))
}

/// Whether a marker says that it was so: `could have caused`, `did not lead to` and `is usually due to` do not.
fn holds(sentence: &Sentence<'_>, first: usize, last: usize) -> bool {
    let before = |back: usize| {
        let at = first.checked_sub(back).filter(|&at| sentence.is_unbroken(at, first));
        at.map_or("", |at| sentence.word(at))
    };
    let denied = is_negator(before(1)) || before(1).ends_with("ly") && is_negator(before(2));
    let in_general = (1..=3).any(|back| UNREAL.contains(&before(back)));
    // `No outage due to the renewal`.
    let is_nothing = sentence.word(0) == "no" && (1..=2).any(|back| before(back) == "no");
    // `a pipeline was triggered` has no `by`: who did it is not said.
    let is_passive = first == last
        && matches!(sentence.word(first), "triggered" | "caused")
        && matches!(
            before(1),
            "was" | "were" | "is" | "are" | "been" | "be" | "being" | "got" | "unintentionally" | "accidentally"
        )
        || matches!(before(1), "affected" | "impacted") && is_negator(before(2));
    let is_schedule = sentence.word(first) == "due" && SCHEDULED.contains(&sentence.word(last + 1));
    !(denied || in_general || is_nothing || is_passive || is_schedule)
}

/// Words before a marker that say that it was not so this time.
const UNREAL: &[&str] = &[
    "would",
    "could",
    "can",
    "may",
    "might",
    "should",
    "will",
    "usually",
    "typically",
    "commonly",
    "generally",
    "potentially",
    "never",
    "didnt",
    "doesnt",
    "cannot",
    "without",
    "if",
];

/// `due to expire`.
const SCHEDULED: &[&str] =
    &["be", "expire", "start", "end", "finish", "happen", "take", "run", "go", "begin", "complete"];

/// Whether a marker opens its sentence, but for a word or a date: `On 3 May, because of X, Y`.
fn is_fronted(sentence: &Sentence<'_>, first: usize) -> bool {
    const LINKS: &[&str] = &[
        "because", "due", "owing", "as", "on", "wegen", "aufgrund", "weil", "en", "a", "parce", "debido", "devido",
        "por", "porque", "perche",
    ];
    let opens = first == 0 || first <= 6 && !sentence.is_unbroken(first - 1, first);
    opens && LINKS.contains(&sentence.word(first))
}

/// How far behind a marker its other side reaches.
fn reach(sentence: &Sentence<'_>, first: usize, last: usize, is_fronted: bool) -> usize {
    let end = sentence.words.len();
    if is_fronted {
        return (last + 1..end).take_while(|&at| sentence.is_unbroken(first, at)).last().unwrap_or(last);
    }
    let turn = |&at: &usize| matches!(sentence.word(at), "but" | "however" | "although" | "whereas");
    (last + 1..end).find(turn).unwrap_or(end)
}

/// Adds the markers of languages without blanks.
fn unspaced(sentence: &Sentence<'_>, marks: &mut Vec<Mark>) {
    if sentence.text.is_ascii() || UNSETTLED.iter().any(|words| sentence.text.contains(words)) {
        return;
    }
    for &(words, side) in UNSPACED {
        for (start, _) in sentence.text.match_indices(words) {
            let first = sentence.word_at(start);
            let last = sentence.word_at(start + words.len()).saturating_sub(1).max(first);
            marks.push(Mark { first, last, side, until: sentence.words.len(), is_fronted: false });
        }
    }
}

/// What says in a language without blanks that it was not so, or not for sure.
const UNSETTLED: &[&str] =
    &["ではな", "じゃな", "可能性", "かもしれ", "と思われ", "おそらく", "不是", "并非", "也许", "或许"];

/// Whether the sentence tells, up to the end of the clause around the words at `hit`, what was. A clause without a verb
/// takes the time of what stands before it: `We saw high memory use, above all of the store`.
fn is_past(sentence: &Sentence<'_>, hit: &RangeInclusive<usize>) -> bool {
    let clause = sentence.clause(*hit.start());
    let end = sentence.clause(*hit.end()).end;
    let unreal = |at: usize| matches!(sentence.word(at), "would" | "could" | "might" | "should" | "if" | "whenever");
    let is_unreal = (clause.start..end).any(|at| unreal(at) && sentence.word(at + 1) != "not");
    !is_unreal && (tells_lack(sentence) || (0..end).any(|at| tells_past(sentence.word(at))))
}

/// `Missing alerts on the store`, `Lack of tests`: what there was not.
fn tells_lack(sentence: &Sentence<'_>) -> bool {
    matches!(sentence.word(0), "missing" | "lack" | "lacking" | "no" | "insufficient" | "inadequate" | "absence")
}

/// Whether a word is a verb in the past.
pub fn tells_past(word: &str) -> bool {
    const NO_PAST: &[&str] = &["need", "speed", "indeed", "exceed", "proceed", "succeed"];
    PAST.contains(&word) || word.len() > 4 && word.ends_with("ed") && !NO_PAST.contains(&word)
}

/// Forms of the past that do not end in `ed`.
#[rustfmt::skip]
const PAST: &[&str] = &[
    "was", "were", "had", "has", "have", "did", "didnt", "wasnt", "werent", "hadnt", "couldnt", "broke", "went", "ran",
    "fell", "froze", "hung", "lost", "sent", "took", "began", "made", "left", "kept", "led", "got", "came", "became",
    "grew", "hit", "held", "saw", "found", "gave", "built", "meant", "shut", "threw", "wrote", "read", "rose", "blew",
    "brought", "caught", "felt", "knew", "stuck", "spun", "wiped", "died",
];

/// `Always validate …`, `Never trust …`, `When you …`: what one should do, or what is so in general.
fn is_advice(sentence: &Sentence<'_>) -> bool {
    let (first, second) = (sentence.word(0), sentence.word(1));
    let tells = matches!(second, "was" | "were" | "is" | "are" | "had" | "of" | "on" | "in" | "failed");
    let orders = ORDERS.contains(&first) && !tells
        || first == "never" && !matches!(second, "before" | "again" | "had" | "has" | "was" | "did" | "been");
    orders || sentence.words.iter().any(|word| matches!(word.as_str(), "you" | "your" | "youre"))
}

/// Verbs that open an order.
#[rustfmt::skip]
const ORDERS: &[&str] = &[
    "always", "dont", "do", "please", "prefer", "use", "make", "be", "treat", "verify", "validate", "check", "test",
    "keep", "set", "define", "document", "consider", "remember", "beware", "write", "handle", "monitor", "review",
    "include", "give", "assume", "design", "plan", "run",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::detect::worded;

    fn expect(wording: Wording, sentences: &[&str]) {
        for sentence in sentences {
            assert_eq!(worded(sentence, "deadlock"), wording, "{sentence}");
        }
    }

    #[test]
    fn words_for_a_cause_make_one_of_what_stands_on_their_side() {
        expect(
            Wording::Cause,
            &[
                "The outage was caused by a deadlock.",
                "The root cause of the outage was a deadlock in the store.",
                "The reason was that two jobs ran into a deadlock.",
                "The problem was a deadlock.",
                "Requests failed due to a deadlock.",
                "Due to a deadlock, requests failed.",
                "On 3 May, because of a deadlock, requests failed.",
                "As a result of the deadlock nothing was written.",
                "The stop resulted from a deadlock.",
                "A deadlock led to an hour without service.",
                "The jobs ran into a deadlock, which meant that nothing was written.",
                "The jobs deadlocked, causing requests to fail.",
                "This happened when two jobs ran into a deadlock.",
                "It turned out to be a deadlock.",
                "A deadlock was to blame.",
                "Engineers identified a deadlock as the root cause.",
                "The release led to a deadlock, which caused the outage.",
                "The outage was triggered by a deadlock.",
            ],
        );
    }

    #[test]
    fn what_stands_on_their_other_side_is_an_effect() {
        expect(
            Wording::Effect,
            &[
                "The release led to a deadlock.",
                "The deadlock was due to a full disk.",
                "Because of the full disk, the jobs ran into a deadlock.",
                "The disk was full, resulting in a deadlock.",
                "The deadlock was caused by the release.",
            ],
        );
    }

    #[test]
    fn what_was_found_may_be_no_more_than_what_was_seen() {
        expect(Wording::Found, &["We found that the jobs were in a deadlock.", "Engineers identified a deadlock."]);
    }

    #[test]
    fn what_happened_is_a_fact() {
        expect(Wording::Fact, &["The jobs deadlocked.", "The jobs have run into a deadlock.", "There was a deadlock."]);
    }

    #[test]
    fn habits_advice_and_what_did_not_happen_are_none() {
        expect(
            Wording::Plain,
            &[
                "Two such jobs run into a deadlock.",
                "Always look for a deadlock.",
                "A deadlock could have caused this.",
                "Such stops are usually due to a deadlock.",
                "A deadlock can lead to this.",
                "You had a deadlock.",
            ],
        );
        expect(Wording::Fact, &["A deadlock did not cause this.", "We were not affected by the deadlock."]);
    }

    #[test]
    fn several_lists_of_a_signal_must_all_stand_on_the_side_of_the_cause() {
        let worded = |sentence: &str, lists: &[&[&str]]| {
            let pattern = crate::knowledge::testing::pattern("p", &[lists]);
            let mut found = Vec::new();
            let matcher = crate::knowledge::detect::Matcher::new(&[pattern]);
            matcher.find(
                sentence,
                crate::knowledge::detect::Scope::Everywhere,
                &mut crate::knowledge::detect::Scratch::default(),
                &mut found,
            );
            found.first().map(|sighting| sighting.wording)
        };
        let sentence = "A new release caused a crash.";
        assert_eq!(worded(sentence, &[&["new"], &["release"]]), Some(Wording::Cause));
        assert_eq!(worded(sentence, &[&["release"], &["crash"]]), Some(Wording::Effect));
        assert_eq!(worded(sentence, &[&["release"], &["caused"], &["crash"]]), Some(Wording::Chain));
    }

    #[test]
    fn other_languages_have_their_own_words() {
        let cause = [
            "Ursache war ein Deadlock.",
            "Der Dienst stand wegen eines Deadlock still.",
            "Le service est tombé à cause d'un deadlock.",
            "El servicio cayó debido a un deadlock.",
            "O serviço caiu por causa de um deadlock.",
            "Il servizio è caduto a causa di un deadlock.",
            "障害の原因は deadlock でした",
            "deadlock が原因で停止した",
            "由于 deadlock 服务中断",
            "deadlock 导致服务中断",
        ];
        expect(Wording::Cause, &cause);
        expect(Wording::Plain, &["deadlock が原因の可能性がある"]);
    }
}
