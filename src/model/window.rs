//! Windows: an incident's words in stretches that are short enough to be about one thing, for whatever compares texts
//! by their meaning.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{Incident, Passage, PassageKind, Role};

/// How many words a window holds at most; encoders of sentences read little more.
const WORDS: usize = 180;
/// How many words of the record stand in its lead.
const LEAD_WORDS: usize = 120;
/// A longer word counts once for each so many bytes of it, because encoders cut it into pieces: paths, hashes, addresses.
const WORD_BYTES: usize = 8;

/// A stretch of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The section it starts in, as an index into the incident's sections.
    pub section: u32,
    /// What all of it may prove.
    pub role: Role,
    /// The passages it was made of, as indices into the incident's passages; the first and the last may stand in it in
    /// part, and those that are not shown as text are passed over.
    pub passages: Range<u32>,
    /// The words, a line for each passage; never blank.
    pub text: String,
}

/// How near an incident is to a text by meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearness {
    /// The mean of two cosines, from -1 to 1: between the text's vector and that of the nearest window, and that of the
    /// lead.
    pub cosine: f32,
    /// The section that the nearest window starts in, as an index into the incident's sections.
    pub section: u32,
}

/// How far each of many stands above the mean of all, in standard deviations; `None` where the nearness of one is that of
/// all, and says nothing. Cosines themselves mean something else with every model.
pub fn heights(nearness: &[Nearness]) -> Option<Vec<f64>> {
    let cosines = || nearness.iter().map(|near| f64::from(near.cosine));
    let count = nearness.len() as f64;
    let mean = cosines().sum::<f64>() / count;
    let deviation = (cosines().map(|cosine| (cosine - mean).powi(2)).sum::<f64>() / count).sqrt();
    (deviation > f64::EPSILON).then(|| cosines().map(|cosine| (cosine - mean) / deviation).collect())
}

/// The windows of an incident, in order. Every word that the record shows stands in exactly one.
///
/// Short sections that follow each other share a window where they have the same role, so that what was ruled out never
/// stands beside a cause.
pub fn windows(incident: &Incident) -> Vec<Window> {
    let mut filling = Filling::default();
    for (index, passage) in incident.passages.iter().enumerate().filter(|(_, passage)| is_shown(passage)) {
        filling.take(index as u32, passage);
    }
    filling.close();
    filling.done
}

/// What an incident is about as a whole: its title and the first words of its text, as far as they have the same role.
/// `None` where it has neither.
pub fn lead(incident: &Incident) -> Option<Window> {
    let shown = || incident.passages.iter().filter(|passage| is_shown(passage) && !passage.text.trim().is_empty());
    let role = shown().next().map_or(Role::Neutral, |passage| passage.role);
    let mut text = incident.title.value.trim().to_owned();
    let mut words = 0;
    for passage in shown().take_while(|passage| passage.role == role) {
        // The title of most records is their first heading.
        if passage.kind == PassageKind::Heading && passage.text.trim() == incident.title.value.trim() {
            continue;
        }
        let (part, _) = passage.text.trim().split_at(fitting(passage.text.trim(), LEAD_WORDS - words));
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(part.trim());
        words += weight(part);
        if words >= LEAD_WORDS || part.len() < passage.text.trim().len() {
            break;
        }
    }
    let text = text.trim().to_owned();
    (!text.is_empty()).then_some(Window { section: 0, role, passages: 0..0, text })
}

/// Whether a passage stands in the record's text as people read it.
fn is_shown(passage: &Passage) -> bool {
    !matches!(passage.kind, PassageKind::FrontMatter | PassageKind::Address | PassageKind::Html)
}

/// Windows on their way.
#[derive(Default)]
struct Filling {
    done: Vec<Window>,
    open: Option<Window>,
    /// How many words the open window holds.
    words: usize,
}

impl Filling {
    fn take(&mut self, index: u32, passage: &Passage) {
        let text = passage.text.trim();
        if text.is_empty() {
            return;
        }
        let fits = |open: &Window| {
            // A heading opens a window rather than closing one, where much is there already.
            let limit = if passage.kind == PassageKind::Heading { WORDS * 2 / 3 } else { WORDS };
            open.role == passage.role && self.words + weight(text) <= limit
        };
        if !self.open.as_ref().is_some_and(fits) {
            self.close();
        }
        for part in parts(text) {
            if self.words + weight(part) > WORDS {
                self.close();
            }
            self.add(index, passage, part);
        }
    }

    fn add(&mut self, index: u32, passage: &Passage, text: &str) {
        self.words += weight(text);
        let blank = || Window {
            section: passage.section,
            role: passage.role,
            passages: index..index,
            text: String::with_capacity(WORDS * WORD_BYTES),
        };
        let open = self.open.get_or_insert_with(blank);
        if !open.text.is_empty() {
            open.text.push('\n');
        }
        open.text.push_str(text);
        open.passages.end = index + 1;
    }

    fn close(&mut self) {
        self.words = 0;
        self.done.extend(self.open.take());
    }
}

/// A text in stretches of at most [`WORDS`], cut behind lines and sentences where that leaves enough, else between words.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let end = fitting(rest, WORDS);
        if end == rest.len() {
            break;
        }
        let (head, _) = rest.split_at(end);
        let cut = head.rfind('\n').filter(|&at| at > end / 2).or_else(|| sentence_end(head)).unwrap_or(end);
        let (part, behind) = rest.split_at(cut);
        parts.extend(Some(part.trim()).filter(|part| !part.is_empty()));
        rest = behind.trim_start();
    }
    parts.extend(Some(rest).filter(|rest| !rest.is_empty()));
    parts
}

/// The last end of a sentence in the second half of a text.
fn sentence_end(text: &str) -> Option<usize> {
    let ends = text.char_indices().filter(|(at, c)| {
        let end = at + c.len_utf8();
        matches!(c, '。' | '！' | '？') || matches!(c, '.' | '!' | '?') && text[end..].starts_with(char::is_whitespace)
    });
    ends.map(|(at, c)| at + c.len_utf8()).rfind(|&at| at > text.len() / 2)
}

/// How much of a text from its start fits into `most` words, in bytes; never nothing.
fn fitting(text: &str, most: usize) -> usize {
    let mut words = 0;
    for (at, word) in text.split_word_bound_indices() {
        words += pieces(word);
        if words > most {
            // A single word that is longer is cut where it must be.
            return if at > 0 { at } else { text.floor_char_boundary(most * WORD_BYTES) };
        }
    }
    text.len()
}

fn weight(text: &str) -> usize {
    text.split_word_bounds().map(pieces).sum()
}

/// What a word counts; blanks count nothing.
fn pieces(word: &str) -> usize {
    if word.chars().all(char::is_whitespace) { 0 } else { word.len().div_ceil(WORD_BYTES) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{IncidentId, OffsetMap};
    use crate::source::{SourceFile, Span};

    fn incident(passages: &[(PassageKind, u32, Role, &str)]) -> Incident {
        let file = SourceFile::new("a.md", String::new());
        let id = IncidentId::new("a").expect("it is an id");
        let mut incident = Incident::blank(id, file, Span::new(0, 0));
        for &(kind, section, role, text) in passages {
            let (span, map) = (Span::new(0, 0), OffsetMap::default());
            incident.passages.push(Passage { kind, section, role, text: text.to_owned(), span, map });
        }
        incident
    }

    const PARAGRAPH: PassageKind = PassageKind::Paragraph;

    #[test]
    fn short_sections_share_a_window_and_roles_never_do() {
        let windows = windows(&incident(&[
            (PassageKind::FrontMatter, 0, Role::Neutral, "sev1"),
            (PassageKind::Heading, 0, Role::Neutral, "Pool ran dry"),
            (PARAGRAPH, 0, Role::Neutral, "Checkout failed."),
            (PassageKind::Heading, 1, Role::Neutral, "Impact"),
            (PARAGRAPH, 1, Role::Neutral, "Everyone."),
            (PassageKind::Heading, 2, Role::RuledOut, "Ruled out"),
            (PARAGRAPH, 2, Role::RuledOut, "The network."),
            (PARAGRAPH, 3, Role::Cause, "A leak."),
        ]));
        let seen: Vec<_> = windows.iter().map(|w| (w.section, w.role, w.passages.clone(), w.text.as_str())).collect();
        assert_eq!(
            seen,
            [
                (0, Role::Neutral, 1..5, "Pool ran dry\nCheckout failed.\nImpact\nEveryone."),
                (2, Role::RuledOut, 5..7, "Ruled out\nThe network."),
                (3, Role::Cause, 7..8, "A leak."),
            ]
        );
    }

    #[test]
    fn long_text_is_cut_behind_sentences_and_keeps_every_word() {
        let sentence = "The queue grew until the broker stopped to answer and nobody saw it. ";
        let long = sentence.repeat(60);
        let windows = windows(&incident(&[(PARAGRAPH, 0, Role::Neutral, &long)]));
        assert!(windows.len() > 3);
        assert!(windows.iter().all(|window| window.text.ends_with('.') && weight(&window.text) <= WORDS));
        let joined = windows.iter().map(|window| window.text.as_str()).collect::<Vec<_>>().join(" ");
        assert_eq!(joined, long.trim());
    }

    #[test]
    fn text_without_blanks_is_cut_too() {
        let wall = "あ".repeat(1000);
        let hash = "0f".repeat(4000);
        for text in [wall, hash] {
            let windows = windows(&incident(&[(PassageKind::Code, 0, Role::Neutral, &text)]));
            assert!(windows.len() > 2);
            assert_eq!(windows.iter().map(|window| window.text.as_str()).collect::<String>(), text);
        }
    }

    #[test]
    fn the_lead_is_the_title_and_the_first_words() {
        let long = "The queue grew. ".repeat(60);
        let mut titled = incident(&[
            (PassageKind::FrontMatter, 0, Role::Neutral, "sev1"),
            (PassageKind::Heading, 0, Role::Neutral, "Pool ran dry"),
            (PARAGRAPH, 0, Role::Neutral, "Checkout failed."),
            (PARAGRAPH, 1, Role::RuledOut, "The network."),
        ]);
        titled.title.value = "Pool ran dry".to_owned();
        let text = |incident: &Incident| lead(incident).map(|lead| lead.text);
        assert_eq!(text(&titled).as_deref(), Some("Pool ran dry\nCheckout failed."));
        titled.passages[2].text.clone_from(&long);
        let cut = text(&titled).expect("it has words");
        assert_eq!(weight(&cut), LEAD_WORDS + 3, "{cut}");
        assert!(cut.ends_with("The queue grew."));
        titled.passages.clear();
        assert_eq!(text(&titled).as_deref(), Some("Pool ran dry"));
    }

    #[test]
    fn an_incident_without_words_has_no_window() {
        assert!(windows(&incident(&[(PARAGRAPH, 0, Role::Neutral, " \n ")])).is_empty());
    }
}
