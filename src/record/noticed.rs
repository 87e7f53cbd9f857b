//! Who noticed an incident, where a section about detection says it in words. What stands behind `Noticed by` is read
//! with the other metadata.

use super::Record;
use crate::model::{DetectedBy, SectionKind};
use crate::source::Spanned;

/// So many sentences of a section about detection are looked at; what follows tells how it could be noticed earlier.
const SENTENCES: usize = 3;

/// Who noticed, by the first sentence about detection that names one kind of them.
pub(super) fn find(record: &Record<'_>) -> Option<Spanned<DetectedBy>> {
    record.sections_of(SectionKind::Detection).into_iter().find_map(|section| {
        let prose = record.own_passages(section).filter(|passage| passage.kind.is_prose());
        let sentences = prose.flat_map(|passage| {
            crate::text::sentences(&passage.text).into_iter().map(move |sentence| (passage, sentence))
        });
        sentences.take(SENTENCES).find_map(|(passage, sentence)| {
            let by = record.words.says.noticed_in(&passage.text[sentence.clone()])?;
            Some(Spanned::new(by, passage.source_span(sentence)))
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::source::SourceFile;

    fn noticed(text: &str) -> Option<&'static str> {
        let (incident, _) = crate::record::read(&SourceFile::new("a.md", text), &Config::default());
        incident.detected_by.map(|by| by.value.name())
    }

    #[test]
    fn who_noticed_is_told_by_a_sentence_or_behind_a_label() {
        let under = |text: &str| noticed(&format!("# T\n\n## Detection\n\n{text}\n"));
        assert_eq!(under("Pingdom reported that the shop was down."), Some("alert"));
        assert_eq!(under("It began at night. Several users reported errors."), Some("customer"));
        assert_eq!(under("An engineer happened to notice the queue."), Some("chance"));
        assert_eq!(noticed("# T\n\n**Who noticed:** support ticket of a customer\n"), Some("customer"));
    }

    #[test]
    fn what_denies_it_names_two_or_tells_of_no_notice_is_left_open() {
        for text in [
            "No alert was fired.",
            "An alert should have been raised.",
            "A customer reported it and an alert was raised.",
            "Users could use the shop all day.",
            "The monitoring runs on another host.",
        ] {
            assert_eq!(noticed(&format!("# T\n\n## Detection\n\n{text}\n")), None, "{text}");
        }
    }
}
