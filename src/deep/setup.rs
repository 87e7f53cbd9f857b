//! What the small files of a model folder say: sizes, pooling, and how texts are introduced.

use serde_json::Value;

use super::error::ModelError;
use super::folder::{self, ModelFolder};

/// How the states of a text's tokens become one vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pooling {
    Mean,
    First,
    Max,
}

/// What happens between the two halves of a layer's second part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Activation {
    /// Gaussian error linear unit.
    Gelu,
    /// The same, by way of the hyperbolic tangent.
    GeluTanh,
    Relu,
}

/// A model's shape.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Setup {
    /// How many numbers a token's state has.
    pub width: usize,
    pub layers: usize,
    pub heads: usize,
    /// How many numbers the middle of a layer has.
    pub inner: usize,
    /// What keeps the norm of a layer from dividing by nothing.
    pub epsilon: f32,
    pub activation: Activation,
    /// The place that the first token has; the RoBERTa family counts from behind the padding.
    pub first_position: usize,
    /// How many tokens are read, special ones included.
    pub length: usize,
    pub pooling: Pooling,
    /// What stands before a query.
    pub query_prompt: String,
    /// What stands before a document.
    pub document_prompt: String,
}

impl Setup {
    pub(super) fn read(folder: &ModelFolder) -> Result<Self, ModelError> {
        let config = Config { folder, value: folder.json(folder::CONFIG)? };
        let family = config.value.get("model_type").and_then(Value::as_str).unwrap_or("bert");
        let first_position = match family {
            "bert" => 0,
            "roberta" | "xlm-roberta" => config.number_or("pad_token_id", 1) + 1,
            other => return Err(config.fault(format!("`model_type` is `{other}`, which is not known here"))),
        };
        if let Some(kind) = config.value.get("position_embedding_type").and_then(Value::as_str)
            && kind != "absolute"
        {
            return Err(config.fault(format!("`position_embedding_type` is `{kind}`; only `absolute` is known here")));
        }
        let (width, heads) = (config.number("hidden_size")?, config.number("num_attention_heads")?);
        if width % heads != 0 {
            return Err(config.fault("`hidden_size` cannot be divided by `num_attention_heads`"));
        }
        let positions = config.number("max_position_embeddings")?.saturating_sub(first_position);
        let (query_prompt, document_prompt) = prompts(folder)?;
        refuse_further_layers(folder)?;
        Ok(Self {
            width,
            heads,
            layers: config.number("num_hidden_layers")?,
            inner: config.number("intermediate_size")?,
            epsilon: config.value.get("layer_norm_eps").and_then(Value::as_f64).unwrap_or(1e-12) as f32,
            activation: activation(&config)?,
            first_position,
            length: length(folder)?.unwrap_or(usize::MAX).min(positions),
            pooling: pooling(folder)?,
            query_prompt,
            document_prompt,
        })
    }
}

struct Config<'a> {
    folder: &'a ModelFolder,
    value: Value,
}

impl Config<'_> {
    /// A size: at least 1, and small enough that no product of two of them is too large for the machine to count.
    fn number(&self, key: &str) -> Result<usize, ModelError> {
        match self.value.get(key).and_then(Value::as_u64) {
            Some(number @ 1..=1_000_000) => Ok(number as usize),
            Some(number) => Err(self.fault(format!("`{key}` is {number}"))),
            None => Err(self.fault(format!("it says no `{key}`"))),
        }
    }

    fn number_or(&self, key: &str, default: usize) -> usize {
        self.value.get(key).and_then(Value::as_u64).map_or(default, |number| number.min(1_000_000) as usize)
    }

    fn fault(&self, fault: impl Into<String>) -> ModelError {
        self.folder.unusable(folder::CONFIG, fault)
    }
}

fn activation(config: &Config<'_>) -> Result<Activation, ModelError> {
    match config.value.get("hidden_act").and_then(Value::as_str) {
        None | Some("gelu") => Ok(Activation::Gelu),
        Some("gelu_new" | "gelu_pytorch_tanh" | "gelu_fast") => Ok(Activation::GeluTanh),
        Some("relu") => Ok(Activation::Relu),
        Some(other) => Err(config.fault(format!("`hidden_act` is `{other}`, which is not known here"))),
    }
}

/// Mean, where the folder does not say.
fn pooling(folder: &ModelFolder) -> Result<Pooling, ModelError> {
    let Some(says) = folder.json_if_there(folder::POOLING)? else { return Ok(Pooling::Mean) };
    let mut chosen = says.as_object().into_iter().flatten().filter(|(_, value)| **value == Value::Bool(true));
    let modes: Vec<&str> =
        chosen.by_ref().map(|(key, _)| key.as_str()).filter(|key| *key != "include_prompt").collect();
    match modes.as_slice() {
        // Divided by the root of the length instead of the length: the same direction.
        [] | ["pooling_mode_mean_tokens" | "pooling_mode_mean_sqrt_len_tokens"] => Ok(Pooling::Mean),
        ["pooling_mode_cls_token"] => Ok(Pooling::First),
        ["pooling_mode_max_tokens"] => Ok(Pooling::Max),
        others => Err(folder.unusable(folder::POOLING, format!("`{}` is not known here", others.join("`, `")))),
    }
}

/// How many tokens the model was made to read, where the folder says.
fn length(folder: &ModelFolder) -> Result<Option<usize>, ModelError> {
    let says = folder.json_if_there(folder::LENGTH)?;
    let length = says.as_ref().and_then(|says| says.get("max_seq_length")).and_then(Value::as_u64);
    Ok(length.filter(|length| *length > 2).map(|length| length as usize))
}

/// What stands before a query, and before a document.
fn prompts(folder: &ModelFolder) -> Result<(String, String), ModelError> {
    let says = folder.json_if_there(folder::PROMPTS)?;
    let prompts = says.as_ref().and_then(|says| says.get("prompts"));
    let find = |names: &[&str]| {
        let found = names.iter().find_map(|name| prompts?.get(name)?.as_str());
        found.unwrap_or_default().to_owned()
    };
    Ok((find(&["query"]), find(&["document", "passage"])))
}

/// A model may have more behind the pooling, a projection for one; without it the vectors would be wrong.
fn refuse_further_layers(folder: &ModelFolder) -> Result<(), ModelError> {
    let Some(modules) = folder.json_if_there(folder::MODULES)? else { return Ok(()) };
    for module in modules.as_array().into_iter().flatten() {
        let kind = module.get("type").and_then(Value::as_str).unwrap_or_default();
        let name = kind.rsplit('.').next().unwrap_or_default();
        if !matches!(name, "Transformer" | "Pooling" | "Normalize") {
            return Err(folder.unusable(folder::MODULES, format!("a layer of the kind `{kind}` is not known here")));
        }
    }
    Ok(())
}
