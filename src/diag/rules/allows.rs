//! Rules about what says that a finding may stay.

use super::{Family, Level, Rule, rules};

rules! { Allows;

    /// A finding is allowed without a reason
    ///
    /// Whoever reads the record later, or reviews it now, must be able to judge whether it may stay.
    /// Until there is a reason the allowance does not count, and the finding is told as well.
    /// Write the reason behind a colon: `<!-- casebook: allow RULE: the reason -->`.
    ALLOW_WITHOUT_REASON = Warning, "allow-without-reason";

    /// An allowance that allows nothing
    ///
    /// The rule finds nothing in the block, or the file, that it is about: what it was for has been mended, or it stands in
    /// the wrong place.
    /// A comment on a line of its own is about the next block; above a heading it is about the section, above a list about
    /// the whole list; beside text it is about the block it stands in.
    /// `allow-file` in the comment, or the key `allow` in the front matter, is about the whole file.
    /// Remove it, or move it above the block that it is about.
    NEEDLESS_ALLOW = Warning, "needless-allow";

    /// An allowance names a rule that does not exist
    ///
    /// It has no effect.
    /// `casebook check` names the rule of each finding in brackets, and the list of rules has them all.
    UNKNOWN_RULE_ALLOWED = Warning, "unknown-rule-allowed";
}
