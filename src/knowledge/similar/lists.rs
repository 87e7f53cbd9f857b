//! Inverted lists: for each word the records that have it, so that neighbours are found without trying all pairs.
//!
//! A query reads the lists of its rarest words first, of each list the records in which the word weighs most, and stops
//! when it has read its share; the best of what it met are then compared in full. A casebook of twice the records costs
//! twice the time.

use super::weigh::{Entry, Vector, Vocabulary};

/// How much of one list is read.
const MOST_OF_LIST: usize = 192;

/// How much of all lists is read for one record.
const MOST_READ: usize = 3_072;

/// How many of those met are compared in full.
const MOST_COMPARED: usize = 24;

/// The vectors of all records on one axis, with the lists of their words.
#[derive(Debug, Default)]
pub struct Lists {
    /// Each record's vector, ordered by word.
    pub vectors: Vec<Vector>,
    /// Where each word's list starts in `entries`.
    starts: Vec<u32>,
    /// The records of each word, those in which it weighs most first.
    entries: Vec<Entry>,
}

/// What a search uses again and again.
#[derive(Debug, Default)]
pub struct Scratch {
    scores: Vec<f32>,
    met: Vec<u32>,
}

impl Lists {
    /// Turns vectors into lists.
    pub fn new(vectors: Vec<Vector>, vocabulary: &Vocabulary) -> Self {
        let mut counts = vec![0_u32; vocabulary.len() + 1];
        for (word, _) in vectors.iter().flat_map(|vector| &vector.words) {
            counts[*word as usize] += 1;
        }
        let mut starts = Vec::with_capacity(counts.len() + 1);
        let mut start = 0;
        for count in &counts {
            starts.push(start);
            start += count;
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); start as usize];
        for (record, vector) in vectors.iter().enumerate() {
            for (word, weight) in &vector.words {
                let place = &mut next[*word as usize];
                entries[*place as usize] = (record as u32, *weight);
                *place += 1;
            }
        }
        starts.push(start);
        for range in starts.windows(2) {
            let list = &mut entries[range[0] as usize..range[1] as usize];
            list.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        Self { vectors, starts, entries }
    }

    fn list(&self, word: u32) -> &[Entry] {
        let word = word as usize;
        match (self.starts.get(word), self.starts.get(word + 1)) {
            (Some(&from), Some(&to)) => &self.entries[from as usize..to as usize],
            _ => &[],
        }
    }

    /// The records that are read of a word's list.
    pub fn read_of(&self, word: u32) -> &[Entry] {
        let list = self.list(word);
        list.get(..MOST_OF_LIST).unwrap_or(list)
    }

    /// The records most like `query` among those that `may` stand beside it, as far as the lists tell: at most 24, each
    /// with its cosine, best first.
    pub fn nearest(&self, query: &Vector, may: &impl Fn(usize) -> bool, scratch: &mut Scratch) -> Vec<(usize, f32)> {
        self.meet(query, may, scratch);
        let mut met: Vec<Entry> =
            scratch.met.iter().map(|record| (*record, scratch.scores[*record as usize])).collect();
        if met.len() > MOST_COMPARED {
            met.select_nth_unstable_by(MOST_COMPARED, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            met.truncate(MOST_COMPARED);
        }
        let full = |(record, _): Entry| (record as usize, query.likeness(&self.vectors[record as usize]));
        let mut nearest: Vec<(usize, f32)> = met.into_iter().map(full).collect();
        nearest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        nearest
    }

    /// At which place `record` comes among all that `may` stand beside a query, from 1; `None` where no word leads to
    /// it.
    pub fn rank(
        &self,
        query: &Vector,
        record: usize,
        may: &impl Fn(usize) -> bool,
        scratch: &mut Scratch,
    ) -> Option<usize> {
        let own = query.likeness(self.vectors.get(record)?);
        self.meet(query, may, scratch);
        let better = |other: &&u32| query.likeness(&self.vectors[**other as usize]) > own;
        (own > 0.0).then(|| scratch.met.iter().filter(better).count() + 1)
    }

    fn meet(&self, query: &Vector, may: &impl Fn(usize) -> bool, scratch: &mut Scratch) {
        scratch.scores.resize(self.vectors.len(), 0.0);
        scratch.met.drain(..).for_each(|record| scratch.scores[record as usize] = 0.0);
        let mut read = 0;
        // The rarest words come first.
        for (word, weight) in &query.words {
            for (record, other) in self.read_of(*word) {
                if !may(*record as usize) {
                    continue;
                }
                let score = &mut scratch.scores[*record as usize];
                if *score == 0.0 {
                    scratch.met.push(*record);
                }
                *score += weight * other;
                read += 1;
            }
            if read >= MOST_READ {
                break;
            }
        }
    }
}

/// The words of a query whose lists are read, and perhaps some more: who asks is passed over in their lists. `counted`
/// tells how many records of what is read of a word's list may stand beside any query.
pub fn words_read(query: &Vector, counted: impl Fn(u32) -> usize) -> impl Iterator<Item = u32> {
    let mut read = 0;
    query.words.iter().map(|(word, _)| *word).take_while(move |word| {
        let goes_on = read < MOST_READ;
        read += counted(*word).saturating_sub(1);
        goes_on
    })
}
