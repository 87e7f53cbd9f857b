//! The sentence encoder: texts to vectors that lie near each other where the texts mean nearly the same; the home of
//! `ndarray` and `tokenizers`.
//!
//! [`Encoder::open`] reads a local model folder of the BERT family, as sentence encoders are handed on: `config.json`,
//! `tokenizer.json`, `model.safetensors`, and where they are there the files that tell how vectors are pooled and how
//! texts are introduced. [`Encoder::encode`] runs it, in plain Rust on the processor. Nothing is ever fetched.
//!
//! `docs/decisions/` says why the arithmetic is our own. What is done with the vectors is left to those above.

mod bert;
mod error;
mod folder;
mod math;
mod recall;
mod setup;
mod shelf;
#[cfg(test)]
mod tests;
mod tokens;
mod weights;

use std::path::Path;

pub use error::ModelError;
pub use recall::Recall;

use ndarray::{ArrayView2, Axis, Slice};
use rayon::prelude::*;

use bert::Bert;
use folder::ModelFolder;
use setup::{Pooling, Setup};
use tokens::Tokens;

/// How many tokens are worked on at once: enough for products that are worth it, few enough for a processor's cache.
const BATCH: usize = 512;

/// What a text is to the encoder; some models want the two introduced with words of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It is looked for.
    Query,
    /// It is found.
    Document,
}

/// A model, ready to encode.
pub struct Encoder {
    setup: Setup,
    tokens: Tokens,
    bert: Bert,
}

impl Encoder {
    /// Opens the model in a folder.
    ///
    /// # Errors
    /// When a file is missing or cannot be read, or the model is of a kind that is not known here; the error names the
    /// file and what is wrong with it.
    pub fn open(folder: &Path) -> Result<Self, ModelError> {
        let folder = ModelFolder::open(folder)?;
        let setup = Setup::read(&folder)?;
        // The vocabulary and the weights take about as long.
        let (tokens, bert) = rayon::join(|| Tokens::read(&folder, &setup), || Bert::read(&folder, &setup));
        Ok(Self { tokens: tokens?, bert: bert?, setup })
    }

    /// How many numbers a vector has.
    pub fn dimensions(&self) -> usize {
        self.setup.width
    }

    /// The vectors of texts, in their order, each of length 1. What is longer than the model reads is cut off; a text
    /// without words has a vector too. A vector does not depend on the texts beside it.
    ///
    /// # Errors
    /// When the file of the weights changed since the model was opened, or lacks rows for words of the vocabulary.
    pub fn encode(&self, texts: &[&str], purpose: Purpose) -> Result<Vec<Vec<f32>>, ModelError> {
        let tokens = texts.iter().map(|text| self.tokens.ids(text, purpose)).collect::<Result<Vec<_>, _>>()?;
        let batches = batches(&tokens).into_par_iter().map(|batch| {
            let (states, texts) = self.bert.states(batch)?;
            Ok(texts
                .into_iter()
                .map(|rows| self.pool(states.slice_axis(Axis(0), Slice::from(rows))))
                .collect::<Vec<_>>())
        });
        Ok(batches.collect::<Result<Vec<_>, ModelError>>()?.concat())
    }

    fn pool(&self, states: ArrayView2<'_, f32>) -> Vec<f32> {
        let mut vector = match self.setup.pooling {
            Pooling::Mean => math::column_means(states),
            Pooling::First => states.row(0).to_vec(),
            Pooling::Max => math::column_maxima(states),
        };
        math::normalize(&mut vector);
        vector
    }
}

/// Texts in runs of about [`BATCH`] tokens.
fn batches(mut texts: &[Vec<u32>]) -> Vec<&[Vec<u32>]> {
    let mut batches = Vec::new();
    while !texts.is_empty() {
        let mut tokens = 0;
        let fitting = texts.iter().take_while(|text| {
            tokens += text.len();
            tokens <= BATCH
        });
        let (batch, rest) = texts.split_at(fitting.count().max(1));
        batches.push(batch);
        texts = rest;
    }
    batches
}

/// The hash of everything in a model folder that its vectors depend on, as hexadecimal digits.
///
/// # Errors
/// When a file is missing or cannot be read.
pub fn fingerprint(folder: &Path) -> Result<String, ModelError> {
    ModelFolder::open(folder)?.fingerprint()
}

/// What tells without reading it whether a model folder changed: names, sizes and times of its files.
///
/// # Errors
/// When a file is missing or cannot be read.
pub fn stamp(folder: &Path) -> Result<Vec<u8>, ModelError> {
    ModelFolder::open(folder)?.stamp()
}
