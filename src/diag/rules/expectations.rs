//! Rules about the labels that `casebook eval` measures against.

use super::{Family, Level, Rule, rules};

rules! { Expectations;

    /// An expectation names a record or a pattern that does not exist
    ///
    /// `casebook eval` measures only records that are there, so a label that leads nowhere measures nothing.
    /// Paths are relative to the folder of records; files of other endings than `md` need `--ending`.
    DANGLING_EXPECTATION = Warning, "dangling-expectation";

    /// Two expectations are about the same record
    ///
    /// `casebook eval` counts every record once in each list: the first entry counts, the later one is passed over.
    /// Remove one of the two, or bring them together.
    DUPLICATE_EXPECTATION = Warning, "duplicate-expectation";
}
