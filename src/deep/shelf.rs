//! The vectors of a casebook's windows, kept between runs in one file.
//!
//! A window's vector is found again by the hash of its words, so that a new record costs its own windows alone. The
//! file names the model it was made with, says of which state of the records it is the whole, and ends with a hash of
//! itself: one of another model, or one that is damaged, is made anew. It is written beside the old one and swapped in.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::model::{Incident, Window, lead, windows};

/// The first bytes of the file; another number for another format.
const FORMAT: &[u8; 20] = b"casebook vectors 2\r\n";
/// The length of a BLAKE3 hash.
const HASH: usize = 32;
/// How much of the hash of a window's words is kept: enough that no two of a casebook share it.
const KEY: usize = 16;

/// What a window's words hash to.
type Key = [u8; KEY];

/// Which model, and which state of the records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Edition {
    /// The hash of the model.
    pub model: String,
    /// What the model's folder looked like from outside.
    pub stamp: Vec<u8>,
    /// The hash of what the records looked like from outside; `None` while vectors are missing.
    pub records: Option<[u8; HASH]>,
}

/// A vector with its numbers as steps of `step`: a quarter of the room, and no other order among answers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Vector {
    pub step: f32,
    pub steps: Vec<i8>,
}

/// Where a window stands, and the row of its vector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub row: u32,
    pub section: u32,
}

/// Vectors, and whose they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shelf {
    pub edition: Edition,
    pub dimensions: usize,
    /// The lead and the windows of each incident, in the order of the knowledge base.
    pub incidents: Vec<Vec<Place>>,
    keys: Vec<Key>,
    steps: Vec<f32>,
    /// All vectors, one behind the other.
    numbers: Vec<i8>,
}

/// What a shelf lacks for all incidents to have their vectors.
pub(super) struct Wanted {
    incidents: Vec<Vec<(Key, Window)>>,
}

impl Wanted {
    pub(super) fn of(incidents: &[Incident]) -> Self {
        // Whatever has a window has a lead.
        let all = |incident| lead(incident).into_iter().chain(windows(incident));
        let keyed = |window: Window| (key(&window.text), window);
        Self { incidents: incidents.iter().map(|incident| all(incident).map(keyed).collect()).collect() }
    }

    /// The different texts that the shelf has no vector for, in order.
    pub(super) fn missing<'a>(&'a self, shelf: &Shelf) -> Vec<&'a str> {
        let mut known: std::collections::HashSet<Key> = shelf.keys.iter().copied().collect();
        let all = self.incidents.iter().flatten();
        all.filter(|(key, _)| known.insert(*key)).map(|(_, window)| window.text.as_str()).collect()
    }
}

impl Shelf {
    /// The shelf in a file; an empty one where there is none, or none that is sound.
    pub(super) fn read(path: &Path) -> Self {
        fs::read(path).ok().and_then(|bytes| Self::from_bytes(&bytes)).unwrap_or_default()
    }

    /// Writes the file beside the old one and swaps it in.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let next = path.with_extension("next");
        let mut file = fs::File::create(&next)?;
        file.write_all(&self.to_bytes())?;
        drop(file);
        fs::rename(next, path)
    }

    pub(super) fn add(&mut self, text: &str, vector: &Vector) {
        self.dimensions = vector.steps.len();
        self.keys.push(key(text));
        self.steps.push(vector.step);
        self.numbers.extend_from_slice(&vector.steps);
    }

    /// Makes it the shelf of these incidents: their windows' vectors, and no more of the others than as many again.
    pub(super) fn settle(&mut self, wanted: &Wanted) {
        let rows: HashMap<Key, usize> = self.keys.iter().enumerate().map(|(row, key)| (*key, row)).collect();
        let mut used: Vec<usize> =
            wanted.incidents.iter().flatten().filter_map(|(key, _)| rows.get(key).copied()).collect();
        used.sort_unstable();
        used.dedup();
        let is_used = |row: &usize| used.binary_search(row).is_ok();
        // The newest of those that no record has any more: a branch may bring them back.
        let spare: Vec<usize> = (0..self.keys.len()).rev().filter(|row| !is_used(row)).take(used.len()).collect();
        let mut kept = used;
        kept.extend(spare);
        kept.sort_unstable();
        self.numbers = kept.iter().flat_map(|row| self.row(*row).to_vec()).collect();
        self.keys = kept.iter().map(|row| self.keys[*row]).collect();
        self.steps = kept.iter().map(|row| self.steps[*row]).collect();
        let rows: HashMap<Key, u32> = self.keys.iter().zip(0..).map(|(key, row)| (*key, row)).collect();
        let place = |(key, window): &(Key, Window)| {
            let row = *rows.get(key)?;
            Some(Place { row, section: window.section })
        };
        self.incidents = wanted.incidents.iter().map(|windows| windows.iter().filter_map(place).collect()).collect();
    }

    /// How near a place's window is to a vector of length 1: the cosine.
    pub(super) fn nearness(&self, place: &Place, vector: &Vector) -> f32 {
        let row = place.row as usize;
        let products = self.row(row).iter().zip(&vector.steps).map(|(a, b)| i32::from(*a) * i32::from(*b));
        products.sum::<i32>() as f32 * self.steps[row] * vector.step
    }

    fn row(&self, row: usize) -> &[i8] {
        &self.numbers[row * self.dimensions..(row + 1) * self.dimensions]
    }
}

impl Vector {
    /// The steps that are nearest to the numbers.
    pub(super) fn of(numbers: &[f32]) -> Self {
        let most = numbers.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
        let step = most / 127.0;
        let steps = numbers.iter().map(|x| if step > 0.0 { (x / step).round() as i8 } else { 0 }).collect();
        Self { step, steps }
    }
}

fn key(text: &str) -> Key {
    let hash = blake3::hash(text.as_bytes());
    *hash.as_bytes().first_chunk().expect("a hash is longer")
}

/// The file.
impl Shelf {
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = FORMAT.to_vec();
        let count = |bytes: &mut Vec<u8>, count: usize| bytes.extend((count as u32).to_le_bytes());
        count(&mut bytes, self.edition.model.len());
        bytes.extend(self.edition.model.bytes());
        count(&mut bytes, self.edition.stamp.len());
        bytes.extend(&self.edition.stamp);
        bytes.push(u8::from(self.edition.records.is_some()));
        bytes.extend(self.edition.records.unwrap_or_default());
        count(&mut bytes, self.dimensions);
        count(&mut bytes, self.incidents.len());
        for places in &self.incidents {
            count(&mut bytes, places.len());
            for place in places {
                let numbers = [place.row, place.section];
                bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
            }
        }
        count(&mut bytes, self.keys.len());
        bytes.extend(self.keys.iter().flatten());
        bytes.extend(self.steps.iter().flat_map(|step| step.to_le_bytes()));
        bytes.extend(self.numbers.iter().map(|number| number.cast_unsigned()));
        let hash = blake3::hash(&bytes);
        bytes.extend(hash.as_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (body, hash) = bytes.split_last_chunk::<HASH>()?;
        if blake3::hash(body).as_bytes() != hash {
            return None;
        }
        let mut rest = Rest(body.strip_prefix(FORMAT)?);
        let length = rest.count()?;
        let model = std::str::from_utf8(rest.take(length)?).ok()?.to_owned();
        let length = rest.count()?;
        let stamp = rest.take(length)?.to_vec();
        let is_whole = rest.take(1)? == [1];
        let records = *rest.take(HASH)?.first_chunk()?;
        let dimensions = rest.count()?;
        let mut incidents = Vec::new();
        for _ in 0..rest.count()? {
            let count = rest.count()?;
            let places = (0..count).map(|_| {
                let (row, section) = (rest.number()?, rest.number()?);
                Some(Place { row, section })
            });
            incidents.push(places.collect::<Option<Vec<_>>>()?);
        }
        let rows = rest.count()?;
        let keys = rest.take(rows.checked_mul(KEY)?)?.as_chunks::<KEY>().0.to_vec();
        let steps =
            rest.take(rows.checked_mul(4)?)?.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
        let numbers = rest.take(rows.checked_mul(dimensions)?)?.iter().map(|byte| byte.cast_signed()).collect();
        let sound = incidents.iter().flatten().all(|place: &Place| (place.row as usize) < rows);
        let edition = Edition { model, stamp, records: is_whole.then_some(records) };
        sound.then_some(Self { edition, dimensions, incidents, keys, steps, numbers })
    }
}

/// What is still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(*self.take(4)?.first_chunk()?))
    }

    fn count(&mut self) -> Option<usize> {
        self.number().map(|number| number as usize)
    }
}
