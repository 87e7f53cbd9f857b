//! Near names: the home of `strsim`.

/// The candidate that `word` looks like a misspelling of, if one does: at most one letter in three differs. Case, `_`
/// and blanks against `-` do not count; the first of equally near ones is taken.
pub fn near<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    // A longer word is no misspelling, and comparing costs the product of the lengths.
    if word.is_empty() || word.len() > 64 {
        return None;
    }
    let word = plain(word);
    let length = word.chars().count();
    let distances = candidates.into_iter().map(|candidate| (strsim::osa_distance(&word, &plain(candidate)), candidate));
    let (distance, nearest) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= (length / 3).max(1) && distance < length).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_finds_its_neighbour() {
        let keys = ["title", "detected-by", "date", "tags"];
        for (word, expected) in [
            ("titel", Some("title")),
            ("Detected_By", Some("detected-by")),
            ("detectedby", Some("detected-by")),
            ("dat", Some("date")),
            ("t", None),
            ("x", None),
            ("customer", None),
            ("", None),
        ] {
            assert_eq!(near(word, keys), expected, "{word}");
        }
        assert_eq!(near("title", []), None);
    }
}
