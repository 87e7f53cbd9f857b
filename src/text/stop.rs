//! Words too common to be searched for.

/// English words that say nothing about a failure; sorted, for binary search.
pub const STOP_WORDS: [&str; 118] = [
    "a", "about", "after", "again", "all", "also", "although", "am", "an", "and", "any", "are", "as", "at", "be",
    "because", "been", "before", "being", "both", "but", "by", "can", "could", "did", "do", "does", "doing", "dont",
    "during", "each", "either", "for", "from", "had", "has", "have", "having", "he", "her", "here", "him", "his",
    "how", "i", "if", "im", "in", "into", "is", "it", "its", "just", "like", "may", "me", "might", "more", "most",
    "my", "no", "nor", "not", "of", "on", "one", "only", "or", "other", "our", "own", "per", "she", "should", "so",
    "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those",
    "though", "through", "to", "too", "under", "until", "upon", "us", "use", "used", "very", "via", "was", "we",
    "were", "what", "when", "where", "whether", "which", "while", "who", "why", "will", "with", "within", "without",
    "would", "you", "your",
];

/// Whether a word, in lower case and not stemmed, is too common to be searched for beside others.
pub fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_without_doubles() {
        assert!(STOP_WORDS.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn words_that_name_failures_are_none_of_them() {
        assert!(is_stop_word("the"));
        for word in ["down", "off", "out", "up", "second", "never", "hangs"] {
            assert!(!is_stop_word(word), "{word}");
        }
    }
}
