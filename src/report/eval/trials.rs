//! Searches one by one, for programs: the JSON beside the page of the site that shows them.

use serde_json::{Map, Value, json};

use super::super::json_text;
use crate::eval::{Answer, Trial};
use crate::knowledge::KnowledgeBase;

/// Searches with what they find, as JSON; `base` is the knowledge base that they were tried on.
pub fn trials_json(trials: &[Trial], base: &KnowledgeBase) -> String {
    let id = |incident: usize| base.incidents[incident].id.as_str();
    let answer = |answer: Answer| {
        let mut told = Map::new();
        told.extend(answer.rank.map(|rank| ("rank".to_owned(), json!(rank))));
        told.extend(answer.first.map(|first| ("first".to_owned(), json!(id(first)))));
        Value::Object(told)
    };
    let search = |trial: &Trial| {
        json!({
            "query": trial.query,
            "kind": trial.kind,
            "part": trial.part,
            "finds": trial.finds.iter().map(|&incident| id(incident)).collect::<Vec<_>>(),
            "casebook": answer(trial.casebook),
            "bm25": answer(trial.bm25),
        })
    };
    let searches: Vec<Value> = trials.iter().map(search).collect();
    json_text(&json!({ "schema": 1, "page": "searches/index.html", "searches": searches }))
}
