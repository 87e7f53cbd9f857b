//! Which incidents mean nearly what a text means.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::ModelError;
use super::shelf::{Edition, Place, Shelf, Vector, Wanted};
use super::{Encoder, Purpose, fingerprint, stamp};
use crate::model::{Incident, Nearness};

/// The file of the vectors, in its folder.
const VECTORS: &str = "vectors";
/// Whoever writes it holds this.
const LOCK: &str = "lock";
/// How many windows are encoded before what is there is put on the disk, so that a run that is ended loses little.
const PORTION: usize = 1024;

/// A casebook that can be asked by meaning.
pub struct Recall {
    model: PathBuf,
    shelf: Shelf,
    encoder: Option<Encoder>,
    unkept: Option<String>,
}

impl Recall {
    /// Opens the vectors in `folder` where they are those of this model and of the records in the state that `records`
    /// tells; otherwise encodes what is missing, which can take minutes, and keeps it there. A folder that cannot be
    /// written, or none, gives vectors that are gone with this process.
    ///
    /// `load` reads the incidents where that is needed; `progress` hears how many windows are encoded, of how many.
    /// Several processes may do this at once: one encodes, the others wait for it.
    ///
    /// # Errors
    /// When the model cannot be used, and those of `load`.
    pub fn open_fresh<E: From<ModelError>>(
        folder: Option<&Path>,
        model: &Path,
        records: &[u8],
        load: impl FnOnce() -> Result<Vec<Incident>, E>,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Self, E> {
        let records = *blake3::hash(records).as_bytes();
        let stamp = stamp(model)?;
        let is_current = |shelf: &Shelf| shelf.edition.stamp == stamp && shelf.edition.records == Some(records);
        let path = folder.map(|folder| folder.join(VECTORS));
        let read = || path.as_deref().map(Shelf::read).unwrap_or_default();
        let opened = |shelf| Self { model: model.to_owned(), shelf, encoder: None, unkept: None };
        let shelf = read();
        if is_current(&shelf) {
            return Ok(opened(shelf));
        }
        let turn = folder.map(wait).transpose();
        // Another process may have done it in the meantime.
        let shelf = read();
        if is_current(&shelf) {
            return Ok(opened(shelf));
        }
        let mut recall = opened(shelf);
        recall.take_model(stamp)?;
        let kept = path.as_deref().filter(|_| turn.is_ok());
        let written = recall.encode_missing(&Wanted::of(&load()?), records, kept, progress)?;
        let refused = turn.map(|_| ()).and(written);
        recall.unkept = refused.err().map(|fault| fault.to_string());
        Ok(recall)
    }

    /// Why the vectors could not be kept, where a folder was named.
    pub fn unkept(&self) -> Option<&str> {
        self.unkept.as_deref()
    }

    /// How near each incident is to a text, in the order of the knowledge base.
    ///
    /// # Errors
    /// When the model cannot be used.
    pub fn nearness(&mut self, text: &str) -> Result<Vec<Nearness>, ModelError> {
        let vector = self.encoder()?.encode(&[text], Purpose::Query)?.concat();
        let vector = Vector::of(&vector);
        let nearest = |places: &Vec<Place>| {
            let near = |place| self.shelf.nearness(place, &vector);
            let Some((lead, windows)) = places.split_first() else { return Nearness { cosine: -1.0, section: 0 } };
            let whole = near(lead);
            let parts = windows.iter().map(|place| (near(place), place.section));
            let best = parts.reduce(|best, next| if next.0 > best.0 { next } else { best });
            let (part, section) = best.unwrap_or((whole, lead.section));
            Nearness { cosine: f32::midpoint(whole, part), section }
        };
        Ok(self.shelf.incidents.par_iter().map(nearest).collect())
    }

    /// How many incidents it knows.
    pub fn len(&self) -> usize {
        self.shelf.incidents.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.shelf.incidents.is_empty()
    }

    fn encoder(&mut self) -> Result<&Encoder, ModelError> {
        if self.encoder.is_none() {
            self.encoder = Some(Encoder::open(&self.model)?);
        }
        Ok(self.encoder.as_ref().expect("it was just opened"))
    }

    /// Keeps the vectors where they are those of this model, which may have moved or been touched.
    fn take_model(&mut self, stamp: Vec<u8>) -> Result<(), ModelError> {
        let model = fingerprint(&self.model)?;
        if self.shelf.edition.model != model {
            self.shelf = Shelf::default();
        }
        self.shelf.edition = Edition { model, stamp, records: None };
        Ok(())
    }

    /// Encodes what is missing; whether it could be written stands in the inner result.
    fn encode_missing(
        &mut self,
        wanted: &Wanted,
        records: [u8; 32],
        path: Option<&Path>,
        progress: &dyn Fn(usize, usize),
    ) -> Result<io::Result<()>, ModelError> {
        let missing = wanted.missing(&self.shelf);
        for (number, portion) in missing.chunks(PORTION).enumerate() {
            progress(number * PORTION, missing.len());
            let vectors = self.encoder()?.encode(portion, Purpose::Document)?;
            portion.iter().zip(vectors).for_each(|(text, vector)| self.shelf.add(text, &Vector::of(&vector)));
            if let Some(path) = path {
                // Where this fails, the last writing fails too, and is told.
                let _ = self.shelf.write(path);
            }
        }
        self.shelf.settle(wanted);
        self.shelf.edition.records = Some(records);
        Ok(path.map_or(Ok(()), |path| self.shelf.write(path)))
    }
}

/// Waits for the right to write; it lasts until the file is closed.
fn wait(folder: &Path) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    let lock = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
    lock.lock()?;
    Ok(lock)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::model::{IncidentId, OffsetMap, Passage, PassageKind, Role};
    use crate::source::{SourceFile, Span};

    fn tiny() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models/bert")
    }

    fn incidents(texts: &[&str]) -> Vec<Incident> {
        let incident = |(at, text): (usize, &&str)| {
            let file = SourceFile::new(format!("{at}.md"), "");
            let id = IncidentId::new(&format!("i{at}")).expect("it is an id");
            let mut incident = Incident::blank(id, file, Span::new(0, 0));
            let (kind, role, span) = (PassageKind::Paragraph, Role::Neutral, Span::new(0, 0));
            let (text, map) = ((*text).to_owned(), OffsetMap::default());
            incident.passages.push(Passage { kind, section: at as u32, role, text, span, map });
            incident
        };
        texts.iter().enumerate().map(incident).collect()
    }

    /// Opens the vectors of these texts; also how many windows had to be encoded.
    fn open(folder: &Path, records: &str, texts: &[&str]) -> (Recall, usize) {
        let encoded = RefCell::new(0);
        let progress = |_, all| *encoded.borrow_mut() = all;
        let load = || Ok::<_, ModelError>(incidents(texts));
        let recall = Recall::open_fresh(Some(folder), &tiny(), records.as_bytes(), load, &progress);
        (recall.expect("the model is whole"), encoded.into_inner())
    }

    const TEXTS: [&str; 3] = ["the pool ran dry", "the certificate expired", "the disk is full"];

    #[test]
    fn the_incident_that_says_the_same_is_the_nearest() {
        let folder = tempfile::tempdir().expect("there is room");
        let (mut recall, _) = open(folder.path(), "1", &TEXTS);
        for (at, text) in TEXTS.iter().enumerate() {
            let near = recall.nearness(text).expect("the model is whole");
            assert_eq!(near.len(), TEXTS.len());
            assert!((near[at].cosine - 1.0).abs() < 0.01, "{near:?}");
            assert_eq!(near[at].section, at as u32);
            let others = near.iter().enumerate().filter(|(other, _)| *other != at);
            assert!(others.map(|(_, other)| other.cosine).all(|cosine| cosine < near[at].cosine), "{near:?}");
        }
    }

    #[test]
    fn the_lead_counts_as_much_as_the_nearest_window() {
        let titled = |title: &str| {
            let mut incident = incidents(&["the disk is full"]).remove(0);
            title.clone_into(&mut incident.title.value);
            incident
        };
        let load =
            || Ok::<_, ModelError>(vec![titled("the pool ran dry"), titled("the certificate expired"), titled("")]);
        let mut recall = Recall::open_fresh(None, &tiny(), b"1", load, &|_, _| ()).expect("the model is whole");
        let near = |recall: &mut Recall, text: &str| -> Vec<f32> {
            recall.nearness(text).expect("the model is whole").iter().map(|near| near.cosine).collect()
        };
        let of_lead = near(&mut recall, "the pool ran dry the disk is full");
        let of_window = near(&mut recall, "the disk is full");
        // The third has its window for a lead.
        assert!((of_window[2] - 1.0).abs() < 0.01 && of_window[0] < of_window[2], "{of_window:?}");
        assert!((of_lead[0] - f32::midpoint(1.0, of_lead[2])).abs() < 0.01, "{of_lead:?}");
        assert!(of_lead[0] > of_lead[1] && of_lead[0] > of_lead[2], "{of_lead:?}");
    }

    #[test]
    fn only_new_words_are_encoded() {
        let folder = tempfile::tempdir().expect("there is room");
        assert_eq!(open(folder.path(), "1", &TEXTS).1, 3);
        assert_eq!(open(folder.path(), "1", &TEXTS).1, 0);
        assert_eq!(open(folder.path(), "2", &["the queue", TEXTS[2], TEXTS[0]]).1, 1);
        // What was gone for a while is still there.
        assert_eq!(open(folder.path(), "3", &TEXTS).1, 0);
        let (mut recall, _) = open(folder.path(), "4", &[TEXTS[2]]);
        let near = recall.nearness(TEXTS[2]).expect("the model is whole");
        assert!(near.len() == 1 && near[0].cosine > 0.99, "{near:?}");
    }

    #[test]
    fn an_open_file_of_vectors_needs_no_records() {
        let folder = tempfile::tempdir().expect("there is room");
        open(folder.path(), "1", &TEXTS);
        let load = || -> Result<Vec<Incident>, ModelError> { panic!("nothing changed") };
        let recall = Recall::open_fresh(Some(folder.path()), &tiny(), b"1", load, &|_, _| ());
        assert_eq!(recall.expect("the model is whole").len(), 3);
    }

    #[test]
    fn damaged_vectors_are_made_anew() {
        let folder = tempfile::tempdir().expect("there is room");
        let (mut recall, _) = open(folder.path(), "1", &TEXTS);
        let right = recall.nearness("the pool").expect("the model is whole");
        let path = folder.path().join(VECTORS);
        let whole = fs::read(&path).expect("it was written");
        for at in (0..whole.len()).step_by(29) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            for bytes in [&damaged[..], &whole[..at]] {
                fs::write(&path, bytes).expect("there is room");
                assert_eq!(Shelf::read(&path), Shelf::default(), "byte {at}");
            }
        }
        fs::write(&path, &whole[..whole.len() / 2]).expect("there is room");
        let (mut recall, encoded) = open(folder.path(), "1", &TEXTS);
        assert_eq!(encoded, 3);
        assert_eq!(recall.nearness("the pool").expect("the model is whole"), right);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told_and_the_answers_are_the_same() {
        let folder = tempfile::tempdir().expect("there is room");
        let file = folder.path().join("file");
        fs::write(&file, "").expect("there is room");
        let (mut recall, _) = open(&file, "1", &TEXTS);
        assert!(recall.unkept().is_some());
        assert!(recall.nearness(TEXTS[1]).expect("the model is whole")[1].cosine > 0.99);
    }

    #[test]
    fn several_at_once_get_the_same() {
        let folder = tempfile::tempdir().expect("there is room");
        let all: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| open(folder.path(), "1", &TEXTS).1)).collect();
            threads.into_iter().map(|thread| thread.join().expect("it does not panic")).collect()
        });
        assert_eq!(all.iter().sum::<usize>(), 3, "one encodes, the others wait: {all:?}");
    }
}
