//! Credentials left in a text: keys, tokens and passwords that would open something.
//!
//! All of a file is looked at as it stands, code and front matter too. One pass finds the few places that may be the
//! start of one; each kind then says for itself whether it is. What is found is told by its kind and its first letters.

mod base64;
mod example;
mod json_token;
mod password;
mod private_key;
mod token;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use aho_corasick::AhoCorasick;

use crate::diag::{Diagnostic, Rule, rule};
use crate::source::{SourceFile, Span};

/// What is found at one place.
struct Secret {
    rule: &'static Rule,
    /// What it is, with an article.
    what: String,
    /// All of it, in bytes of the text.
    range: Range<usize>,
    /// What stands there that may be shown.
    shown: String,
}

/// What a place may be the start of.
#[derive(Clone, Copy)]
enum Start {
    /// A kind of token, by its place in [`token::KINDS`].
    Token(usize),
    JsonToken,
    PrivateKey,
    Bearer,
    Address,
    /// A word such as `password`, behind which a value may stand.
    Setting,
}

static STARTS: LazyLock<(AhoCorasick, Vec<Start>)> = LazyLock::new(|| {
    let mut words: Vec<&str> = token::KINDS.iter().map(|kind| kind.prefix).collect();
    let mut starts: Vec<Start> = (0..words.len()).map(Start::Token).collect();
    let mut add = |word, start| {
        words.push(word);
        starts.push(start);
    };
    add("eyJ", Start::JsonToken);
    add("-----BEGIN ", Start::PrivateKey);
    add("earer ", Start::Bearer);
    add("://", Start::Address);
    for word in password::KEYS {
        add(word, Start::Setting);
    }
    (AhoCorasick::new(words).expect("a few short words"), starts)
});

/// Finds the credentials in one file.
pub fn check(file: &Arc<SourceFile>) -> Vec<Diagnostic> {
    let text = file.text.as_str();
    let (automaton, starts) = &*STARTS;
    let mut secrets: Vec<Secret> = Vec::new();
    for hit in automaton.find_overlapping_iter(text) {
        // What lies in a key or token that was found is a part of it.
        if secrets.last().is_some_and(|last| hit.start() < last.range.end) {
            continue;
        }
        secrets.extend(match starts[hit.pattern().as_usize()] {
            Start::Token(kind) => token::find(text, hit.start(), &token::KINDS[kind]),
            Start::JsonToken => json_token::find(text, hit.start()),
            Start::PrivateKey => private_key::find(text, hit.start()),
            Start::Bearer => token::bearer(text, hit.end()),
            Start::Address => password::in_address(text, hit.start()),
            Start::Setting => password::in_setting(text, hit.range()),
        });
    }
    secrets.into_iter().map(|secret| finding(file, secret)).collect()
}

fn finding(file: &Arc<SourceFile>, secret: Secret) -> Diagnostic {
    let message = match secret.shown.as_str() {
        "" => format!("{} stands here", secret.what),
        shown => format!("{} stands here, `{shown}…`", secret.what),
    };
    let help = if secret.rule == &rule::LEAKED_TOKEN {
        "revoke it, then put its first letters and `…` in its place"
    } else if secret.rule == &rule::PRIVATE_KEY {
        "replace the key wherever it opens something, then take it out of the record"
    } else {
        "change it, then put `***` in its place"
    };
    Diagnostic::new(secret.rule, file, secret.range.into(), message).with_help(help)
}

/// Hides what the rules for credentials found from all that is told of the same file: no message repeats it, and no
/// excerpt shows it.
pub fn hide(findings: &mut [Diagnostic]) {
    let rules = [&rule::LEAKED_PASSWORD, &rule::LEAKED_TOKEN, &rule::PRIVATE_KEY];
    let mut secrets: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| rules.iter().any(|rule| std::ptr::eq(*rule, finding.rule))) {
        secrets.entry(finding.file.path.clone()).or_default().push(finding.span);
    }
    for finding in findings.iter_mut() {
        let Some(spans) = secrets.get(&finding.file.path) else { continue };
        finding.hidden.clone_from(spans);
        for span in spans {
            let secret = finding.file.slice(*span).to_owned();
            let texts = [Some(&mut finding.message), finding.help.as_mut()];
            for text in texts.into_iter().flatten().filter(|text| text.contains(&secret)) {
                *text = text.replace(&secret, "***");
            }
        }
    }
}

/// The first letters of a secret: enough to find it again, too few to use it.
fn first_letters(secret: &str, prefix: usize) -> String {
    secret.chars().take(prefix + 2).collect()
}

#[cfg(test)]
mod tests;
