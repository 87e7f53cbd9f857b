//! A proposal as a pattern file: its signals filled in, its sections opened with the records' own lines and with
//! questions to whoever completes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::candidates::{Candidate, is_close};
use super::lexicon::LEXICON;
use super::wording::Thing;
use super::{Ground, Member, Proposal, Quote};
use crate::catalogue;
use crate::knowledge::check_examples;
use crate::knowledge::detect::{Matcher, Scope, Scratch};
use crate::knowledge::filter::Verdict;
use crate::model::{Pattern, PatternId, slug};
use crate::source::SourceFile;
use crate::text;

/// How many wordings of the fault, and of its thing, a signal lists.
const MOST_WORDS: usize = 14;

/// How many examples are given, each way.
const MOST_EXAMPLES: usize = 4;

/// How many lines a section is opened with.
const MOST_LINES: usize = 5;

/// Longer sentences make no example, and are cut where they are quoted.
const LONGEST_QUOTE: usize = 320;

/// Makes the files. A candidate whose file would not find its own incidents is passed over.
pub fn drafts(ground: &Ground<'_>, chosen: Vec<Candidate>) -> Vec<Proposal> {
    let mut taken: BTreeSet<String> = ground.base.patterns.iter().map(|pattern| pattern.id.to_string()).collect();
    let mut proposals = Vec::new();
    for candidate in chosen {
        if let Some(proposal) = draft(ground, &candidate, &taken) {
            taken.insert(proposal.id.to_string());
            proposals.push(proposal);
        }
    }
    proposals
}

/// What a pattern's signals find.
#[derive(Default)]
struct Sightings {
    /// Told as a fact, the words close together: incident and line.
    close: Vec<(usize, usize)>,
    /// Told as a fact, but in many words, or in a sentence that another pattern explains.
    contrast: Vec<(usize, usize)>,
}

fn draft(ground: &Ground<'_>, candidate: &Candidate, taken: &BTreeSet<String>) -> Option<Proposal> {
    let name = name(candidate);
    let slug = slug(&name);
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    let id = std::iter::once(slug.clone()).chain(numbered).find(|id| !taken.contains(id))?;
    let id = PatternId::new(&id)?;
    let mut file = File { name: &name, candidate, not: Vec::new(), matching: Vec::new(), no_match: Vec::new() };
    let (pattern, matcher) = compiled(&id, &file.front())?;
    let seen = sightings(ground, candidate, &matcher);
    file.not = contrast_words(ground, &seen);
    let (_, matcher) = compiled(&id, &file.front())?;
    let seen = sightings(ground, candidate, &matcher);
    let members = members(ground, &seen);
    if members.len() < 2 {
        return None;
    }
    file.matching = examples(&members);
    file.no_match = counterexamples(ground, candidate, &matcher);
    let text = format!("{}{}", file.front(), body(ground, &members));
    let (finished, matcher) = compiled(&id, &text)?;
    // What `check` would object to is left out rather than handed on.
    if !check_examples(&finished, 0, &matcher).is_empty() {
        return None;
    }
    let explained = seen.close.iter().map(|&(at, _)| at).filter(|&at| ground.explained[at]).collect::<BTreeSet<_>>();
    Some(Proposal { id, facet: pattern.facet, text, members, explained: explained.len(), name })
}

fn compiled(id: &PatternId, text: &str) -> Option<(Pattern, Matcher)> {
    let (pattern, _) = catalogue::parse(&SourceFile::new(format!("{id}.md"), text), false);
    let pattern = pattern?;
    let matcher = Matcher::new(std::slice::from_ref(&pattern));
    Some((pattern, matcher))
}

/// What the pattern is called.
fn name(candidate: &Candidate) -> String {
    let thing = match &candidate.thing {
        Thing::Known(at) => LEXICON.things[*at].clone(),
        Thing::Word(stem) => candidate.thing_words.first().unwrap_or(stem).clone(),
        Thing::Nothing => String::new(),
    };
    let fault = &LEXICON.faults[candidate.fault];
    let name = if thing.is_empty() { fault.alone.clone() } else { fault.name.replace("{}", &thing) };
    let mut characters = name.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + characters.as_str()
}

fn sightings(ground: &Ground<'_>, candidate: &Candidate, matcher: &Matcher) -> Sightings {
    let mut seen = Sightings::default();
    let (mut scratch, mut found) = (Scratch::default(), Vec::new());
    // Only what the candidate's own signal found can be found by the same signal with more forbidden.
    for &(at, line) in candidate.told.iter().chain(&candidate.apart) {
        let text = ground.told[at].lines[line].text(&ground.base.incidents[at]);
        found.clear();
        matcher.find(text, Scope::Everywhere, &mut scratch, &mut found);
        for sighting in found.iter().filter(|sighting| sighting.verdict == Verdict::Asserted).take(1) {
            if is_close(&ground.told[at].lines[line], text, sighting) && !ground.known_lines[at][line] {
                seen.close.push((at, line));
            } else {
                seen.contrast.push((at, line));
            }
        }
    }
    seen
}

/// Words that sentences which only seem to tell it have, and none of those that do.
fn contrast_words(ground: &Ground<'_>, seen: &Sightings) -> Vec<String> {
    let words = |&(at, line): &(usize, usize)| {
        let text = ground.told[at].lines[line].text(&ground.base.incidents[at]);
        let terms = text::terms(text).into_iter();
        let plain = terms.filter(|term| term.text.chars().count() > 3 && term.text.chars().all(char::is_alphabetic));
        let plain = plain.filter(|term| text.get(term.range.clone()).is_some_and(|word| !text::is_stop_word(word)));
        plain
            .map(|term| (term.text, text.get(term.range).unwrap_or_default().to_lowercase()))
            .collect::<BTreeMap<_, _>>()
    };
    let own: BTreeSet<String> = seen.close.iter().flat_map(|told| words(told).into_keys()).collect();
    let mut others: BTreeMap<String, (BTreeSet<usize>, String)> = BTreeMap::new();
    for told in &seen.contrast {
        for (stem, word) in words(told).into_iter().filter(|(stem, _)| !own.contains(stem)) {
            others.entry(stem).or_insert_with(|| (BTreeSet::new(), word)).0.insert(told.0);
        }
    }
    let mut others: Vec<_> = others.into_iter().filter(|(_, (tellers, _))| tellers.len() >= 2).collect();
    others.sort_by_key(|(stem, (tellers, _))| (std::cmp::Reverse(tellers.len()), stem.clone()));
    others.into_iter().take(MOST_EXAMPLES).map(|(_, (_, word))| word).collect()
}

/// The unexplained incidents with their lines, newest first.
fn members(ground: &Ground<'_>, seen: &Sightings) -> Vec<Member> {
    let mut lines: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &(at, line) in seen.close.iter().filter(|(at, _)| !ground.explained[*at]) {
        lines.entry(at).or_default().push(line);
    }
    let order = ground.base.by_date().iter().filter_map(|at| lines.get(at).map(|lines| (*at, lines)));
    order
        .map(|(incident, lines)| {
            let quotes = lines.iter().map(|&line| ground.quote(incident, line)).collect();
            Member { incident, quotes }
        })
        .collect()
}

/// Short sentences, no two alike.
fn examples(members: &[Member]) -> Vec<String> {
    let mut quotes: Vec<&Quote> = members.iter().filter_map(|member| shortest(&member.quotes)).collect();
    quotes.sort_by_key(|quote| (quote.text.len() > LONGEST_QUOTE, quote.text.len()));
    let mut seen = BTreeSet::new();
    let texts = quotes.into_iter().map(|quote| clean(&quote.text)).filter(|text| seen.insert(text.to_lowercase()));
    texts.take(MOST_EXAMPLES).collect()
}

fn shortest(quotes: &[Quote]) -> Option<&Quote> {
    quotes.iter().min_by_key(|quote| quote.text.len())
}

/// Sentences about the same thing, or the same fault, that do not tell the idea.
fn counterexamples(ground: &Ground<'_>, candidate: &Candidate, matcher: &Matcher) -> Vec<String> {
    let mut same_thing = BTreeSet::new();
    let mut same_fault = BTreeSet::new();
    for (at, told) in ground.told.iter().enumerate() {
        for idea in &told.ideas {
            let list = match (idea.thing == candidate.thing, idea.fault == candidate.fault) {
                (true, false) => &mut same_thing,
                (false, true) => &mut same_fault,
                _ => continue,
            };
            let text = clean(told.lines[idea.line].text(&ground.base.incidents[at]));
            if (20..=LONGEST_QUOTE).contains(&text.len()) {
                list.insert((text.len(), text));
            }
        }
    }
    let (mut scratch, mut found) = (Scratch::default(), Vec::new());
    let mut silent = |text: &String| {
        found.clear();
        matcher.find(text, Scope::Everywhere, &mut scratch, &mut found);
        found.is_empty()
    };
    // A small casebook may have neither; then any other cause has to do.
    let lines = ground.told.iter().zip(&ground.base.incidents);
    let any = lines.filter_map(|(told, incident)| Some(clean(told.lines.first()?.text(incident))));
    let any = any.filter(|text| (20..=LONGEST_QUOTE).contains(&text.len()));
    let all = same_thing.into_iter().chain(same_fault).map(|(_, text)| text).chain(any);
    all.filter(|text| silent(text)).take(MOST_EXAMPLES / 2).collect()
}

/// A text in one line, without what could harm a file or a terminal.
fn clean(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is written into a pattern's file.
struct File<'a> {
    name: &'a str,
    candidate: &'a Candidate,
    not: Vec<String>,
    matching: Vec<String>,
    no_match: Vec<String>,
}

impl File<'_> {
    fn front(&self) -> String {
        let list =
            |words: &[String]| words.iter().take(MOST_WORDS).map(|word| scalar(word)).collect::<Vec<_>>().join(", ");
        let mut out =
            format!("---\nname: {}\nfacet: {}\n", scalar(self.name), LEXICON.faults[self.candidate.fault].facet.name());
        let (fault, thing) = (list(&self.candidate.fault_words), list(&self.candidate.thing_words));
        let _ = if thing.is_empty() {
            writeln!(out, "signals:\n  - any: [{fault}]")
        } else {
            writeln!(out, "signals:\n  - all:\n      - [{fault}]\n      - [{thing}]")
        };
        if !self.not.is_empty() {
            let _ = writeln!(out, "    not: [{}]", list(&self.not));
        }
        if !self.matching.is_empty() {
            out.push_str("examples:\n");
            for (key, texts) in [("match", &self.matching), ("no-match", &self.no_match)] {
                if !texts.is_empty() {
                    let _ = writeln!(out, "  {key}:");
                }
                for text in texts {
                    let _ = writeln!(out, "    - {}", quoted(text));
                }
            }
        }
        out.push_str("---\n\n");
        out
    }
}

/// The sections, opened with questions and with what the records say.
fn body(ground: &Ground<'_>, members: &[Member]) -> String {
    let incidents: Vec<usize> = members.iter().map(|member| member.incident).collect();
    let base = ground.base;
    let line = |at: usize, text: &str| format!("> {} (`{}`)\n", escaped(&cut(text)), base.incidents[at].id);
    let lines = |of: &dyn Fn(usize) -> Option<String>| {
        let texts = incidents.iter().filter_map(|&at| of(at).map(|text| line(at, &text)));
        texts.take(MOST_LINES).collect::<Vec<_>>().join(">\n")
    };
    let opening = |at: usize| base.incidents[at].opening();
    let symptoms = lines(&|at| opening(at).symptom.map(|(text, _)| text.to_owned()));
    let causes = members.iter().filter_map(|member| Some(line(member.incident, &shortest(&member.quotes)?.text)));
    let causes = causes.take(MOST_LINES).collect::<Vec<_>>().join(">\n");
    let trails = lines(&|at| opening(at).false_trail.map(|(text, _)| text.to_owned()));
    let fixes = lines(&|at| opening(at).fix.map(|(text, _)| text.to_owned()));
    let mut out = format!(
        "Proposed from {} incidents; say in two plain sentences what fails here, and for whom.\n",
        members.len()
    );
    let parts: [(&str, &[&str], String); 5] = [
        (
            "What it looks like",
            &["What does whoever is on call see first?", "What stays quiet that should not?"],
            symptoms,
        ),
        ("How to tell it apart", &["Which check decides, in a minute?", "What looks the same and is not?"], trails),
        (
            "Why it happens",
            &["Are these one failure, with one remedy? If not, drop this proposal or split it."],
            causes,
        ),
        ("Fix", &["What ends it, and what only hides it?"], fixes),
        ("Prevention", &["Which test, alert or rule would have caught all of these?"], String::new()),
    ];
    for (title, questions, quotes) in parts {
        let _ = write!(out, "\n## {title}\n\n");
        for question in questions {
            let _ = writeln!(out, "- {question}");
        }
        if !quotes.is_empty() {
            let _ = write!(out, "\nWhat the records say:\n\n{quotes}");
        }
    }
    out
}

fn cut(text: &str) -> String {
    let text = clean(text);
    let Some((end, _)) = text.char_indices().nth(LONGEST_QUOTE) else { return text };
    format!("{}…", text[..end].trim_end())
}

/// A text that is no markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text as a YAML scalar in quotes.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text can be written as JSON")
}

/// A text as a YAML scalar, in quotes only where it needs them.
fn scalar(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
    let lower = text.to_lowercase();
    let reserved = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"];
    if plain && !reserved.contains(&lower.as_str()) { text.to_owned() } else { quoted(text) }
}
