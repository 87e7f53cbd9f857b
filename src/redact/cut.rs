//! The shorter text.

use std::sync::Arc;

use super::{Cut, Instead, Names, Parts, Why, markers};
use crate::source::{SourceFile, Span};

/// What readers see where something inside of a line was cut.
const MARK: &str = "[withheld]";

/// The same in a value of the front matter, where brackets would make a list.
const WORD: &str = "withheld";

/// What becomes of a file in the shareable edition.
#[derive(Debug)]
pub struct Edition {
    /// The file with its shorter text; `None` where nothing of it may be shared.
    pub file: Option<Arc<SourceFile>>,
    /// What was withheld: stretches that were joined count once, under the first of their reasons.
    pub cuts: Vec<(Span, Why)>,
}

/// Cuts out of a file what it marks, and with `names` what it tells of others.
pub fn cut(file: &Arc<SourceFile>, parts: &Parts, names: Option<&Names>) -> Edition {
    let all = |why| Edition { file: None, cuts: vec![(Span::new(0, file.text.len()), why)] };
    if let Some(why) = parts.whole {
        return all(why);
    }
    let mut cuts = parts.cuts.clone();
    if let Some(names) = names {
        if !names.find(&file.path).is_empty() {
            return all(Why::FileName);
        }
        let (front, _) = crate::record::front_matter(file);
        cuts.extend(names.cuts(file, &front));
    }
    if cuts.is_empty() {
        return Edition { file: Some(Arc::clone(file)), cuts: Vec::new() };
    }
    let joined = join(cuts);
    let text = shorter(&file.text, &joined);
    // Should what was left on both sides of a cut read as a name or a marker, nothing of the file is safe.
    if markers::is_left(&text) || names.is_some_and(|names| !names.find(&text).is_empty()) {
        return all(Why::Left);
    }
    let told = joined.iter().map(|cut| (cut.span, cut.why)).collect();
    Edition { file: Some(SourceFile::new(file.path.as_str(), text)), cuts: told }
}

/// Joins cuts that overlap; what is most visible of them stands in their place.
fn join(mut cuts: Vec<Cut>) -> Vec<Cut> {
    cuts.sort_by_key(|cut| (cut.span.start, std::cmp::Reverse(cut.span.end), cut.why));
    let mut joined: Vec<Cut> = Vec::with_capacity(cuts.len());
    for cut in cuts {
        match joined.last_mut() {
            Some(last) if last.span.contains(cut.span) => {}
            Some(last) if cut.span.start < last.span.end => {
                last.span = last.span.to(cut.span);
                last.why = last.why.min(cut.why);
                last.instead = visible(last.instead, cut.instead);
            }
            _ => joined.push(cut),
        }
    }
    joined
}

fn visible(a: Instead, b: Instead) -> Instead {
    match (a, b) {
        (Instead::Mark, _) | (_, Instead::Mark) => Instead::Mark,
        (Instead::Null, _) | (_, Instead::Null) => Instead::Null,
        _ => a,
    }
}

fn shorter(text: &str, cuts: &[Cut]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for cut in cuts {
        let (start, end) = (cut.span.start as usize, cut.span.end as usize);
        out.push_str(text.get(at..start).unwrap_or_default());
        let before = text.get(..start).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        let after = text.get(end..).unwrap_or_default().split('\n').next().unwrap_or_default();
        let whole_lines = before.trim().is_empty() && after.trim().is_empty();
        out.push_str(match cut.instead {
            Instead::Mark if whole_lines => "",
            Instead::Nothing => "",
            Instead::Mark => MARK,
            Instead::Word => WORD,
            Instead::Null => "~",
        });
        let inside = text.get(start..end).unwrap_or_default();
        out.extend(inside.bytes().filter(|&byte| byte == b'\n').map(char::from));
        at = end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
