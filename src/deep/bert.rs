//! The arithmetic of a BERT-style encoder (Devlin et al. 2019): tokens to states, layer by layer.

use std::ops::Range;

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut2, Axis, Slice};
use rayon::prelude::*;

use super::error::ModelError;
use super::folder::ModelFolder;
use super::math::{gelu, gelu_tanh, layer_norm, softmax};
use super::setup::{Activation, Setup};
use super::weights::Weights;

const WORDS: &str = "embeddings.word_embeddings.weight";
const POSITIONS: &str = "embeddings.position_embeddings.weight";
const TYPES: &str = "embeddings.token_type_embeddings.weight";

/// A model's weights. Those of the words stay in the file, of which a text needs a few rows.
pub(super) struct Bert {
    setup: Setup,
    weights: Weights,
    /// Rows for the places that are read, with the kind of text already added.
    positions: Array2<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

/// A product and a sum: as many rows as come out, as many columns as go in.
struct Linear {
    weight: Array2<f32>,
    bias: Array1<f32>,
}

struct Norm {
    weight: Array1<f32>,
    bias: Array1<f32>,
}

struct Layer {
    /// Queries, keys and values, one below the other.
    attention: Linear,
    attention_output: Linear,
    attention_norm: Norm,
    inner: Linear,
    output: Linear,
    output_norm: Norm,
}

impl Bert {
    pub(super) fn read(folder: &ModelFolder, setup: &Setup) -> Result<Self, ModelError> {
        let weights = Weights::open(folder)?;
        let width = setup.width;
        weights.rows(WORDS, width)?;
        let rows = weights.rows(POSITIONS, width)?;
        let positions = weights.matrix(POSITIONS, rows, width)?;
        let length = setup.length.min(rows.saturating_sub(setup.first_position));
        let mut positions =
            positions.slice_axis(Axis(0), Slice::from(setup.first_position..setup.first_position + length)).to_owned();
        // All tokens are of the first kind: there is no second text.
        positions += &Array1::from(weights.row(TYPES, 0, width)?);
        let norm = Norm::read(&weights, "embeddings.LayerNorm", width)?;
        let layers = (0..setup.layers).into_par_iter().map(|number| Layer::read(&weights, setup, number));
        let layers = layers.collect::<Result<_, _>>()?;
        Ok(Self { setup: setup.clone(), weights, positions, norm, layers })
    }

    /// The states of all tokens of some texts behind the last layer: a row for each token, text behind text, and which
    /// rows are whose. Texts do not see each other; they are taken together because large products cost less.
    pub(super) fn states(&self, texts: &[Vec<u32>]) -> Result<(Array2<f32>, Vec<Range<usize>>), ModelError> {
        let (width, longest) = (self.setup.width, self.positions.nrows());
        let mut rows = Vec::with_capacity(texts.len());
        let mut count = 0;
        for text in texts {
            rows.push(count..count + text.len().min(longest));
            count += text.len().min(longest);
        }
        let mut states = Array2::zeros((count, width));
        for (text, rows) in texts.iter().zip(&rows) {
            let mut own = states.slice_axis_mut(Axis(0), Slice::from(rows.clone()));
            own.assign(&self.positions.slice_axis(Axis(0), Slice::from(..rows.len())));
            for (mut state, id) in own.rows_mut().into_iter().zip(text) {
                let word = self.weights.row(WORDS, *id as usize, width)?;
                state.iter_mut().zip(word).for_each(|(state, word)| *state += word);
            }
        }
        layer_norm(states.view_mut(), &self.norm.weight, &self.norm.bias, self.setup.epsilon);
        for layer in &self.layers {
            layer.advance(&mut states, &rows, &self.setup);
        }
        Ok((states, rows))
    }
}

impl Layer {
    fn read(weights: &Weights, setup: &Setup, number: usize) -> Result<Self, ModelError> {
        let (width, inner) = (setup.width, setup.inner);
        let linear =
            |name: &str, rows, columns| Linear::read(weights, &format!("encoder.layer.{number}.{name}"), rows, columns);
        let norm = |name: &str| Norm::read(weights, &format!("encoder.layer.{number}.{name}"), width);
        let parts = ["query", "key", "value"].map(|part| linear(&format!("attention.self.{part}"), width, width));
        let [query, key, value] = parts;
        Ok(Self {
            attention: Linear::stacked(&[query?, key?, value?]),
            attention_output: linear("attention.output.dense", width, width)?,
            attention_norm: norm("attention.output.LayerNorm")?,
            inner: linear("intermediate.dense", inner, width)?,
            output: linear("output.dense", width, inner)?,
            output_norm: norm("output.LayerNorm")?,
        })
    }

    fn advance(&self, states: &mut Array2<f32>, texts: &[Range<usize>], setup: &Setup) {
        let mixed = self.attention.apply(states.view());
        let mut attended = Array2::zeros(states.raw_dim());
        for rows in texts {
            let rows = Slice::from(rows.clone());
            attend(mixed.slice_axis(Axis(0), rows), attended.slice_axis_mut(Axis(0), rows), setup);
        }
        *states += &self.attention_output.apply(attended.view());
        layer_norm(states.view_mut(), &self.attention_norm.weight, &self.attention_norm.bias, setup.epsilon);
        let mut inner = self.inner.apply(states.view());
        match setup.activation {
            Activation::Gelu => inner.mapv_inplace(gelu),
            Activation::GeluTanh => inner.mapv_inplace(gelu_tanh),
            Activation::Relu => inner.mapv_inplace(|x| x.max(0.0)),
        }
        *states += &self.output.apply(inner.view());
        layer_norm(states.view_mut(), &self.output_norm.weight, &self.output_norm.bias, setup.epsilon);
    }
}

/// Lets every token of a text look at every other, head by head; `mixed` holds queries, keys and values side by side.
fn attend(mixed: ArrayView2<'_, f32>, mut attended: ArrayViewMut2<'_, f32>, setup: &Setup) {
    let (count, size) = (mixed.nrows(), setup.width / setup.heads);
    let scale = 1.0 / (size as f32).sqrt();
    let mut shares = Array2::zeros((count, count));
    for head in 0..setup.heads {
        let part = |which: usize| {
            let from = which * setup.width + head * size;
            mixed.slice_axis(Axis(1), Slice::from(from..from + size))
        };
        general_mat_mul(1.0, &part(0), &part(1).t(), 0.0, &mut shares);
        softmax(shares.view_mut(), scale);
        let mut target = attended.slice_axis_mut(Axis(1), Slice::from(head * size..(head + 1) * size));
        general_mat_mul(1.0, &shares, &part(2), 0.0, &mut target);
    }
}

impl Linear {
    fn read(weights: &Weights, name: &str, rows: usize, columns: usize) -> Result<Self, ModelError> {
        let weight = weights.matrix(&format!("{name}.weight"), rows, columns)?;
        Ok(Self { weight, bias: weights.vector(&format!("{name}.bias"), rows)? })
    }

    fn stacked(parts: &[Self]) -> Self {
        let weights: Vec<_> = parts.iter().map(|part| part.weight.view()).collect();
        let biases: Vec<_> = parts.iter().map(|part| part.bias.view()).collect();
        let same = "all have as many columns";
        Self {
            weight: ndarray::concatenate(Axis(0), &weights).expect(same),
            bias: ndarray::concatenate(Axis(0), &biases).expect(same),
        }
    }

    fn apply(&self, states: ArrayView2<'_, f32>) -> Array2<f32> {
        let shape = (states.nrows(), self.weight.nrows());
        let mut result = self.bias.broadcast(shape).expect("a row can stand for each").to_owned();
        general_mat_mul(1.0, &states, &self.weight.t(), 1.0, &mut result);
        result
    }
}

impl Norm {
    fn read(weights: &Weights, name: &str, width: usize) -> Result<Self, ModelError> {
        let weight = weights.vector(&format!("{name}.weight"), width)?;
        Ok(Self { weight, bias: weights.vector(&format!("{name}.bias"), width)? })
    }
}
