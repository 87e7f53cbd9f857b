//! Comments that mark what is internal: `<!-- internal -->` opens, `<!-- /internal -->` closes.
//!
//! They are no words of their author, so neither blocks nor pages show them. What they mean is for `redact` to say.

/// What a comment marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// What follows is internal.
    Open,
    /// Up to here.
    Close,
    /// It looks like an opening one, but is not written as one.
    LikeOpen,
    /// It looks like a closing one, but is not written as one.
    LikeClose,
}

/// What the words of a comment, without `<!--` and `-->`, mark; `None` where they are words of the author.
pub fn marker(words: &str) -> Option<Marker> {
    let plain = words.trim().to_lowercase();
    match plain.strip_prefix("casebook:").map_or(plain.as_str(), str::trim_start) {
        "internal" => return Some(Marker::Open),
        "/internal" => return Some(Marker::Close),
        _ => {}
    }
    let letters: String = plain.chars().filter(char::is_ascii_alphabetic).collect();
    let opens = ["internal", "begininternal", "startinternal", "internalbegin", "internalstart", "internalonly"];
    let closes = ["endinternal", "internalend", "closeinternal", "stopinternal", "endofinternal"];
    if closes.contains(&letters.as_str()) {
        return Some(Marker::LikeClose);
    }
    let is_like = opens.contains(&letters.as_str())
        || letters == "audienceinternal"
        || (letters.len() > 6 && strsim::osa_distance(&letters, "internal") <= 1);
    let closing = plain.contains(['/', '\\']);
    is_like.then_some(if closing { Marker::LikeClose } else { Marker::LikeOpen })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_told_from_notes() {
        for (words, expected) in [
            (" internal ", Some(Marker::Open)),
            ("INTERNAL", Some(Marker::Open)),
            ("/internal", Some(Marker::Close)),
            (" casebook: internal ", Some(Marker::Open)),
            ("internl", Some(Marker::LikeOpen)),
            ("audience: internal", Some(Marker::LikeOpen)),
            ("internal only", Some(Marker::LikeOpen)),
            ("end internal", Some(Marker::LikeClose)),
            ("internal/", Some(Marker::LikeClose)),
            ("/ internal", Some(Marker::LikeClose)),
            ("internal: ask Bo", None),
            ("see the internals", None),
            ("", None),
        ] {
            assert_eq!(marker(words), expected, "{words}");
        }
    }
}
