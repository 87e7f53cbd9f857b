//! What can be wrong with a model folder.

use std::io;
use std::path::PathBuf;

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The folder is not there.
    #[error("there is no model folder `{}`", .0.display())]
    NoFolder(PathBuf),
    /// Files that every model has are not in it.
    #[error("the model folder `{}` lacks {}", folder.display(), quoted(missing))]
    Missing {
        /// The folder.
        folder: PathBuf,
        /// Names of the files.
        missing: Vec<&'static str>,
    },
    /// A file could not be read.
    #[error("could not read `{}`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A file does not hold what it should.
    #[error("`{}` cannot be used: {fault}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong: lower case, no full stop, values in backticks.
        fault: String,
    },
}

impl ModelError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            ModelError::NoFolder(_) => "name the folder of a sentence encoder, or leave `model` out",
            ModelError::Missing { .. } => {
                "a model folder holds `config.json`, `tokenizer.json` and `model.safetensors`, as sentence encoders are \
                 handed on; copy the whole folder"
            }
            ModelError::Unreadable { .. } => "see who owns it, and whether you may read it",
            ModelError::Unusable { .. } => {
                "copy the folder again, or name another model: any BERT-style sentence encoder of the families `bert`, \
                 `roberta` and `xlm-roberta`"
            }
        }
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
