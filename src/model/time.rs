//! Days and moments as records write them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Date(pub jiff::civil::Date);

impl Date {
    /// The day of a text of the form `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|_| text.len() == 10).map(Self)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A day, with the time of day where the record gives one.
///
/// Times of one record are compared with each other as they stand; an offset (`Z`, `+02:00`) is applied, so that a
/// moment with an offset is in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The time of day, to the second.
    pub time: Option<jiff::civil::Time>,
}

impl Moment {
    /// Minutes from `earlier` to this moment; `None` where either has no time of day or the order is wrong.
    pub fn minutes_since(self, earlier: Moment) -> Option<u64> {
        let at = |moment: Moment| moment.time.map(|time| moment.date.0.to_datetime(time));
        let seconds = at(self)?.duration_since(at(earlier)?).as_secs();
        u64::try_from(seconds).ok().map(|seconds| seconds / 60)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            None => self.date.fmt(f),
            Some(time) => write!(f, "{} {:02}:{:02}", self.date, time.hour(), time.minute()),
        }
    }
}
