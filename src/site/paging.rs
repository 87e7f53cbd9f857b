//! Long lists in pages, so that a page's size does not grow with the number of records.

use serde::Serialize;

use super::address;

/// Which part of a list a page shows, and the way to the other parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paging {
    /// This page's number, from 1.
    pub number: usize,
    /// How many there are, at least 1.
    pub pages: usize,
    /// How many items the whole list has.
    pub total: usize,
    /// The place of this page's first item, from 1; 0 where there are none.
    pub first: usize,
    /// The place of its last item.
    pub last: usize,
    /// The page before.
    pub newer: Option<String>,
    /// The page after.
    pub older: Option<String>,
    /// The first, the last and those around this one, in order.
    pub steps: Vec<Step>,
    #[serde(skip)]
    size: usize,
}

/// A page one may go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its number, from 1.
    pub number: usize,
    /// Its address.
    pub href: String,
    /// Whether pages between the step before and this one are left out.
    pub gap: bool,
}

/// How many pages a list of `total` items needs; an empty list has one page, which says so.
pub fn count(total: usize, size: usize) -> usize {
    total.div_ceil(size).max(1)
}

impl Paging {
    /// The page `number` of a list under `folder`, which is empty or ends with `/`.
    pub fn new(folder: &str, number: usize, total: usize, size: usize) -> Self {
        let pages = count(total, size);
        let near = |step: &usize| *step == 1 || *step == pages || step.abs_diff(number) <= 2;
        let mut steps: Vec<Step> = Vec::new();
        for step in (1..=pages).filter(near) {
            let gap = steps.last().is_some_and(|before| before.number + 1 < step);
            steps.push(Step { number: step, href: address::page(folder, step), gap });
        }
        let last = (number * size).min(total);
        Self {
            number,
            pages,
            total,
            first: if total == 0 { 0 } else { (number - 1) * size + 1 },
            last,
            newer: (number > 1).then(|| address::page(folder, number - 1)),
            older: (number < pages).then(|| address::page(folder, number + 1)),
            steps,
            size,
        }
    }

    /// This page's part of the list.
    pub fn part<'a, T>(&self, list: &'a [T]) -> &'a [T] {
        let start = ((self.number - 1) * self.size).min(list.len());
        &list[start..self.last.clamp(start, list.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_stands_on_exactly_one_page() {
        let list: Vec<u32> = (0..250).collect();
        let pages: Vec<&[u32]> = (1..=count(250, 100)).map(|n| Paging::new("x/", n, 250, 100).part(&list)).collect();
        assert_eq!(pages.concat(), list);
        assert_eq!(count(0, 100), 1);
        assert!(Paging::new("x/", 1, 0, 100).part(&list).is_empty());
    }

    #[test]
    fn steps_leave_out_far_pages_and_say_so() {
        let paging = Paging::new("incidents/", 10, 10_000, 100);
        let steps: Vec<(usize, bool)> = paging.steps.iter().map(|step| (step.number, step.gap)).collect();
        assert_eq!(steps, [(1, false), (8, true), (9, false), (10, false), (11, false), (12, false), (100, true)]);
        assert_eq!(paging.newer.as_deref(), Some("incidents/page/9/index.html"));
        assert_eq!((paging.first, paging.last), (901, 1000));
    }
}
