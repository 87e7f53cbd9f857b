//! What was promised and is not done yet.

use serde::Serialize;

use crate::site::address;
use crate::site::atlas::Atlas;
use crate::site::paging::Paging;
use crate::site::view::{self, ActionRow, Head};

/// How many promises stand on one page.
pub const SIZE: usize = 100;

/// Where the list lies.
pub const FOLDER: &str = "actions/";

/// What the template sees.
#[derive(Serialize)]
pub struct ActionsPage<'a> {
    page: Head<'a>,
    paging: Paging,
    actions: Vec<ActionRow<'a>>,
    done: usize,
}

/// Makes the page `number` of the list.
pub fn make<'a>(atlas: &Atlas<'a>, number: usize) -> ActionsPage<'a> {
    let paging = Paging::new(FOLDER, number, atlas.open_actions.len(), SIZE);
    let actions = rows(atlas, paging.part(&atlas.open_actions));
    let page = Head::new(atlas, address::page(FOLDER, number), "actions", "Actions");
    ActionsPage { page, paging, actions, done: atlas.actions_done }
}

/// Makes the rows of some promises.
pub fn rows<'a>(atlas: &Atlas<'a>, actions: &[(usize, usize)]) -> Vec<ActionRow<'a>> {
    let kb = atlas.kb;
    let row = |&(incident, at): &(usize, usize)| view::action_row(atlas, incident, &kb.incidents[incident].actions[at]);
    actions.iter().map(row).collect()
}
