//! Small casebooks and expectations for tests.

use super::Expectations;
use crate::catalogue;
use crate::config::Config;
use crate::knowledge::KnowledgeBase;
use crate::model::Pattern;
use crate::record;
use crate::source::SourceFile;

fn pattern(id: &str, phrase: &str) -> Pattern {
    let text = format!("---\nname: The {id}\nfacet: mechanism\nsignals:\n  - any: [{phrase}]\n---\n\nWhat fails.\n");
    let (pattern, _) = catalogue::parse(&SourceFile::new(format!("patterns/{id}.md"), text), true);
    pattern.expect("a good pattern")
}

/// Records of these paths, each with its root cause or, where the text starts with `---` or `#`, with its whole text;
/// and the patterns `loop`, `pipe` and `moon`, shown by these words.
pub fn base(records: &[(&str, &str)]) -> KnowledgeBase {
    let read = |(path, text): &(&str, &str)| {
        let whole = text.starts_with("---") || text.starts_with('#');
        let text = if whole { (*text).to_owned() } else { format!("# A fault\n\n## Root cause\n\n{text}\n") };
        record::read(&SourceFile::new(*path, text), &Config::default()).0
    };
    let mut incidents: Vec<_> = records.iter().map(read).collect();
    record::settle_ids(&mut incidents);
    let patterns = vec![pattern("loop", "blocked loop"), pattern("moon", "moon"), pattern("pipe", "full pipe")];
    KnowledgeBase::assemble(incidents, patterns)
}

/// Labels, which must be sound.
pub fn expectations(text: &str) -> Expectations {
    super::parse(&SourceFile::new("e.yaml", text)).expect("sound expectations")
}
