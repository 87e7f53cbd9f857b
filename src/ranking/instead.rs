//! What else to ask where a query finds nothing.
//!
//! `templates/assets/search-page/empty.js` offers the same on the page of results.

use super::query::{Ask, Clause, Query, Sign};

/// So many parts of a query are tried to leave out.
const MOST: usize = 6;

/// Other queries that may find something: without one of its parts, in the whole record instead of a part of it, the
/// words of a phrase wherever they stand, and at last only the words. Each once, and none that is blank.
pub fn others(query: &Query) -> Vec<String> {
    let mut others: Vec<String> = Vec::new();
    let mut add = |text: String| {
        if !text.is_empty() && text != query.text.trim() && !others.contains(&text) {
            others.push(text);
        }
    };
    let several = query.clauses.len() > 1;
    for clause in query.clauses.iter().take(MOST) {
        let sign = if clause.sign == Sign::Unwanted { "-" } else { "" };
        match &clause.ask {
            Ask::Phrase { field: Some(_), text } => add(with(query, clause, &format!("{sign}\"{text}\""))),
            Ask::Word { field: Some(_), text } => add(with(query, clause, &format!("{sign}{text}"))),
            _ => {}
        }
        if let (Ask::Phrase { text, .. }, Sign::Wanted) = (&clause.ask, clause.sign) {
            add(with(query, clause, text));
        }
        if several {
            add(with(query, clause, ""));
        }
    }
    let words = query.clauses.iter().filter(|clause| clause.sign == Sign::Wanted);
    let words = words.filter_map(|clause| match &clause.ask {
        Ask::Word { text, .. } | Ask::Phrase { text, .. } => Some(text.as_str()),
        Ask::Facet { .. } | Ask::After(_) | Ask::Before(_) => None,
    });
    let words = words.collect::<Vec<_>>().join(" ");
    if several {
        add(words);
    }
    others
}

/// The query with something else in the place of one of its parts.
fn with(query: &Query, clause: &Clause, other: &str) -> String {
    let (before, behind) = (query.text.get(..clause.range.start), query.text.get(clause.range.end..));
    let text = [before.unwrap_or_default(), other, behind.unwrap_or_default()].concat();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        others(&Query::parse(text))
    }

    #[test]
    fn each_part_is_left_out_in_turn() {
        assert_eq!(
            of("oversold shoes -cache severity:sev1"),
            [
                "shoes -cache severity:sev1",
                "oversold -cache severity:sev1",
                "oversold shoes severity:sev1",
                "oversold shoes -cache",
                "oversold shoes"
            ]
        );
        assert_eq!(of("oversold"), [""; 0]);
    }

    #[test]
    fn phrases_are_loosened_and_fields_widened() {
        assert_eq!(of("\"disk is full\""), ["disk is full"]);
        assert_eq!(
            of("cause:\"disk full\" kafka"),
            ["\"disk full\" kafka", "disk full kafka", "kafka", "cause:\"disk full\""]
        );
        assert_eq!(of("-cause:disk"), ["-disk"]);
    }
}
