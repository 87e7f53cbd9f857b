//! Rules about promises, and what became of them.

use super::{Family, Level, Rule, rules};

rules! { Actions;

    /// An action is done, and nothing shows it
    ///
    /// A box that is ticked is a claim; the next one who meets the failure must be able to see what was changed.
    /// Name what now watches for it (`guard:tests/queue_test.py`), or the ticket, commit or page that shows it.
    DONE_WITHOUT_EVIDENCE = Note, "done-without-evidence";

    /// An action shall be done before the incident began
    ///
    /// It can only be a slip of the pen, often in the year, and makes the action look overdue for ever.
    /// Correct the date behind `due:`, or that of the record.
    DUE_BEFORE_INCIDENT = Warning, "due-before-incident";

    /// The guard of an action is no longer there
    ///
    /// The record says that a test, alert or lint watches for this failure, and it does not: it was moved or removed.
    /// Paths are those of the repository that the casebook lies in.
    /// Correct the path behind `guard:`, or bring the guard back.
    MISSING_GUARD = Warning, "missing-guard";

    /// An open action has an owner and no date
    ///
    /// What has no date is done after everything that has one.
    /// Add `due:YYYY-MM-DD`, or the ticket in which it is planned.
    UNDATED_ACTION = Note, "undated-action";

    /// An open action has no owner
    ///
    /// What belongs to everybody is done by nobody, and it is this that the next incident will be blamed on.
    /// Add `@name`, or the ticket in which it is looked after.
    UNOWNED_ACTION = Note, "unowned-action";
}
