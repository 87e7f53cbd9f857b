//! Single promises, as the pages of incidents, patterns and lists show them.

use serde::Serialize;

use crate::knowledge::{Spared, Why, overdue_days};
use crate::model::{Action, ActionState, Date};
use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::view::{self, ActionRow, Named, PatternTag};

/// A later incident that a promise might have spared.
#[derive(Clone, Debug, Serialize)]
pub struct SparedRow<'a> {
    /// The incident.
    incident: Named<'a>,
    /// Its day.
    date: Option<String>,
    /// Whether a record says that it repeats the promise's incident.
    repeat: bool,
    /// Whether it hit the same service.
    own_service: bool,
    /// The patterns that both show.
    patterns: Vec<PatternTag<'a>>,
}

/// The promises of one incident, in the order of its record, open ones with how long they are overdue.
pub fn of_incident<'a>(atlas: &Atlas<'a>, at: usize) -> Vec<ActionRow<'a>> {
    let newest = newest(atlas);
    let row = |action: &'a Action| ActionRow {
        overdue: newest.filter(|_| action.state != ActionState::Done).and_then(|day| overdue_days(action, day)),
        recurring: Vec::new(),
        ..view::action_row(atlas, at, action)
    };
    atlas.kb.incidents[at].actions.iter().map(row).collect()
}

/// The day of the newest record.
pub fn newest(atlas: &Atlas<'_>) -> Option<Date> {
    let kb = atlas.kb;
    kb.by_date().first().and_then(|&at| kb.incidents[at].date.as_ref()).map(|date| date.value)
}

/// Makes the row of an incident that a promise might have spared.
pub fn spared_row<'a>(atlas: &Atlas<'a>, spared: &Spared) -> SparedRow<'a> {
    let incident = &atlas.kb.incidents[spared.incident];
    let patterns = spared.whys.iter().filter_map(|why| match why {
        Why::Pattern(pattern) => Some(view::plain_pattern_tag(atlas, *pattern)),
        Why::Repeat => None,
    });
    SparedRow {
        incident: Named { name: &incident.title.value, href: Some(address::encode(&address::incident(&incident.id))) },
        date: incident.date.as_ref().map(|date| date.value.to_string()),
        repeat: spared.whys.contains(&Why::Repeat),
        own_service: spared.own_service,
        patterns: patterns.collect(),
    }
}

/// Makes the rows of some promises.
pub fn rows<'a>(atlas: &Atlas<'a>, actions: &[(usize, usize)]) -> Vec<ActionRow<'a>> {
    let kb = atlas.kb;
    let row = |&(incident, at): &(usize, usize)| view::action_row(atlas, incident, &kb.incidents[incident].actions[at]);
    actions.iter().map(row).collect()
}
