//! One object of foreign data as a record: header values, the body, and every other value under its own key.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::Telling;
use super::fields::{Keys, Meaning, spaced};
use crate::import::front::{self, Front};
use crate::import::matter::Matter;
use crate::import::{Draft, Lines, dress, names};
use crate::model::{SectionKind, slug};
use crate::record::{self, dates};
use crate::source::SourceFile;

/// Makes the record of an object.
pub(super) fn draft(path: &str, telling: &Telling<'_>, from: Lines, keys: &mut Keys<'_>) -> Draft {
    let title = title(telling, keys);
    let taken = take(telling, &title, keys);
    let named = names::read(&title);
    let dressed = dress::dress(&format!("# {}\n\n{}\n", named.title, taken.body()), keys.config);
    let mut front = Front::default();
    front.take(&Matter { fields: taken.fields, unread: String::new(), body: 0 }, keys.config);
    front.title(&named, &title, &title, keys.config);
    let labels = telling.object.iter().filter(|(key, _)| keys.meaning(key) == Meaning::Header("tags"));
    let labels: Vec<String> = labels.flat_map(|(_, value)| names_in(value)).collect();
    front.severity_among(&labels, keys.config);
    let incident = record::read(&SourceFile::new("note.md", dressed.text.as_str()), keys.config).0;
    front.lift(&incident);
    let source = format!("{path}:{}", from.line);
    front.set("source", &source);
    let text = front.text() + dressed.text.trim_end() + "\n";
    let read = record::read(&SourceFile::new("note.md", text.as_str()), keys.config).0;
    let day = read.date.as_ref().map(|date| date.value.to_string());
    Draft {
        name: front::file_name(day.as_deref(), &named.title),
        title: named.title,
        text,
        source,
        from,
        also: Vec::new(),
        done: vec!["fields became front matter and sections".to_owned()],
        unsure: front.unsure,
        lacks: Vec::new(),
    }
}

/// The values of an object, by where they go.
#[derive(Default)]
struct Taken {
    fields: Vec<(String, String)>,
    text: String,
    /// Sections, each with its place in a record.
    parts: Vec<(usize, String)>,
}

impl Taken {
    fn field(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.fields.push((key.into(), value.into()));
    }

    /// The body, then the sections in the order of a record.
    fn body(&self) -> String {
        let mut parts: Vec<&(usize, String)> = self.parts.iter().collect();
        parts.sort_by_key(|(order, _)| *order);
        let parts = parts.into_iter().map(|(_, part)| part.trim()).filter(|part| !part.is_empty());
        std::iter::once(self.text.trim()).chain(parts).collect::<Vec<_>>().join("\n\n").trim().to_owned()
    }
}

fn take(telling: &Telling<'_>, title: &str, keys: &mut Keys<'_>) -> Taken {
    let mut taken = Taken::default();
    // Its own values win over those around it, which keep their key.
    let own = telling.object.iter().map(|(key, value)| (key.as_str(), value));
    for (key, value) in own.chain(telling.around.iter().copied()) {
        match (keys.meaning(key), value) {
            (_, Value::Null) => {}
            (Meaning::Title, Value::String(text)) if text == title => {}
            (Meaning::Body, Value::String(body)) => {
                taken.text = format!("{}\n\n{}", body.replace("\r\n", "\n").trim(), taken.text);
            }
            (Meaning::Other, Value::String(id)) if key == "id" => {
                taken.field("aliases", format!(" [{}]\n", front::quoted(&slug(id))));
            }
            (Meaning::Other, Value::Number(id)) if key == "id" => taken.field("original-id", format!(" {id}\n")),
            (Meaning::Author, value) => taken.field("authors", names_of(value)),
            (Meaning::Header(name), value) => header(key, name, value, &mut taken.fields),
            (Meaning::Comments, Value::Array(items)) if items.iter().any(Value::is_object) => {
                taken.parts.push((COMMENTS, comments(items)));
            }
            (Meaning::Part(kind), value) => taken.parts.push((order(kind), part(key, kind, value))),
            (_, value) => match short(value) {
                Some(value) => taken.field(field_key(key), format!(" {value}\n")),
                None => taken.parts.push((OTHERS, part(key, SectionKind::Other, value))),
            },
        }
    }
    if let Some(name) = telling.name {
        taken.field("aliases", format!(" [{}]\n", front::quoted(&slug(name))));
    }
    taken
}

/// Where sections without a kind stand, and where comments do: behind all others.
const OTHERS: usize = 80;
const COMMENTS: usize = 90;

/// The name that an object has, or that it stands under, or that its file has.
fn title(telling: &Telling<'_>, keys: &mut Keys<'_>) -> String {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let own = telling.object.iter().find_map(|(key, value)| match (keys.meaning(key), value) {
        (Meaning::Title, Value::String(text)) if !text.trim().is_empty() => Some(text.clone()),
        _ => None,
    });
    let first = || {
        let texts =
            telling.object.iter().filter(|(key, _)| matches!(keys.meaning(key), Meaning::Body | Meaning::Part(_)));
        let sentence = texts.into_iter().find_map(|(_, value)| value.as_str()).map(one_line)?;
        let end = crate::text::sentences(&sentence).into_iter().next().map_or(sentence.len(), |range| range.end);
        let cut: String = sentence[..end].chars().take(100).collect();
        Some(cut.trim_end_matches('.').to_owned())
    };
    own.or_else(first).or_else(|| telling.name.map(spaced)).unwrap_or_else(|| "Untitled".to_owned())
}

/// A value of the header as YAML.
fn header(key: &str, name: &str, value: &Value, fields: &mut Vec<(String, String)>) {
    if matches!(name, "tags" | "services" | "owner") {
        let names = names_of(value);
        // There is one owner; several stay what they are called.
        let is_list = name == "owner" && value.as_array().is_some_and(|items| items.len() > 1);
        if !names.trim().is_empty() && names.trim() != "[]" {
            fields.push((if is_list { field_key(key) } else { name.to_owned() }, names));
        }
        return;
    }
    let written = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => {
            // A dump of a database counts seconds.
            let moment = number
                .as_i64()
                .filter(|seconds| *seconds > 100_000_000)
                .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
            if let Some(moment) = moment {
                fields.push((name.to_owned(), format!(" {}\n", front::quoted(&moment.to_string()))));
                fields.push((field_key(key), format!(" {number}\n")));
                return;
            }
            number.to_string()
        }
        other => {
            if let Some(value) = short(other) {
                fields.push((field_key(key), format!(" {value}\n")));
            }
            return;
        }
    };
    if written.is_empty() {
        return;
    }
    // `04/11/2017 …` and the like become what the grammar reads.
    let day = (name == "date").then(|| dates::first(&written)).flatten().filter(|day| !day.ambiguous);
    let is_more = day.as_ref().is_some_and(|day| written != day.day);
    if let Some(day) = day.filter(|_| is_more) {
        // The time at which a ticket was opened is not that at which it began.
        fields.push((name.to_owned(), format!(" {}\n", day.day)));
        let kept = if key == name { format!("original-{key}") } else { field_key(key) };
        fields.push((kept, format!(" {}\n", front::quoted(&written))));
        return;
    }
    fields.push((name.to_owned(), format!(" {}\n", front::quoted(&written))));
}

/// A key of the front matter for a value that means nothing to us.
fn field_key(key: &str) -> String {
    spaced(key).replace(' ', "-")
}

/// The names in a value as a list of YAML.
fn names_of(value: &Value) -> String {
    let names = names_in(value);
    let quoted: Vec<String> = names.iter().filter(|name| !name.is_empty()).map(|name| front::quoted(name)).collect();
    format!(" [{}]\n", quoted.join(", "))
}

/// The names in a value: a text, or what objects call themselves.
fn names_in(value: &Value) -> Vec<String> {
    fn name(value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            Value::Object(object) => {
                ["login", "username", "name", "title"].iter().find_map(|key| name(object.get(*key)?))
            }
            _ => None,
        }
    }
    match value {
        Value::Array(items) => items.iter().filter_map(name).collect(),
        other => name(other).into_iter().collect(),
    }
}

/// A value that fits on a line of the front matter.
fn short(value: &Value) -> Option<String> {
    const LONGEST: usize = 100;
    match value {
        Value::String(text) => {
            (text.len() <= LONGEST && !text.trim().contains('\n')).then(|| front::quoted(text.trim()))
        }
        Value::Array(items) if items.iter().all(|item| item.as_str().is_some_and(|text| text.len() < 60)) => {
            let items: Vec<String> = items.iter().filter_map(short).collect();
            Some(format!("[{}]", items.join(", "))).filter(|line| line.len() <= LONGEST)
        }
        Value::Array(items) if items.iter().all(Value::is_number) => {
            Some(value.to_string()).filter(|line| line.len() <= LONGEST)
        }
        Value::Array(_) | Value::Object(_) => None,
        other => Some(other.to_string()),
    }
}

/// Where a part stands in a record.
fn order(kind: SectionKind) -> usize {
    SectionKind::ALL.iter().position(|known| *known == kind).unwrap_or(OTHERS)
}

/// A value under a heading of its own.
fn part(key: &str, kind: SectionKind, value: &Value) -> String {
    let words = spaced(key);
    let mut letters = words.chars();
    let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let told = match value {
        Value::String(text) => text.replace("\r\n", "\n").trim().to_owned(),
        Value::Array(items) if kind == SectionKind::Actions => items.iter().map(action).collect(),
        other => {
            let mut out = String::new();
            nested(other, 0, &mut out);
            out
        }
    };
    if told.trim().is_empty() { String::new() } else { format!("## {title}\n\n{told}\n") }
}

/// An action of an export as an item of the grammar.
fn action(item: &Value) -> String {
    let Value::Object(object) = item else {
        let mut out = String::new();
        nested(&Value::Array(vec![item.clone()]), 0, &mut out);
        return out;
    };
    let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let what = ["description", "title", "text", "summary"].into_iter().find_map(|key| Some((key, text(key)?)));
    let Some((used, what)) = what else {
        let mut out = String::new();
        nested(&Value::Array(vec![item.clone()]), 0, &mut out);
        return out;
    };
    let done = text("status")
        .is_some_and(|status| matches!(status.to_lowercase().as_str(), "done" | "closed" | "complete" | "completed"));
    let mut line = format!("- [{}] {}", if done { "x" } else { " " }, what.replace('\n', " "));
    for (key, value) in object.iter().filter(|(key, _)| key.as_str() != used) {
        let Some(value) = value.as_str().map(str::to_owned).or_else(|| value.as_i64().map(|number| number.to_string()))
        else {
            continue;
        };
        let _ = match key.as_str() {
            "owner" | "assignee" => write!(line, " @{}", value.replace(' ', "-")),
            "due" | "due_date" => write!(line, " due:{value}"),
            _ => write!(line, " ({key}: {value})"),
        };
    }
    line + "\n"
}

/// A value as a nested list.
fn nested(value: &Value, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let lines = |text: &str| text.trim().replace("\r\n", "\n").replace('\n', &format!("\n{indent}  "));
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::Null => {}
                    Value::Object(_) | Value::Array(_) => {
                        let _ = writeln!(out, "{indent}- {key}:");
                        nested(value, depth + 1, out);
                    }
                    Value::String(text) => {
                        let _ = writeln!(out, "{indent}- {key}: {}", lines(text));
                    }
                    other => {
                        let _ = writeln!(out, "{indent}- {key}: {other}");
                    }
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                match item {
                    Value::Object(object) => first_inline(object, depth, out),
                    Value::Array(_) => nested(item, depth + 1, out),
                    Value::String(text) => {
                        let _ = writeln!(out, "{indent}- {}", lines(text));
                    }
                    other => {
                        let _ = writeln!(out, "{indent}- {other}");
                    }
                }
            }
        }
        Value::String(text) => {
            let _ = writeln!(out, "{indent}{}", lines(text));
        }
        other => {
            let _ = writeln!(out, "{indent}{other}");
        }
    }
}

/// An object in a list: its fields as one item, those that hold more below.
fn first_inline(object: &Map<String, Value>, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let plain: Vec<String> = object
        .iter()
        .filter_map(|(key, value)| match value {
            Value::String(text) => Some(format!("{key}: {}", text.trim().replace('\n', &format!("\n{indent}  ")))),
            Value::Number(_) | Value::Bool(_) => Some(format!("{key}: {value}")),
            _ => None,
        })
        .collect();
    let _ = writeln!(out, "{indent}- {}", plain.join("; "));
    let deep: Map<String, Value> = object
        .iter()
        .filter(|(_, value)| value.is_object() || value.is_array())
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    nested(&Value::Object(deep), depth + 1, out);
}

/// Comments as sections: who said it when, and what.
fn comments(items: &[Value]) -> String {
    let mut out = String::from("## Comments\n");
    for item in items {
        let Value::Object(object) = item else { continue };
        let text =
            |keys: &[&str]| keys.iter().find_map(|key| object.get(*key).and_then(Value::as_str)).unwrap_or_default();
        let who = object.get("author").or_else(|| object.get("user")).map(names_of).unwrap_or_default();
        let who = who.trim().trim_matches(['[', ']']).to_owned();
        let when = text(&["createdAt", "created_at"]);
        let _ = write!(
            out,
            "\n### {} {}\n\n{}\n",
            if who.is_empty() { "Comment" } else { &who },
            when,
            text(&["body", "note", "content"]).replace("\r\n", "\n").trim()
        );
    }
    out
}
