//! Signals and examples.

use super::Reader;
use super::fields::{Fields, is_key, items};
use crate::diag::rule;
use crate::model::{Examples, Phrase, Role, Signal};
use crate::source::{Span, Spanned};
use crate::text;
use crate::yaml::Node;

/// The most lists that a signal's `all` may have, with `any`.
const MOST_LISTS: usize = 16;

/// The roles a signal may stand in.
const ROLES: [(&str, Role); 3] = [("cause", Role::Cause), ("symptom", Role::Symptom), ("neutral", Role::Neutral)];

impl Reader<'_> {
    /// The signals that can be used; `front` is where to say that there are none.
    pub fn signals(&mut self, node: Option<&Spanned<Node>>, front: Span) -> Vec<Signal> {
        let Some(node) = node else {
            let help = "add `signals:` with a list such as `- any: [deadlock]`";
            self.say(&rule::BAD_PATTERN_FILE, front, "a pattern needs `signals`", help);
            return Vec::new();
        };
        items(Some(node)).into_iter().filter_map(|item| self.signal(item)).collect()
    }

    fn signal(&mut self, node: &Spanned<Node>) -> Option<Signal> {
        let mut all = Vec::new();
        let mut not = Vec::new();
        let mut roles = ROLES.map(|(_, role)| role).to_vec();
        let mut weight = 1.0;
        if let Node::Mapping(entries) = &node.value {
            let mut fields = self.known(entries, &["any", "all", "not", "in", "weight"]);
            // One list may stand for a list of one list, as `all: [event loop, block]` means two words that meet.
            for list in items(fields.take("all")) {
                all.push(self.phrases(Some(list)));
            }
            if fields.take("any").is_some() {
                all.push(self.phrases(fields.take("any")));
            }
            not = self.phrases(fields.take("not"));
            roles = self.roles(&mut fields).unwrap_or(roles);
            weight = self.weight(&mut fields).unwrap_or(weight);
        } else {
            all.push(self.phrases(Some(node)));
        }
        let fault = if all.is_empty() || all.iter().any(Vec::is_empty) {
            "this signal has a list without phrases"
        } else if all.len() > MOST_LISTS {
            "this signal has more than 16 lists"
        } else {
            return Some(Signal { all, not, roles, weight, span: node.span });
        };
        let help = "a signal has `any: [phrase, …]`, or `all: [[phrase, …], [phrase, …]]`; it is left out";
        self.say(&rule::BAD_PATTERN_FILE, node.span, fault, help);
        None
    }

    /// The phrases of a list that have words in them.
    fn phrases(&mut self, node: Option<&Spanned<Node>>) -> Vec<Phrase> {
        let mut phrases = self.texts(node);
        phrases.retain(|phrase| {
            let has_words = !text::terms(&phrase.value).is_empty();
            if !has_words {
                let message = format!("the phrase `{}` has no word in it", phrase.value);
                let help = "write one or more words; `*` at a word's end takes any ending";
                self.say(&rule::BAD_PATTERN_FILE, phrase.span, message, help);
            }
            has_words
        });
        phrases
    }

    fn roles(&mut self, fields: &mut Fields<'_>) -> Option<Vec<Role>> {
        let written = self.texts(Some(fields.take("in")?));
        let mut roles = Vec::new();
        for word in written {
            if let Some((_, role)) = ROLES.iter().find(|(name, _)| is_key(&word.value, name)) {
                roles.push(*role);
            } else {
                let message = format!("`{}` is not a role that a signal may stand in", word.value);
                self.say(&rule::BAD_VALUE, word.span, message, "use `cause`, `symptom` or `neutral`");
            }
        }
        roles.sort_unstable();
        roles.dedup();
        (!roles.is_empty()).then_some(roles)
    }

    fn weight(&mut self, fields: &mut Fields<'_>) -> Option<f32> {
        let node = fields.take("weight")?;
        let number = match &node.value {
            Node::Scalar(text) => text.trim().parse::<f32>().ok(),
            _ => None,
        };
        let good = number.filter(|number| *number > 0.0 && *number <= 10.0);
        if good.is_none() {
            self.say(
                &rule::BAD_VALUE,
                node.span,
                "this is not a weight",
                "write a number above 0, at most 10; 1 is used",
            );
        }
        good
    }

    /// The examples; `place` is where to say that there are none.
    pub fn examples(&mut self, node: Option<&Spanned<Node>>, place: Span) -> Examples {
        let mut examples = Examples::default();
        if let Some(Node::Mapping(entries)) = node.map(|node| &node.value) {
            let mut fields = self.known(entries, &["match", "no-match"]);
            examples.matching = self.texts(fields.take("match"));
            examples.not_matching = self.texts(fields.take("no-match"));
        } else if let Some(node) = node {
            self.say(
                &rule::BAD_VALUE,
                node.span,
                "`examples` has two lists",
                "write `match:` and `no-match:` under it",
            );
            return examples;
        }
        let lacking = match (examples.matching.is_empty(), examples.not_matching.is_empty()) {
            (false, false) => return examples,
            (true, true) => "the pattern has no examples",
            (true, false) => "the pattern has no examples that must match",
            (false, true) => "the pattern has no examples that must not match",
        };
        let help = "add sentences under `match:` and `no-match:` of `examples:`";
        self.say(&rule::PATTERN_WITHOUT_EXAMPLES, place, lacking, help);
        examples
    }
}
