//! From words to the numbers that a model knows them by.

use std::fs;

use tokenizers::{Tokenizer, TruncationParams};

use super::Purpose;
use super::error::ModelError;
use super::folder::{self, ModelFolder};
use super::setup::Setup;

/// How much of a text is looked at, in bytes for each token that the model reads; the rest would be cut off anyway.
const BYTES_A_TOKEN: usize = 64;

/// A model's vocabulary.
pub(super) struct Tokens {
    tokenizer: Tokenizer,
    length: usize,
    query_prompt: String,
    document_prompt: String,
    fault: ModelErrorPlace,
}

/// Which file to blame where a text cannot be cut into tokens.
struct ModelErrorPlace(std::path::PathBuf);

impl Tokens {
    pub(super) fn read(folder: &ModelFolder, setup: &Setup) -> Result<Self, ModelError> {
        let name = folder::TOKENIZER;
        let bytes = fs::read(folder.path(name)).map_err(|source| folder.unreadable(name, source))?;
        let fault = |fault: tokenizers::Error| folder.unusable(name, fault.to_string());
        let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(fault)?;
        tokenizer.with_padding(None);
        let truncation = TruncationParams { max_length: setup.length, ..TruncationParams::default() };
        tokenizer.with_truncation(Some(truncation)).map_err(fault)?;
        Ok(Self {
            tokenizer,
            length: setup.length,
            query_prompt: setup.query_prompt.clone(),
            document_prompt: setup.document_prompt.clone(),
            fault: ModelErrorPlace(folder.path(name)),
        })
    }

    /// The tokens of a text with the special ones around them, no more than the model reads.
    pub(super) fn ids(&self, text: &str, purpose: Purpose) -> Result<Vec<u32>, ModelError> {
        let prompt = match purpose {
            Purpose::Query => &self.query_prompt,
            Purpose::Document => &self.document_prompt,
        };
        let (read, _) = text.split_at(text.floor_char_boundary(self.length.saturating_mul(BYTES_A_TOKEN)));
        // Sentence encoders are made on texts without blanks around them.
        let text = format!("{prompt}{}", read.trim());
        let fault =
            |fault: tokenizers::Error| ModelError::Unusable { path: self.fault.0.clone(), fault: fault.to_string() };
        let encoding = self.tokenizer.encode_fast(text, true).map_err(fault)?;
        Ok(encoding.get_ids().to_vec())
    }
}
