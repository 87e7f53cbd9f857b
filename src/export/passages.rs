//! The words of an incident, section by section.

use std::fmt::Write;

use crate::model::{Incident, PassageKind};

/// The text of each section, without its heading, a line for each passage; ordered as the incident's sections are.
pub fn section_texts(incident: &Incident) -> Vec<String> {
    let mut texts = vec![String::new(); incident.sections.len()];
    for passage in &incident.passages {
        let Some(text) = texts.get_mut(passage.section as usize) else { continue };
        if matches!(passage.kind, PassageKind::Heading | PassageKind::FrontMatter) || passage.text.trim().is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        write!(text, "{}", passage.text.trim_end()).expect("writing to a string cannot fail");
    }
    texts
}
