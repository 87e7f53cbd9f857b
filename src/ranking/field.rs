//! Fields and facets: the parts of an incident, and the facts it can be narrowed by.

use crate::model::{PassageKind, Role};
use crate::text::folded;

/// A part of an incident that is searched and weighed on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The title.
    Title,
    /// What was seen.
    Symptoms,
    /// Error lines, once more and whole.
    Errors,
    /// Why it happened.
    Cause,
    /// What was believed in vain.
    Theories,
    /// What ended it.
    Fix,
    /// The names of the patterns it is an instance of; these words need not stand in the record.
    Patterns,
    /// Everything else that is told.
    Rest,
    /// The front matter, and where links lead: names of other incidents among them, which are not what it is about.
    Facts,
}

impl Field {
    /// Every field, in the order of the index.
    pub const ALL: [Field; 9] = [
        Field::Title,
        Field::Symptoms,
        Field::Errors,
        Field::Cause,
        Field::Theories,
        Field::Fix,
        Field::Patterns,
        Field::Rest,
        Field::Facts,
    ];

    /// The field's name in the index.
    pub fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Symptoms => "symptoms",
            Field::Errors => "errors",
            Field::Cause => "cause",
            Field::Theories => "theories",
            Field::Fix => "fix",
            Field::Patterns => "patterns",
            Field::Rest => "rest",
            Field::Facts => "facts",
        }
    }

    /// The field that the words of a passage of that kind and role belong to.
    pub fn of_passage(kind: PassageKind, role: Role) -> Self {
        if matches!(kind, PassageKind::FrontMatter | PassageKind::Address) {
            return Field::Facts;
        }
        match role {
            Role::Cause => Field::Cause,
            Role::Symptom => Field::Symptoms,
            Role::RuledOut => Field::Theories,
            Role::Fix => Field::Fix,
            Role::Neutral | Role::Future => Field::Rest,
        }
    }
}

/// A field as a query names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldName {
    /// `title:`
    Title,
    /// `symptom:`
    Symptom,
    /// `error:`
    Error,
    /// `cause:`
    Cause,
    /// `theory:`
    Theory,
    /// `fix:`
    Fix,
}

impl FieldName {
    /// The field that a query calls so, in lower case.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "title" => FieldName::Title,
            "symptom" | "symptoms" => FieldName::Symptom,
            "error" | "errors" => FieldName::Error,
            "cause" | "causes" => FieldName::Cause,
            "theory" | "theories" => FieldName::Theory,
            "fix" | "fixes" => FieldName::Fix,
            _ => return None,
        })
    }

    /// The field it leads to.
    pub fn field(self) -> Field {
        match self {
            FieldName::Title => Field::Title,
            FieldName::Symptom => Field::Symptoms,
            FieldName::Error => Field::Errors,
            FieldName::Cause => Field::Cause,
            FieldName::Theory => Field::Theories,
            FieldName::Fix => Field::Fix,
        }
    }
}

/// A fact that a query can narrow by; values are compared as slugs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// `service:`
    Service,
    /// `pattern:`; confirmed, detected and suggested links count.
    Pattern,
    /// `severity:`
    Severity,
    /// `status:`
    Status,
    /// `tag:`
    Tag,
    /// `id:`; former ids count.
    Id,
}

impl Facet {
    /// The facet that a query calls so, in lower case.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "service" | "services" => Facet::Service,
            "pattern" | "patterns" => Facet::Pattern,
            "severity" | "sev" => Facet::Severity,
            "status" => Facet::Status,
            "tag" | "tags" => Facet::Tag,
            "id" => Facet::Id,
            _ => return None,
        })
    }

    /// The facet's name in queries and in the index.
    pub fn name(self) -> &'static str {
        match self {
            Facet::Service => "service",
            Facet::Pattern => "pattern",
            Facet::Severity => "severity",
            Facet::Status => "status",
            Facet::Tag => "tag",
            Facet::Id => "id",
        }
    }
}

/// The term that stands for a facet's value: two values that differ by case, width or by how words are joined are one;
/// signs tell values apart, as in `c` and `c#`.
pub fn facet_term(facet: Facet, value: &str) -> String {
    format!("{}:{}", facet.name(), facet_key(value))
}

/// A facet's value as it is compared, and as it stands in addresses.
pub fn facet_key(value: &str) -> String {
    let folded = folded(value);
    let parts = folded.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_')).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_differ_by_signs_and_not_by_case_or_joiners() {
        let term = |value: &str| facet_term(Facet::Tag, value);
        assert_eq!(term("Check out_API"), "tag:check-out-api");
        assert_eq!(term("C#"), "tag:c#");
        assert_ne!(term("c++"), term("c"));
        assert_eq!(term("Ａ"), term("a"));
        assert_eq!(term("v1.2"), "tag:v1.2");
    }
}
