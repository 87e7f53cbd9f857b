//! What changed from one build of a site to another: incidents, links and patterns that came, went or moved.
//!
//! Builds are compared by the lists that they hold for programs (`incidents.json`, `patterns.json`), so that any two
//! sites can be compared, whoever built them and when. Everything is ordered by id.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::SCHEMA;
use super::snapshot::{Incident, Pattern, Snapshot};

/// What came, went and moved.
#[derive(Clone, Debug, Serialize)]
pub struct Changes {
    schema: u32,
    /// Incidents.
    pub incidents: Moved<Thing>,
    /// Patterns of incidents that are in both sites.
    pub links: Moved<Tie>,
    /// Patterns.
    pub patterns: Moved<Thing>,
}

/// Things of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct Moved<T> {
    /// Those that the old site does not have.
    pub added: Vec<T>,
    /// Those that the new site does not have.
    pub gone: Vec<T>,
    /// Those that both have, with what is different.
    pub changed: Vec<Changed<T>>,
}

/// An incident or a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Thing {
    /// Its id in the newest site that has it.
    pub id: String,
    /// Its title or name there.
    pub name: String,
    /// An incident's day there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// A pattern of an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tie {
    /// The incident.
    pub incident: Thing,
    /// The pattern.
    pub pattern: Thing,
    /// `confirmed` or `detected`; where it is gone, what it was.
    pub state: String,
}

/// Something with what is different of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed<T> {
    /// What it is.
    #[serde(flatten)]
    pub what: T,
    /// What is different.
    pub fields: Vec<Field>,
}

/// A value that is different. Where it has neither `from` nor `to`, it is too long to be told here: another text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// What it is, as the JSON of the site calls it.
    pub name: &'static str,
    /// What it was; nothing where there was none.
    pub from: Option<String>,
    /// What it is.
    pub to: Option<String>,
}

impl<T> Moved<T> {
    /// Whether nothing moved.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.gone.is_empty() && self.changed.is_empty()
    }

    fn new() -> Self {
        Self { added: Vec::new(), gone: Vec::new(), changed: Vec::new() }
    }
}

impl Changes {
    /// Whether both sites tell the same.
    pub fn is_empty(&self) -> bool {
        self.incidents.is_empty() && self.links.is_empty() && self.patterns.is_empty()
    }
}

/// What changed from one site to another.
pub fn changes(old: &Snapshot, new: &Snapshot) -> Changes {
    let mut changes = Changes { schema: SCHEMA, incidents: Moved::new(), links: Moved::new(), patterns: Moved::new() };
    let mut met: BTreeSet<&str> = BTreeSet::new();
    for incident in new.incidents.values() {
        // A record that was renamed names its old id, which nobody else has now.
        let before = std::iter::once(&incident.id).chain(&incident.aliases).find_map(|id| old.incidents.get(id));
        let before = before.filter(|before| before.id == incident.id || !new.incidents.contains_key(&before.id));
        let Some(before) = before else {
            changes.incidents.added.push(thing(incident));
            continue;
        };
        met.insert(&before.id);
        let fields = fields_of_incident(before, incident);
        if !fields.is_empty() {
            changes.incidents.changed.push(Changed { what: thing(incident), fields });
        }
        links(before, incident, (old, new), &mut changes.links);
    }
    changes.incidents.gone = old.incidents.values().filter(|one| !met.contains(one.id.as_str())).map(thing).collect();
    for pattern in new.patterns.values() {
        let Some(before) = old.patterns.get(&pattern.id) else {
            changes.patterns.added.push(named(pattern));
            continue;
        };
        let fields = fields_of_pattern(before, pattern);
        if !fields.is_empty() {
            changes.patterns.changed.push(Changed { what: named(pattern), fields });
        }
    }
    changes.patterns.gone =
        old.patterns.values().filter(|one| !new.patterns.contains_key(&one.id)).map(named).collect();
    changes
}

fn thing(incident: &Incident) -> Thing {
    Thing { id: incident.id.clone(), name: incident.title.clone(), date: incident.date.clone() }
}

fn named(pattern: &Pattern) -> Thing {
    Thing { id: pattern.id.clone(), name: pattern.name.clone(), date: None }
}

fn fields_of_incident(old: &Incident, new: &Incident) -> Vec<Field> {
    let list = |values: &[String]| (!values.is_empty()).then(|| values.join(", "));
    let all = [
        ("id", Some(old.id.clone()), Some(new.id.clone())),
        ("title", Some(old.title.clone()), Some(new.title.clone())),
        ("date", old.date.clone(), new.date.clone()),
        ("status", old.status.clone(), new.status.clone()),
        ("severity", old.severity.clone(), new.severity.clone()),
        ("services", list(&old.services), list(&new.services)),
        ("tags", list(&old.tags), list(&new.tags)),
        ("symptom", old.symptom.clone(), new.symptom.clone()),
        ("cause", old.cause.clone(), new.cause.clone()),
        ("level", Some(old.level.to_string()), Some(new.level.to_string())),
    ];
    let mut fields = different(all);
    if let (Some(from), Some(to)) = (old.open_actions, new.open_actions) {
        fields.extend(different([("open_actions", Some(from.to_string()), Some(to.to_string()))]));
    }
    if old.text.is_some() && new.text.is_some() && old.text != new.text {
        fields.push(Field { name: "text", from: None, to: None });
    }
    fields
}

fn fields_of_pattern(old: &Pattern, new: &Pattern) -> Vec<Field> {
    let all = [
        ("name", Some(old.name.clone()), Some(new.name.clone())),
        ("life", Some(old.life.clone()), Some(new.life.clone())),
        ("incidents", Some(old.incidents.to_string()), Some(new.incidents.to_string())),
    ];
    different(all)
}

fn different<const N: usize>(all: [(&'static str, Option<String>, Option<String>); N]) -> Vec<Field> {
    all.into_iter().filter(|(_, from, to)| from != to).map(|(name, from, to)| Field { name, from, to }).collect()
}

fn links(old: &Incident, new: &Incident, sites: (&Snapshot, &Snapshot), links: &mut Moved<Tie>) {
    let states = |incident: &Incident| -> BTreeMap<String, String> {
        incident.patterns.iter().map(|one| (one.id.clone(), one.state.clone())).collect()
    };
    let tie = |pattern: &str, state: &str| {
        let known = sites.1.patterns.get(pattern).or_else(|| sites.0.patterns.get(pattern));
        let pattern =
            known.map_or_else(|| Thing { id: pattern.to_owned(), name: pattern.to_owned(), date: None }, named);
        Tie { incident: thing(new), pattern, state: state.to_owned() }
    };
    let (before, now) = (states(old), states(new));
    for (pattern, state) in &now {
        match before.get(pattern) {
            None => links.added.push(tie(pattern, state)),
            Some(was) if was != state => {
                let field = Field { name: "state", from: Some(was.clone()), to: Some(state.clone()) };
                links.changed.push(Changed { what: tie(pattern, state), fields: vec![field] });
            }
            Some(_) => {}
        }
    }
    let gone = before.iter().filter(|(pattern, _)| !now.contains_key(*pattern));
    links.gone.extend(gone.map(|(pattern, state)| tie(pattern, state)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incident(id: &str, more: &str) -> String {
        let base = r#""title":"T","services":[],"tags":[],"level":1"#;
        format!("{{\"id\":\"{id}\",{base},{}}}", if more.is_empty() { r#""patterns":[]"# } else { more })
    }

    fn site(incidents: &[String], patterns: &str) -> Snapshot {
        let incidents = format!("{{\"schema\":1,\"incidents\":[{}]}}", incidents.join(","));
        Snapshot::read([&incidents, &format!("{{\"schema\":1,\"patterns\":[{patterns}]}}")]).expect("lists")
    }

    #[test]
    fn what_came_went_and_moved_is_told_and_what_stayed_is_not() {
        let old = site(
            &[
                incident("same", ""),
                incident("gone", ""),
                incident(
                    "moved",
                    r#""status":"investigating","patterns":[{"id":"p","state":"detected"},{"id":"q","state":"detected"}]"#,
                ),
            ],
            r#"{"id":"p","name":"P","life":"candidate","incidents":1},{"id":"old","name":"O","life":"unseen","incidents":0}"#,
        );
        let new = site(
            &[
                incident("same", ""),
                incident(
                    "moved",
                    r#""status":"resolved","cause":"C","patterns":[{"id":"p","state":"confirmed"},{"id":"r","state":"detected"}]"#,
                ),
                incident("new", r#""patterns":[{"id":"p","state":"detected"}]"#),
            ],
            r#"{"id":"p","name":"P","life":"confirmed","incidents":2},{"id":"r","name":"R","life":"candidate","incidents":1}"#,
        );
        let changes = changes(&old, &new);
        let ids = |things: &[Thing]| things.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
        assert_eq!(
            (ids(&changes.incidents.added), ids(&changes.incidents.gone)),
            (vec!["new".into()], vec!["gone".into()])
        );
        let told = |fields: &[Field]| {
            let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
            fields.iter().map(|one| format!("{} {} {}", one.name, value(&one.from), value(&one.to))).collect::<Vec<_>>()
        };
        assert_eq!(told(&changes.incidents.changed[0].fields), ["status investigating resolved", "cause - C"]);
        assert_eq!(changes.incidents.changed.len(), 1);
        let ties =
            |ties: &[Tie]| ties.iter().map(|one| format!("{} {}", one.incident.id, one.pattern.id)).collect::<Vec<_>>();
        assert_eq!(
            (ties(&changes.links.added), ties(&changes.links.gone)),
            (vec!["moved r".into()], vec!["moved q".into()])
        );
        assert_eq!(told(&changes.links.changed[0].fields), ["state detected confirmed"]);
        assert_eq!((ids(&changes.patterns.added), ids(&changes.patterns.gone)), (vec!["r".into()], vec!["old".into()]));
        assert_eq!(told(&changes.patterns.changed[0].fields), ["life candidate confirmed", "incidents 1 2"]);
        assert!(super::changes(&new, &new).is_empty());
    }

    #[test]
    fn a_ticked_action_and_another_text_are_told_where_both_sites_know_them() {
        let with = |more: &str| site(&[incident("a", &format!(r#""patterns":[],{more}"#))], "");
        let old = with(r#""symptom":"S","open_actions":3,"text":"aa""#);
        let new = with(r#""symptom":"T","open_actions":2,"text":"bb""#);
        let field = |name, from: Option<&str>, to: Option<&str>| Field {
            name,
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
        };
        assert_eq!(
            changes(&old, &new).incidents.changed[0].fields,
            [
                field("symptom", Some("S"), Some("T")),
                field("open_actions", Some("3"), Some("2")),
                field("text", None, None)
            ]
        );
        let earlier_version = with(r#""symptom":"T""#);
        assert!(changes(&earlier_version, &new).is_empty());
    }

    #[test]
    fn a_record_that_names_its_old_id_was_renamed_and_is_not_new() {
        let old = site(&[incident("a", ""), incident("b", "")], "");
        let new = site(
            &[incident("c", r#""aliases":["a"],"patterns":[]"#), incident("b", r#""aliases":["a"],"patterns":[]"#)],
            "",
        );
        let changes = changes(&old, &new);
        assert!(changes.incidents.added.is_empty() && changes.incidents.gone.is_empty(), "{changes:?}");
        assert_eq!(
            changes.incidents.changed[0].fields[0],
            Field { name: "id", from: Some("a".into()), to: Some("c".into()) }
        );
    }

    #[test]
    fn what_is_no_list_of_ours_is_refused_with_its_name() {
        let refused = |texts: [&str; 2]| Snapshot::read(texts).expect_err("refused").to_string();
        let patterns = r#"{"schema":1,"patterns":[]}"#;
        assert!(refused(["[]", patterns]).starts_with("`incidents.json` is not what this program writes"));
        let newer = refused([r#"{"schema":2,"incidents":[]}"#, patterns]);
        assert!(newer.ends_with("it has the shape 2, and this program reads 1"), "{newer}");
    }
}
