//! `model.safetensors`: named tensors, read where and when they are needed.
//!
//! The format: eight bytes with the length of a header, a JSON object that names each tensor's type, shape and place,
//! then the bytes. Nothing in the header is trusted.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use ndarray::{Array1, Array2};
use serde::Deserialize;

use super::error::ModelError;
use super::folder::{self, ModelFolder};

/// No header of a model is longer.
const LONGEST_HEADER: u64 = 16 << 20;

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    Single,
    Half,
    Brain,
}

impl Number {
    fn bytes(self) -> usize {
        if self == Number::Single { 4 } else { 2 }
    }
}

#[derive(Clone, Debug, Deserialize)]
struct Tensor {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: (u64, u64),
}

/// A file of tensors, open.
pub(super) struct Weights {
    path: PathBuf,
    file: Mutex<File>,
    tensors: BTreeMap<String, Tensor>,
    /// Where the bytes start in the file.
    start: u64,
}

impl Weights {
    pub(super) fn open(folder: &ModelFolder) -> Result<Self, ModelError> {
        let path = folder.path(folder::WEIGHTS);
        let unreadable = |source: io::Error| folder.unreadable(folder::WEIGHTS, source);
        let mut file = File::open(&path).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        let mut length = [0; 8];
        let cut = || folder.unusable(folder::WEIGHTS, "it is cut short");
        file.read_exact(&mut length).map_err(|_| cut())?;
        let length = u64::from_le_bytes(length);
        if length > LONGEST_HEADER || length + 8 > size {
            return Err(cut());
        }
        let mut header = vec![0; length as usize];
        file.read_exact(&mut header).map_err(unreadable)?;
        let foreign =
            |fault| folder.unusable(folder::WEIGHTS, format!("its header is not one of safetensors: {fault}"));
        let header: BTreeMap<String, serde_json::Value> = serde_json::from_slice(&header).map_err(foreign)?;
        let mut tensors = BTreeMap::new();
        for (name, value) in header.into_iter().filter(|(name, _)| name != "__metadata__") {
            let tensor: Tensor = serde_json::from_value(value).map_err(foreign)?;
            if tensor.data_offsets.0 > tensor.data_offsets.1 || tensor.data_offsets.1 > size - length - 8 {
                return Err(cut());
            }
            tensors.insert(plain(&name).into_owned(), tensor);
        }
        Ok(Self { path, file: Mutex::new(file), tensors, start: length + 8 })
    }

    /// A vector of `length` numbers.
    pub(super) fn vector(&self, name: &str, length: usize) -> Result<Array1<f32>, ModelError> {
        let (tensor, number) = self.tensor(name, &[length])?;
        self.numbers(tensor, number, 0, length).map(Array1::from)
    }

    /// A matrix, row by row.
    pub(super) fn matrix(&self, name: &str, rows: usize, columns: usize) -> Result<Array2<f32>, ModelError> {
        let (tensor, number) = self.tensor(name, &[rows, columns])?;
        let numbers = self.numbers(tensor, number, 0, rows * columns)?;
        Ok(Array2::from_shape_vec((rows, columns), numbers).expect("as many were read as the shape needs"))
    }

    /// How many rows of `columns` numbers a tensor has.
    pub(super) fn rows(&self, name: &str, columns: usize) -> Result<usize, ModelError> {
        let rows = self.tensors.get(name).and_then(|tensor| tensor.shape.first().copied()).unwrap_or_default();
        self.tensor(name, &[rows, columns]).map(|_| rows)
    }

    /// One row of a matrix that has more rows than are worth being kept in memory.
    pub(super) fn row(&self, name: &str, row: usize, columns: usize) -> Result<Vec<f32>, ModelError> {
        let rows = self.rows(name, columns)?;
        if row >= rows {
            return Err(
                self.fault(format!("`{name}` has {rows} rows, and none for the token {row} of `tokenizer.json`"))
            );
        }
        let (tensor, number) = self.tensor(name, &[rows, columns])?;
        self.numbers(tensor, number, row * columns, columns)
    }

    /// The tensor of that name, where it has that shape.
    fn tensor(&self, name: &str, shape: &[usize]) -> Result<(&Tensor, Number), ModelError> {
        let tensor = self.tensors.get(name).ok_or_else(|| self.fault(format!("it has no tensor `{name}`")))?;
        let number = match tensor.dtype.as_str() {
            "F32" => Number::Single,
            "F16" => Number::Half,
            "BF16" => Number::Brain,
            other => {
                return Err(
                    self.fault(format!("`{name}` holds numbers of the type `{other}`, not `F32`, `F16` or `BF16`"))
                );
            }
        };
        let bytes = shape.iter().try_fold(number.bytes(), |product, size| product.checked_mul(*size));
        let (from, to) = tensor.data_offsets;
        if tensor.shape != shape || bytes.map(|bytes| bytes as u64) != Some(to - from) {
            return Err(
                self.fault(format!("`{name}` has the shape {:?}, not {shape:?} as `config.json` says", tensor.shape))
            );
        }
        Ok((tensor, number))
    }

    fn numbers(&self, tensor: &Tensor, number: Number, from: usize, count: usize) -> Result<Vec<f32>, ModelError> {
        let mut bytes = vec![0; count * number.bytes()];
        let at = self.start + tensor.data_offsets.0 + (from * number.bytes()) as u64;
        self.read(at, &mut bytes).map_err(|source| ModelError::Unreadable { path: self.path.clone(), source })?;
        Ok(match number {
            Number::Single => bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(),
            Number::Half => bytes.as_chunks::<2>().0.iter().map(|bytes| half(u16::from_le_bytes(*bytes))).collect(),
            Number::Brain => {
                let wide = |bytes: &[u8; 2]| f32::from_bits(u32::from(u16::from_le_bytes(*bytes)) << 16);
                bytes.as_chunks::<2>().0.iter().map(wide).collect()
            }
        })
    }

    fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        // A thread that panicked here left nothing half done: the place is set before each reading.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(bytes)
    }

    fn fault(&self, fault: String) -> ModelError {
        ModelError::Unusable { path: self.path.clone(), fault }
    }
}

/// A tensor's name without that of the model around it, and with today's words for a norm's two vectors.
fn plain(name: &str) -> std::borrow::Cow<'_, str> {
    let start = ["embeddings.", "encoder."].iter().filter_map(|part| name.find(part)).min().unwrap_or(0);
    let (_, name) = name.split_at(start);
    match name.rsplit_once('.') {
        Some((norm, "gamma")) => format!("{norm}.weight").into(),
        Some((norm, "beta")) => format!("{norm}.bias").into(),
        _ => name.into(),
    }
}

/// A number of IEEE 754's binary16.
fn half(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let fraction = f32::from(bits & 0x3ff);
    let size = match (bits >> 10) & 0x1f {
        0 => fraction * 2.0_f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        exponent => (1.0 + fraction / 1024.0) * 2.0_f32.powi(i32::from(exponent) - 15),
    };
    sign * size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_numbers_are_read() {
        let cases = [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333_251_95),
            (0x7bff, 65504.0),
            (0x0001, 5.960_464_5e-8),
            (0x7c00, f32::INFINITY),
        ];
        for (bits, number) in cases {
            assert_eq!(half(bits).to_bits(), f32::to_bits(number), "{bits:#x}");
        }
        assert!(half(0x7e00).is_nan());
    }

    #[test]
    fn names_are_told_without_the_model_around_them() {
        assert_eq!(plain("bert.encoder.layer.0.output.LayerNorm.gamma"), "encoder.layer.0.output.LayerNorm.weight");
        assert_eq!(plain("embeddings.LayerNorm.beta"), "embeddings.LayerNorm.bias");
        assert_eq!(plain("roberta.embeddings.word_embeddings.weight"), "embeddings.word_embeddings.weight");
        assert_eq!(plain("pooler.dense.weight"), "pooler.dense.weight");
    }
}
