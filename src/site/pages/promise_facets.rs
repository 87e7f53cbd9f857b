//! What lists of promises can be narrowed by: their state, who owns them, which service they are for.
//!
//! Each value leads to its own list. Beside a list of one value the others are counted within it, as a script combines
//! them; what a value is called in the address is what `export::browser` calls it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::facets::{FacetView, SHOWN, ValueView};
use super::promises::{FOLDER, Kind, List};
use crate::ranking::facet_key;
use crate::site::address;

/// The facets, each with where all of its values are listed.
const FACETS: [(&str, &str); 3] = [("state", ""), ("owner", "owners/"), ("service", "services/")];

/// Lists by their place among all.
type Numbers = Vec<usize>;

/// Adds to each list what it can be narrowed by; `promises` is how many there are.
pub fn add(lists: &mut [List], promises: usize) {
    let mut of_promise: Vec<Numbers> = vec![Vec::new(); promises];
    for (number, list) in lists.iter().enumerate().filter(|(_, list)| list.kind != Kind::All) {
        for place in places(list) {
            of_promise[place].push(number);
        }
    }
    let of_facet = FACETS.map(|(name, _)| {
        let own = lists.iter().enumerate().filter(|(_, list)| facet(list.kind) == Some(name));
        own.map(|(number, _)| number).collect::<Numbers>()
    });
    let found: Vec<Vec<FacetView>> =
        (0..lists.len()).map(|number| facets(lists, number, &of_promise, &of_facet)).collect();
    for (list, facets) in lists.iter_mut().zip(found) {
        list.facets = facets;
    }
}

/// What a list is narrowed by already, as it stands in an address; `None` where it is not.
pub fn asks(list: &List) -> Option<String> {
    Some(format!("{}={}", facet(list.kind)?, address::encode(&value(list))))
}

fn facets(lists: &[List], shown: usize, of_promise: &[Numbers], of_facet: &[Numbers; FACETS.len()]) -> Vec<FacetView> {
    let own = facet(lists[shown].kind);
    let mut within: BTreeMap<usize, usize> = BTreeMap::new();
    if own.is_some() {
        for &number in places(&lists[shown]).flat_map(|place| &of_promise[place]) {
            *within.entry(number).or_default() += 1;
        }
    }
    let view = |(number, count): (usize, usize)| ValueView {
        name: lists[number].name.clone(),
        value: value(&lists[number]),
        href: address::encode(&address::page(&lists[number].folder, 1)),
        count,
        here: number == shown,
    };
    let one = |((name, folder), all): (&(&'static str, &str), &Numbers)| {
        let rest = format!("{FOLDER}{folder}index.html");
        if own.is_none_or(|own| own == *name) {
            let others = all.iter().filter(|&&number| number != shown);
            // What is shown stands among the first, wherever its count would put it.
            let mut first: Numbers = others.take(SHOWN - usize::from(own.is_some())).copied().collect();
            first.extend(own.map(|_| shown));
            first.sort_unstable();
            let values = first.into_iter().map(|number| view((number, lists[number].total))).collect();
            return FacetView::first(name, values, all.len(), rest);
        }
        let counted = within.iter().filter(|(number, _)| facet(lists[**number].kind) == Some(name));
        let mut values: Vec<(usize, usize)> = counted.map(|(number, count)| (*number, *count)).collect();
        values.sort_by_key(|&(number, count)| (*name != "state").then_some((Reverse(count), number)));
        FacetView::new(name, values.into_iter().map(view).collect(), rest).within()
    };
    // One owner or service of all narrows nothing; that all are overdue is worth a line.
    let total = lists[shown].total;
    let tells = |facet: &FacetView| {
        let mut counts = facet.counts();
        facet.is("state") && counts.len() > 0 || counts.len() > 1 || counts.any(|count| count < total)
    };
    FACETS.iter().zip(of_facet).map(one).filter(tells).collect()
}

/// The promises of a list, as places among all.
fn places(list: &List) -> impl Iterator<Item = usize> {
    list.pages.iter().flatten().flatten().copied()
}

fn facet(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::All => None,
        Kind::Overdue | Kind::Unowned | Kind::Undated => Some("state"),
        Kind::Owner => Some("owner"),
        Kind::Service => Some("service"),
    }
}

fn value(list: &List) -> String {
    match list.kind {
        Kind::All => String::new(),
        Kind::Overdue => "overdue".to_owned(),
        Kind::Unowned => "unowned".to_owned(),
        Kind::Undated => "undated".to_owned(),
        Kind::Owner | Kind::Service => facet_key(&list.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(kind: Kind, name: &str, places: &[usize]) -> List {
        let pages = vec![places.iter().map(|&place| vec![place]).collect()];
        let folder = format!("{FOLDER}{name}/");
        List { kind, name: name.to_owned(), folder, total: places.len(), overdue: 0, pages, facets: Vec::new() }
    }

    fn shown(list: &List) -> Vec<(&str, Vec<(&str, usize)>)> {
        list.facets.iter().map(|facet| (facet.name(), facet.named().collect())).collect()
    }

    #[test]
    fn a_list_of_one_owner_counts_states_and_services_within_it_and_offers_the_other_owners() {
        let mut lists = [
            list(Kind::All, "", &[0, 1, 2, 3]),
            list(Kind::Overdue, "overdue", &[0, 3]),
            list(Kind::Owner, "Ana", &[0, 1]),
            list(Kind::Owner, "Bo", &[3]),
            list(Kind::Service, "api", &[0, 1, 2]),
            list(Kind::Service, "web", &[1, 3]),
        ];
        add(&mut lists, 4);
        let all = [("state", vec![("overdue", 2)]), ("owner", vec![("Ana", 2), ("Bo", 1)])];
        assert_eq!(shown(&lists[0])[..2], all);
        let ana = [("state", vec![("overdue", 1)]), ("owner", vec![("Ana", 2), ("Bo", 1)])];
        assert_eq!(shown(&lists[2])[..2], ana);
        assert_eq!(shown(&lists[2])[2], ("service", vec![("api", 2), ("web", 1)]));
        assert_eq!(asks(&lists[2]).as_deref(), Some("owner=ana"));
        assert_eq!(asks(&lists[0]), None);
        let bo = [("state", vec![("overdue", 1)]), ("owner", vec![("Ana", 2), ("Bo", 1)])];
        assert_eq!(shown(&lists[3]), bo, "a single service narrows nothing");
    }

    #[test]
    fn the_list_that_is_shown_stands_among_many_others() {
        let names: Vec<String> = (0..20).map(|at| format!("owner {at:02}")).collect();
        let mut lists = vec![list(Kind::All, "", &(0..20).collect::<Vec<_>>())];
        lists.extend(names.iter().enumerate().map(|(at, name)| list(Kind::Owner, name, &[at])));
        add(&mut lists, 20);
        let owners = &lists[20].facets[0];
        assert_eq!(owners.named().map(|(name, _)| name).collect::<Vec<_>>()[6..], ["owner 06", "owner 19"]);
        assert_eq!(lists[0].facets[0].counts().len(), SHOWN);
    }
}
