//! What the shareable edition leaves out: counts and places, never words.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{count, json};
use crate::redact::{Manifest, Why};

/// How much is withheld, in a line or two for people.
pub fn human(manifest: &Manifest) -> String {
    let mut places: BTreeMap<&'static str, usize> = BTreeMap::new();
    for place in manifest.withheld.iter().flat_map(|file| &file.places) {
        *places.entry(noun(place.why)).or_default() += 1;
    }
    let mut out = format!("shareable: {} of {}", manifest.shared, count(manifest.files, "file"));
    if !places.is_empty() {
        let places: Vec<String> = places.into_iter().map(|(noun, number)| count(number, noun)).collect();
        out.push_str("; withheld in them: ");
        out.push_str(&places.join(", "));
    }
    out.push('\n');
    if manifest.shared == 0 && manifest.files > 0 {
        out.push_str("write `audience: shareable` into the front matter of a record that may be shared\n");
    }
    out
}

/// The same for programs, with all places: `{"schema", "edition", "files", "shared", "withheld": [{"path", "whole",
/// "places": [{"line", "end", "why"}]}]}`.
pub fn json(manifest: &Manifest) -> String {
    #[derive(Serialize)]
    struct Out<'a> {
        schema: u32,
        edition: &'static str,
        #[serde(flatten)]
        manifest: &'a Manifest,
    }
    json::text(&Out { schema: json::SCHEMA, edition: "shareable", manifest })
}

fn noun(why: Why) -> &'static str {
    match why {
        Why::Record | Why::Unclear | Why::FileName | Why::Left => "file",
        Why::Section => "section",
        Why::Span | Why::Unclosed => "passage",
        Why::Key => "key",
        Why::Comment => "comment",
        Why::Link => "link",
        Why::Name => "name",
    }
}
