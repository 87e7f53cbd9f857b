//! Forms that nobody has filled in: they are no incidents.

use super::outline::Outline;
use crate::record::forms::is_placeholder;

/// Whether a heading stands over a form or an example of one.
pub(super) fn is_template_head(title: &str) -> bool {
    const WORDS: [&str; 12] = [
        "template",
        "vorlage",
        "modelo",
        "plantilla",
        "modèle",
        "modello",
        "テンプレート",
        "模板",
        "example entry",
        "entry format",
        "format pro",
        "how to use",
    ];
    let lower = title.to_lowercase();
    WORDS.iter().any(|word| lower.contains(word)) || is_placeholder(&without_tags(title))
}

/// A title without the words in square brackets that say something of it: `[INC-123] Payments down`, `Payments [Outage]`.
fn without_tags(title: &str) -> String {
    const ASKED: [&str; 13] = [
        "title",
        "name",
        "date",
        "service",
        "incident",
        "severity",
        "team",
        "author",
        "component",
        "system",
        "summary",
        "description",
        "id",
    ];
    let mut rest = title.to_owned();
    let mut from = 0;
    while let Some(open) = rest[from..].find('[').map(|at| from + at)
        && let Some(close) = rest[open..].find(']').map(|at| open + at)
    {
        let inside = rest[open + 1..close].trim();
        let is_asked = inside.contains(' ') || ASKED.contains(&inside.to_lowercase().as_str());
        let outside = [&rest[..open], &rest[close + 1..]].concat();
        if is_asked || !outside.contains(char::is_alphanumeric) {
            from = close + 1;
        } else {
            rest = outside;
            from = open;
        }
    }
    rest
}

/// Whether a heading announces an example to be replaced.
pub(super) fn announces(title: &str) -> bool {
    title.to_lowercase().contains("example entry")
}

/// Whether a text holds forms and nothing that happened.
pub(super) fn is_only_form(outline: &Outline) -> bool {
    let told = outline.heads.iter().filter(|head| !head.form && head.parent.is_some());
    outline.heads.iter().any(|head| head.form)
        && told.filter(|head| head.core() > 0 || head.dated || head.numbered).count() == 0
}
