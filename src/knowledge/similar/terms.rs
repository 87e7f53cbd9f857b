//! What a record says in all with each of its words.

use super::profile::{Profile, Token};

/// What a record says in all with one word.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Term {
    /// What it is compared by.
    pub key: u64,
    /// The worth of its lines on what was seen, added up.
    pub looks: f32,
    /// The worth of its lines on why, added up.
    pub caused: f32,
    /// What it is worth beside other words.
    pub worth: f32,
}

/// A table of keys that is used for one record after another: neither sorting nor a new hash map for each.
#[derive(Debug, Default)]
pub struct Table {
    /// Which record a slot belongs to, and where in its terms the key stands; as many as a power of two.
    slots: Vec<(u32, u32)>,
    record: u32,
}

impl Table {
    /// Every word of a record once, in the order in which they are met.
    pub fn terms(&mut self, profile: &Profile) -> Vec<Term> {
        let most = profile.tokens.len() + profile.errors.len() + profile.services.len();
        self.begin(most);
        let mut terms: Vec<Term> = Vec::with_capacity(most / 2);
        for line in &profile.lines {
            let (looks, caused) = (line.looks, line.caused);
            for Token { key, worth, .. } in profile.words(line) {
                let term = self.term(&mut terms, *key);
                term.looks += looks;
                term.caused += caused;
                term.worth = term.worth.max(*worth);
            }
        }
        for (key, _) in &profile.errors {
            let term = self.term(&mut terms, *key);
            (term.looks, term.worth) = (2.0, 2.0);
        }
        for key in &profile.services {
            let term = self.term(&mut terms, *key);
            (term.looks, term.caused, term.worth) = (0.4, 0.2, 1.0);
        }
        terms
    }

    /// Makes room for so many keys of the next record.
    fn begin(&mut self, most: usize) {
        let room = (2 * most).next_power_of_two().max(64);
        self.record = self.record.wrapping_add(1);
        if self.slots.len() < room || self.record == 0 {
            self.slots = vec![(0, 0); room.max(self.slots.len())];
            self.record = 1;
        }
    }

    fn term<'t>(&mut self, terms: &'t mut Vec<Term>, key: u64) -> &'t mut Term {
        let last = self.slots.len() - 1;
        let mut slot = (key ^ (key >> 32)) as usize & last;
        loop {
            let (record, place) = self.slots[slot];
            if record != self.record {
                self.slots[slot] = (self.record, terms.len() as u32);
                terms.push(Term { key, looks: 0.0, caused: 0.0, worth: 0.0 });
                return terms.last_mut().expect("one was just added");
            }
            if terms[place as usize].key == key {
                return &mut terms[place as usize];
            }
            slot = (slot + 1) & last;
        }
    }
}
