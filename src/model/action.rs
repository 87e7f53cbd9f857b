//! Actions: what someone promised to do.

use serde::{Deserialize, Serialize};

use super::Date;
use crate::source::{Span, Spanned};

/// Whether an action is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActionState {
    /// `[ ]`
    Open,
    /// `[x]`
    Done,
    /// The author put no box before it.
    Unmarked,
}

/// One promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What is to be done, without owner, date, guard and ticket.
    pub text: String,
    /// Whether it is done.
    pub state: ActionState,
    /// `@name`
    pub owner: Option<String>,
    /// `due:YYYY-MM-DD`
    pub due: Option<Spanned<Date>>,
    /// `guard:path`, the test, alert or lint that now watches for it.
    pub guard: Option<Spanned<String>>,
    /// A ticket's name, such as `OPS-41` or `#41`.
    pub ticket: Option<String>,
    /// The list item.
    pub span: Span,
    /// The section it stands in, as an index into the incident's sections.
    pub section: u32,
}
