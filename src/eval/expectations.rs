//! What people expect: the values of an expectations file.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::PatternId;
use crate::source::{SourceFile, Spanned};

/// The labels of one file.
#[derive(Clone, Debug)]
pub struct Expectations {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The folder whose records are the casebook of these verdicts, without a `/` at its end; all records without it.
    pub folder: Option<Spanned<String>>,
    /// Which patterns records show.
    pub patterns: Vec<PatternLabels>,
    /// What a review should say of records.
    pub verdicts: Vec<VerdictLabel>,
    /// What searches should find.
    pub queries: Vec<QueryLabel>,
}

/// The parts that labels are divided into.
pub fn parts(expectations: &[Expectations]) -> BTreeSet<&str> {
    let patterns = expectations.iter().flat_map(|labels| &labels.patterns).map(|label| label.part.as_str());
    let verdicts = expectations.iter().flat_map(|labels| &labels.verdicts).map(|label| label.part.as_str());
    let queries = expectations.iter().flat_map(|labels| &labels.queries).map(|label| label.part.as_str());
    patterns.chain(verdicts).chain(queries).collect()
}

/// The patterns that one record shows, all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternLabels {
    /// The record's path, relative to the folder of records.
    pub record: Spanned<String>,
    /// The part of the labels it belongs to.
    pub part: String,
    /// Each pattern with the reason; empty where the record shows none.
    pub has: Vec<(Spanned<PatternId>, String)>,
}

/// What a review says of a record, beside those that came before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// The same cause once more, whether the earlier one's actions are open (`repeat-open`) or done (`regression`).
    Repeat,
    /// The same face, another cause.
    LookAlike,
    /// Something in common.
    Related,
    /// Nothing like it came before.
    New,
}

impl Verdict {
    /// Every verdict, from the gravest to the lightest.
    pub const ALL: [Verdict; 4] = [Verdict::Repeat, Verdict::LookAlike, Verdict::Related, Verdict::New];

    /// Its name in files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Repeat => "repeat",
            Verdict::LookAlike => "look-alike",
            Verdict::Related => "related",
            Verdict::New => "new",
        }
    }
}

/// The verdict that one record deserves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictLabel {
    /// The record's path, relative to the folder of records.
    pub record: Spanned<String>,
    /// The part of the labels it belongs to.
    pub part: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The earlier records that it is about, any of which may be named; none for [`Verdict::New`].
    pub of: Vec<Spanned<String>>,
    /// Why, in a few words; may be empty.
    pub because: String,
}

/// What one search should find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryLabel {
    /// What is typed.
    pub query: Spanned<String>,
    /// What kind of a query it is, such as `symptom` or `typo`.
    pub kind: String,
    /// The part of the labels it belongs to.
    pub part: String,
    /// Records of which any is a right answer; never empty.
    pub finds: Vec<Spanned<String>>,
}
