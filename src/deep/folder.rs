//! A model folder: which files it has, what they hold as bytes, and what tells one model from another.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::error::ModelError;

pub(super) const CONFIG: &str = "config.json";
pub(super) const TOKENIZER: &str = "tokenizer.json";
pub(super) const WEIGHTS: &str = "model.safetensors";
pub(super) const MODULES: &str = "modules.json";
pub(super) const POOLING: &str = "1_Pooling/config.json";
pub(super) const LENGTH: &str = "sentence_bert_config.json";
pub(super) const PROMPTS: &str = "config_sentence_transformers.json";

/// What a model cannot do without.
const NEEDED: [&str; 3] = [CONFIG, TOKENIZER, WEIGHTS];
/// All that its vectors depend on, where it is there.
const ALL: [&str; 7] = [CONFIG, TOKENIZER, WEIGHTS, MODULES, POOLING, LENGTH, PROMPTS];

/// A folder that has what a model needs.
pub(super) struct ModelFolder {
    path: PathBuf,
}

impl ModelFolder {
    pub(super) fn open(path: &Path) -> Result<Self, ModelError> {
        if !path.is_dir() {
            return Err(ModelError::NoFolder(path.to_owned()));
        }
        let missing: Vec<_> = NEEDED.into_iter().filter(|name| !path.join(name).is_file()).collect();
        if !missing.is_empty() {
            return Err(ModelError::Missing { folder: path.to_owned(), missing });
        }
        Ok(Self { path: path.to_owned() })
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// A file of JSON.
    pub(super) fn json(&self, name: &str) -> Result<serde_json::Value, ModelError> {
        let bytes = fs::read(self.path(name)).map_err(|source| self.unreadable(name, source))?;
        serde_json::from_slice(&bytes).map_err(|fault| self.unusable(name, format!("it is not JSON: {fault}")))
    }

    /// The same, where the file is there.
    pub(super) fn json_if_there(&self, name: &str) -> Result<Option<serde_json::Value>, ModelError> {
        if self.path(name).exists() { self.json(name).map(Some) } else { Ok(None) }
    }

    pub(super) fn unreadable(&self, name: &str, source: io::Error) -> ModelError {
        ModelError::Unreadable { path: self.path(name), source }
    }

    pub(super) fn unusable(&self, name: &str, fault: impl Into<String>) -> ModelError {
        ModelError::Unusable { path: self.path(name), fault: fault.into() }
    }

    /// The hash of all files with their names.
    pub(super) fn fingerprint(&self) -> Result<String, ModelError> {
        let mut hasher = blake3::Hasher::new();
        let mut buffer = vec![0; 1 << 20];
        for name in ALL {
            let Ok(mut file) = File::open(self.path(name)) else { continue };
            hasher.update(name.as_bytes());
            let size = file.metadata().map_err(|source| self.unreadable(name, source))?.len();
            hasher.update(&size.to_le_bytes());
            loop {
                match file.read(&mut buffer).map_err(|source| self.unreadable(name, source))? {
                    0 => break,
                    read => hasher.update(&buffer[..read]),
                };
            }
        }
        Ok(hasher.finalize().to_hex().to_string())
    }

    /// Names, sizes and times of the last change.
    pub(super) fn stamp(&self) -> Result<Vec<u8>, ModelError> {
        let mut stamp = self.path.as_os_str().as_encoded_bytes().to_vec();
        for name in ALL {
            let Ok(facts) = fs::metadata(self.path(name)) else { continue };
            let changed = facts.modified().map_err(|source| self.unreadable(name, source))?;
            let changed = changed.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
            stamp.extend(format!("\n{name} {} {changed}", facts.len()).bytes());
        }
        Ok(stamp)
    }
}
