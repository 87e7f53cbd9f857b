//! The function `word` of templates, and the words that scripts say.
//!
//! ```html
//! <h2>{{ word(key="home.newest") }}</h2>
//! <p>{{ word(key="home.incidents", count=counts.incidents) }}</p>
//! {% set link %}<a href="…">{{ word(key="not-found.all") }}</a>{% endset %}<p>{{ word(key="not-found.lead", link=link) }}</p>
//! ```
//!
//! A word is escaped, and so is what fills its places, unless that is markup a template made. Where the number itself
//! is to stand in markup, `shown` fills the place of `count`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use serde_json::json;
use tera::{Kwargs, State, Tera, TeraResult, Value};

use crate::diag::near;
use crate::words::{Piece, Text, Words, pieces};

/// Makes the words known to templates.
pub fn teach(engine: &mut Tera, words: &Arc<Words>) {
    let words = Arc::clone(words);
    let fixed = words.iter().filter(|(_, text)| matches!(text, Text::Plain(_)) && text.places().is_empty());
    let fixed: HashMap<String, OnceLock<Value>> = fixed.map(|(key, _)| (key.to_owned(), OnceLock::new())).collect();
    engine.register_function("word", move |values: Kwargs, state: &State<'_>| {
        // Most words are asked for by their key alone and are the same on every page.
        let alone = state.autoescaping_enabled() && values.iter().nth(1).is_none();
        let known = if alone { fixed.get(values.must_get::<&str>("key")?) } else { None };
        if let Some(value) = known.and_then(OnceLock::get) {
            return Ok(value.clone());
        }
        let value = word(&words, &values, state)?;
        if let Some(known) = known {
            // Another thread may have been first, with the same.
            let _ = known.set(value.clone());
        }
        Ok(value)
    });
}

fn word(words: &Words, values: &Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let key: &str = values.must_get("key")?;
    let count = values.get::<u64>("count")?;
    let Some(text) = words.raw(key, count) else {
        let hint = near(key, words.iter().map(|(key, _)| key));
        let hint =
            hint.map_or_else(|| "words stand in `words/en.toml`".to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(tera::Error::message(format!("there is no word `{key}`; {hint}")));
    };
    let mut filled = String::with_capacity(text.len() + 16);
    for piece in pieces(text) {
        match piece {
            Piece::Plain(text) if state.autoescaping_enabled() => filled.push_str(&state.escape(text)?),
            Piece::Plain(text) => filled.push_str(text),
            Piece::Place(name) => {
                let given = |name: &str| values.iter().find(|(known, _)| known.as_str() == Some(name));
                let value = if name == "count" { given("shown").or_else(|| given(name)) } else { given(name) };
                let missing = || tera::Error::message(format!("the word `{key}` needs `{name}`"));
                filled.push_str(&state.escape_if_needed(value.ok_or_else(missing)?.1)?);
            }
        }
    }
    let text = words.get(key).map(Text::places).unwrap_or_default();
    let extra = values.iter().filter_map(|(name, _)| name.as_str()).find(|name| !text.contains(name) && !is_ours(name));
    if let Some(name) = extra {
        return Err(tera::Error::message(format!("the word `{key}` has no place `{name}`")));
    }
    Ok(Value::safe_string(&filled))
}

/// Arguments that need no place: a number may choose the form without standing in it.
fn is_ours(name: &str) -> bool {
    matches!(name, "key" | "count" | "shown")
}

/// What a script must have before it to say its words: those whose keys it names in `word('page.key'`, and where what it
/// names ends with `.` or `-`, all that begin so. Nothing where it names none.
pub fn words_of_script(script: &str, words: &Words) -> String {
    let named: BTreeSet<&str> = named(script).collect();
    let is_named = |key: &str| named.iter().any(|name| *name == key || (is_start(name) && key.starts_with(name)));
    let said = words.iter().filter(|(key, _)| is_named(key)).map(|(key, text)| (key, value(key, text, words)));
    let said: BTreeMap<&str, serde_json::Value> = said.collect();
    if said.is_empty() {
        return String::new();
    }
    // No script may end the element that holds it, wherever it is put.
    let said = json!(said).to_string().replace('<', "\\u003c");
    format!("window.CASEBOOK_WORDS=Object.assign(window.CASEBOOK_WORDS||{{}},{said});\n")
}

/// The keys, or starts of keys, that a script names.
fn named(script: &str) -> impl Iterator<Item = &str> {
    let calls = ["word('", "wordParts('"].into_iter().flat_map(|call| script.split(call).skip(1));
    calls.filter_map(|rest| rest.split_once('\'').map(|(key, _)| key))
}

fn is_start(name: &str) -> bool {
    name.ends_with(['.', '-'])
}

/// A word as scripts read it: text, or plural forms with the language that has them where it is not the page's.
fn value(key: &str, text: &Text, words: &Words) -> serde_json::Value {
    match text {
        Text::Plain(text) => json!(text),
        Text::Forms(forms) => {
            let mut forms = json!(forms);
            let own = words.language_of(key).filter(|own| *own != words.language());
            if let (Some(own), Some(forms)) = (own, forms.as_object_mut()) {
                forms.insert("lang".to_owned(), json!(own));
            }
            forms
        }
    }
}

/// Keys that a script names and no file of words has.
pub fn unknown_in_script<'a>(script: &'a str, words: &Words) -> Vec<&'a str> {
    let has_start = |start: &str| words.iter().any(|(key, _)| key.starts_with(start));
    named(script).filter(|name| if is_start(name) { !has_start(name) } else { words.get(name).is_none() }).collect()
}
