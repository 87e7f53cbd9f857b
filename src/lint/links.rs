//! Ids and relative links that lead nowhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::Exists;
use crate::config::Config;
use crate::diag::{Diagnostic, Fix, near, rule};
use crate::knowledge::KnowledgeBase;
use crate::markdown::{self, LinkInfo};
use crate::model::{Incident, IncidentId, Pattern, PatternId};
use crate::source::{SourceFile, Span, Spanned};

/// Looking for a near id costs as much as there are ids; where more links than this dangle, something larger is wrong
/// than spelling, and the rest go without.
const NEAR_HINTS: usize = 64;

/// What a link shall lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Incident,
    Pattern,
    Record,
    File,
    Elsewhere,
}

/// A link that leads nowhere.
struct Dangling {
    file: Arc<SourceFile>,
    span: Span,
    target: Target,
    /// The id or the path in question.
    word: String,
}

/// Finds links that lead nowhere.
pub fn check(base: &KnowledgeBase, config: &Config, exists: Exists<'_>) -> Vec<Diagnostic> {
    let known = Known::of(base, config, exists);
    let mut dangling: Vec<Dangling> =
        base.incidents.par_iter().flat_map_iter(|incident| known.of_incident(incident)).collect();
    dangling.extend(base.patterns.iter().flat_map(|pattern| known.of_pattern(pattern)));
    dangling.sort_by(|a, b| (&a.file.path, a.span, a.target).cmp(&(&b.file.path, b.span, b.target)));
    dangling.iter().enumerate().map(|(index, link)| known.finding(link, index < NEAR_HINTS)).collect()
}

/// What can be linked to.
struct Known<'a> {
    base: &'a KnowledgeBase,
    paths: BTreeSet<&'a str>,
    endings: &'a [String],
    exists: Exists<'a>,
}

impl<'a> Known<'a> {
    fn of(base: &'a KnowledgeBase, config: &'a Config, exists: Exists<'a>) -> Self {
        let paths = base.incidents.iter().map(|incident| incident.file.path.as_str()).collect();
        Self { base, paths, endings: &config.endings, exists }
    }

    fn of_incident(&self, incident: &Incident) -> Vec<Dangling> {
        let mut found = Vec::new();
        for ids in [&incident.related, &incident.repeat_of, &incident.supersedes] {
            let missing = ids.iter().filter(|id| self.base.incident(&id.value).is_none());
            found.extend(missing.map(|id| dangling(&incident.file, id, Target::Incident, IncidentId::as_str)));
        }
        for ids in [&incident.patterns, &incident.not_patterns] {
            found.extend(self.missing_patterns(&incident.file, ids));
        }
        self.files(&incident.file, incident.body, &mut found);
        found
    }

    fn of_pattern(&self, pattern: &Pattern) -> Vec<Dangling> {
        let parent = pattern.parent.as_slice();
        let mut found: Vec<_> = self.missing_patterns(&pattern.file, parent).collect();
        found.extend(self.missing_patterns(&pattern.file, &pattern.see_also));
        found
    }

    fn missing_patterns(&self, file: &Arc<SourceFile>, ids: &[Spanned<PatternId>]) -> impl Iterator<Item = Dangling> {
        let missing = ids.iter().filter(|id| self.base.pattern(&id.value).is_none());
        missing.map(|id| dangling(file, id, Target::Pattern, PatternId::as_str))
    }

    /// Relative links in the text to records, pictures and other files.
    fn files(&self, file: &Arc<SourceFile>, body: Span, found: &mut Vec<Dangling>) {
        let text = file.slice(body);
        // Most records link to no other, and need not be read once more.
        if !text.contains("](") && !text.contains("]:") {
            return;
        }
        for link in markdown::parse(text, body.start as usize).links {
            let Some(path) = local_path(&file.path, &link.destination) else {
                found.extend(unreachable(file, &link));
                continue;
            };
            let name = path.rsplit('/').next().unwrap_or_default();
            let target = match name.rsplit_once('.') {
                Some((stem, ending)) if self.is_record(ending) => {
                    let pattern = PatternId::new(stem).is_some_and(|id| self.base.pattern(&id).is_some());
                    (!pattern && !self.paths.contains(path.as_str())).then_some(Target::Record)
                }
                // Without an ending it may be a page of some wiki, or a record.
                None if !link.image => None,
                _ => (!(self.exists)(&path)).then_some(Target::File),
            };
            let dangling = |target| Dangling { file: Arc::clone(file), span: link.span, target, word: path };
            found.extend(target.map(dangling));
        }
    }

    fn is_record(&self, ending: &str) -> bool {
        self.endings.iter().any(|known| known.eq_ignore_ascii_case(ending))
    }

    fn finding(&self, link: &Dangling, with_hint: bool) -> Diagnostic {
        let word = &link.word;
        if link.target == Target::Elsewhere {
            let message = format!("`{word}` cannot be reached from the site");
            return Diagnostic::new(&rule::UNREACHABLE_ASSET, &link.file, link.span, message)
                .with_help("put the picture beside the record and link to it from there");
        }
        let (message, near, else_help) = match link.target {
            Target::Incident => {
                let ids = || self.base.incidents.iter().map(|incident| incident.id.as_str());
                let near = with_hint.then(|| near(word, ids())).flatten();
                (format!("there is no incident `{word}`"), near, "correct the id, or add the record")
            }
            Target::Pattern => {
                let ids = || self.base.patterns.iter().map(|pattern| pattern.id.as_str());
                let near = with_hint.then(|| near(word, ids())).flatten();
                (format!("there is no pattern `{word}`"), near, "`casebook patterns list --all` shows those there are")
            }
            Target::File => (format!("there is no file `{word}`"), None, "correct the link, or add the file"),
            Target::Record | Target::Elsewhere => {
                let others = || self.paths.iter().copied().filter(|path| *path != link.file.path);
                let near = with_hint.then(|| near(word, others())).flatten();
                (format!("there is no record `{word}`"), near, "correct the link, or add the record")
            }
        };
        let help = near.map_or_else(|| else_help.to_owned(), |near| format!("did you mean `{near}`?"));
        let finding = Diagnostic::new(&rule::DANGLING_LINK, &link.file, link.span, message).with_help(help);
        // An id stands alone in its place; a path may be written in many ways, and stands among other words.
        match near.filter(|_| matches!(link.target, Target::Incident | Target::Pattern)) {
            Some(near) if link.file.slice(link.span) == *word => {
                finding.with_fix(Fix::guess("name the one that is there", link.span, near))
            }
            _ => finding,
        }
    }
}

/// A picture that lies on the author's machine, or outside of the folder of records.
fn unreachable(file: &Arc<SourceFile>, link: &LinkInfo) -> Option<Dangling> {
    let destination = link.destination.trim();
    let letter = destination.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    let drive = letter && destination.get(1..).is_some_and(|rest| rest.starts_with(":\\") || rest.starts_with(":/"));
    let on_machine = destination.starts_with("file:") || drive;
    let outside = destination.split('/').any(|part| part == "..") && !destination.contains(':');
    // What begins with one slash lies at the root of some web server, which may well serve it.
    (link.image && (on_machine || outside)).then(|| Dangling {
        file: Arc::clone(file),
        span: link.span,
        target: Target::Elsewhere,
        word: destination.to_owned(),
    })
}

/// The path, as files of records have it, that a link in the file `from` leads to; `None` where it leads out of the
/// folder of records, or is no path.
fn local_path(from: &str, destination: &str) -> Option<String> {
    let end = destination.find(['#', '?']).unwrap_or(destination.len());
    let path = percent_decoded(destination.get(..end)?)?;
    // `mailto:x@y.md` and `C:\x.md` are no paths either.
    if path.is_empty() || path.starts_with('/') || path.contains([':', '\\', '\0']) {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

fn dangling<T>(file: &Arc<SourceFile>, id: &Spanned<T>, target: Target, text: impl Fn(&T) -> &str) -> Dangling {
    Dangling { file: Arc::clone(file), span: id.span, target, word: text(&id.value).to_owned() }
}

/// Resolves `%20` and the like; `None` where the bytes are no text.
fn percent_decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digit = |at: usize| after.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, digit(0), digit(1)) {
            bytes.push((high * 16 + low) as u8);
            rest = after.get(2..)?;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}
