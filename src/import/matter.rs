//! The header that a source has: YAML between `---`, TOML between `+++`, cut at its keys.
//!
//! Where YAML begins, ends and has its keys is asked of the reader of records. What a key means is the matter of
//! [`meaning`](super::meaning).

use crate::record;

/// What the front matter of a file holds, and where its Markdown begins.
pub(super) struct Matter {
    /// Keys and the lines that tell their values, as they stand.
    pub fields: Vec<(String, String)>,
    /// Lines that could not be read as keys.
    pub unread: String,
    /// Where the Markdown begins.
    pub body: usize,
}

/// Reads the front matter that other tools write.
pub(super) fn matter(text: &str) -> Matter {
    if let Some(found) = record::front_matter_chunks(text) {
        let chunks = found.chunks.into_iter().map(|chunk| &text[chunk]);
        return of_yaml(chunks, found.body);
    }
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next().filter(|line| line.trim_end() == "+++").map_or(0, str::len);
    let mut at = opening;
    for line in lines.filter(|_| opening > 0) {
        if line.trim_end() == "+++" {
            return of_toml(&text[opening..at], at + line.len());
        }
        at += line.len();
    }
    Matter { fields: Vec::new(), unread: String::new(), body: 0 }
}

/// The keys of YAML with their values; a chunk that opens with no key goes on with the one before it.
fn of_yaml<'t>(chunks: impl Iterator<Item = &'t str>, body: usize) -> Matter {
    let mut matter = Matter { fields: Vec::new(), unread: String::new(), body };
    for chunk in chunks {
        let pair =
            chunk.split_once(':').filter(|(_, value)| value.starts_with([' ', '\t', '\r', '\n']) || value.is_empty());
        // As the reader of records knows a key: words, and no markup.
        let is_key = |key: &&str| key.len() < 60 && key.chars().all(|c| c.is_alphanumeric() || "_- \"'".contains(c));
        let key = pair.map(|(key, _)| key.trim()).filter(|key| !key.is_empty()).filter(is_key);
        match (key.zip(pair), matter.fields.last_mut()) {
            (Some((key, (_, value))), _) => matter.fields.push((key.to_owned(), value.to_owned())),
            (None, Some((_, value))) => value.push_str(chunk),
            (None, None) => matter.unread.push_str(chunk),
        }
    }
    matter
}

/// Tables of TOML front matter whose keys are the author's own, as Hugo and Zola have them.
const OWN: [&str; 3] = ["[params]", "[extra]", "[taxonomies]"];

/// The keys of TOML as those of YAML; what else is nested is kept as it stands.
fn of_toml(inside: &str, body: usize) -> Matter {
    let mut matter = Matter { fields: Vec::new(), unread: String::new(), body };
    let mut nested = false;
    for line in inside.split_inclusive('\n') {
        if line.starts_with('[') {
            nested = !OWN.contains(&line.trim());
        }
        if !nested && OWN.contains(&line.trim()) {
            continue;
        }
        match line.split_once('=').filter(|(key, _)| !nested && !key.trim().is_empty() && !key.contains(['"', '#'])) {
            // A list or text over several lines goes on below; numbers, days, texts and lists read the same in YAML.
            Some((key, value)) => matter.fields.push((key.trim().to_owned(), format!(" {}", value.trim_start()))),
            None => {
                match matter.fields.last_mut().filter(|(_, value)| !nested && value.trim_start().starts_with('[')) {
                    Some((_, value)) => value.push_str(line),
                    None => matter.unread.push_str(line),
                }
            }
        }
    }
    matter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_above_prose_opens_no_header() {
        assert_eq!(matter("---\n\nprose\n\n---\n").body, 0);
        let rules = "---\n\n## A plan\n\n**Now:** it is lost\n\n| a | b |\n|---|---|\nkey: x\n---\nmore\n";
        assert_eq!(matter(rules).body, 0);
        assert_eq!(matter("+++\ntitle = 'x'\n").body, 0);
    }

    #[test]
    fn keys_of_the_author_s_own_tables_are_keys() {
        let text = "+++\ntitle = 'x'\n[params]\nseverity = \"sev2\"\n[menu.main]\nname = 'y'\n+++\nx\n";
        let matter = matter(text);
        let keys: Vec<_> = matter.fields.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!((keys, matter.unread.as_str()), (vec!["title", "severity"], "[menu.main]\nname = 'y'\n"));
    }

    #[test]
    fn lines_that_belong_to_a_key_stay_with_it() {
        let matter = matter("---\na: 1\n# levels\nb:\n- c\n- d\n---\nx\n");
        let fields: Vec<_> = matter.fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(fields, [("a", " 1\n# levels\n"), ("b", "\n- c\n- d\n")]);
    }
}
