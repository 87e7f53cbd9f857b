//! The encoder beside answers that were worked out by other means; `tests/models/make.py` made them.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Encoder, ModelError, Purpose, fingerprint};

#[derive(Deserialize)]
struct Answer {
    text: String,
    vector: Vec<f32>,
}

fn tiny(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models").join(name)
}

fn answers(folder: &Path) -> Vec<Answer> {
    let text = fs::read_to_string(folder.join("expected.json")).expect("make.py wrote it");
    serde_json::from_str(&text).expect("make.py wrote it")
}

/// A copy of a tiny model with some files changed, or removed where there is no new content.
fn changed(name: &str, files: &[(&str, Option<&str>)]) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("there is room");
    fs::create_dir(copy.path().join("1_Pooling")).expect("there is room");
    for file in
        ["config.json", "tokenizer.json", "model.safetensors", "sentence_bert_config.json", "1_Pooling/config.json"]
    {
        let _ = fs::copy(tiny(name).join(file), copy.path().join(file));
    }
    for (file, content) in files {
        match content {
            Some(content) => fs::write(copy.path().join(file), content).expect("there is room"),
            None => fs::remove_file(copy.path().join(file)).expect("it is there"),
        }
    }
    copy
}

/// What opening a folder says, with the folder's own path left out.
fn refusal(folder: &Path) -> String {
    let Err(error) = Encoder::open(folder) else { panic!("a model that cannot be right was taken") };
    error.to_string().replace(&folder.display().to_string(), "MODEL")
}

fn assert_close(folder: &Path, tolerance: f32) {
    let answers = answers(folder);
    assert!(answers.len() >= 8);
    let encoder = Encoder::open(folder).expect("it is a model");
    let texts: Vec<&str> = answers.iter().map(|answer| answer.text.as_str()).collect();
    let vectors = encoder.encode(&texts, Purpose::Document).expect("it is whole");
    for (answer, vector) in answers.iter().zip(vectors) {
        assert_eq!(vector.len(), encoder.dimensions());
        for (given, right) in vector.iter().zip(&answer.vector) {
            assert!((given - right).abs() < tolerance, "{:?}: {vector:?}, not {:?}", answer.text, answer.vector);
        }
    }
}

#[test]
fn a_model_of_the_bert_family_gives_the_vectors_that_follow_from_its_definition() {
    assert_close(&tiny("bert"), 2e-6);
}

#[test]
fn a_model_of_the_roberta_family_in_half_precision_does_too() {
    assert_close(&tiny("roberta"), 2e-6);
}

#[test]
fn a_vector_does_not_depend_on_the_texts_beside_it() {
    let encoder = Encoder::open(&tiny("bert")).expect("it is a model");
    let texts: Vec<String> = (0..90).map(|n| "the queue is full ".repeat(n % 7)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let together = encoder.encode(&texts, Purpose::Document).expect("it is whole");
    for (text, vector) in texts.iter().zip(&together) {
        let alone = encoder.encode(&[text], Purpose::Document).expect("it is whole");
        assert_eq!(alone[0], *vector);
    }
}

#[test]
fn prompts_stand_before_queries_and_documents() {
    let prompts = r#"{"prompts": {"query": "the queue: ", "passage": "the disk: "}}"#;
    let folder = changed("bert", &[("config_sentence_transformers.json", Some(prompts))]);
    let (plain, prompted) = (Encoder::open(&tiny("bert")), Encoder::open(folder.path()));
    let (plain, prompted) = (plain.expect("it is a model"), prompted.expect("it is a model"));
    for (purpose, text) in [(Purpose::Query, "the queue: is full"), (Purpose::Document, "the disk: is full")] {
        let given = prompted.encode(&["is full"], purpose).expect("it is whole");
        assert_eq!(given, plain.encode(&[text], Purpose::Query).expect("it is whole"));
    }
}

#[test]
fn what_is_wrong_with_a_folder_is_told_with_the_file() {
    assert_eq!(refusal(&tiny("none")), "there is no model folder `MODEL`");
    let config = |old: &str, new: &str| {
        let text = fs::read_to_string(tiny("bert").join("config.json")).expect("it is there");
        assert!(text.contains(old));
        text.replace(old, new)
    };
    let family = config("\"bert\"", "\"t5\"");
    let wide = config("\"hidden_size\": 8", "\"hidden_size\": 16");
    let odd = config("\"num_attention_heads\": 2", "\"num_attention_heads\": 3");
    let modules = r#"[{"type": "sentence_transformers.models.Dense"}]"#;
    let cases: [(&[(&str, Option<&str>)], &str); 8] = [
        (
            &[("config.json", None), ("model.safetensors", None)],
            "the model folder `MODEL` lacks `config.json`, `model.safetensors`",
        ),
        (
            &[("config.json", Some(&family))],
            "`MODEL/config.json` cannot be used: `model_type` is `t5`, which is not known here",
        ),
        (
            &[("config.json", Some(&wide))],
            "`MODEL/model.safetensors` cannot be used: `embeddings.word_embeddings.weight` has the shape [30, 8], not [30, 16] \
             as `config.json` says",
        ),
        (
            &[("config.json", Some(&odd))],
            "`MODEL/config.json` cannot be used: `hidden_size` cannot be divided by `num_attention_heads`",
        ),
        (
            &[("modules.json", Some(modules))],
            "`MODEL/modules.json` cannot be used: a layer of the kind `sentence_transformers.models.Dense` is not known here",
        ),
        (&[("model.safetensors", Some("short"))], "`MODEL/model.safetensors` cannot be used: it is cut short"),
        (
            &[("1_Pooling/config.json", Some(r#"{"pooling_mode_lasttoken": true}"#))],
            "`MODEL/1_Pooling/config.json` cannot be used: `pooling_mode_lasttoken` is not known here",
        ),
        (&[("config.json", Some("{}"))], "`MODEL/config.json` cannot be used: it says no `hidden_size`"),
    ];
    for (files, said) in cases {
        let folder = changed("bert", files);
        assert_eq!(refusal(folder.path()), said);
    }
}

#[test]
fn weights_that_were_cut_are_not_read() {
    let whole = fs::read(tiny("bert").join("model.safetensors")).expect("it is there");
    for length in (0..whole.len()).step_by(97) {
        let folder = changed("bert", &[]);
        fs::write(folder.path().join("model.safetensors"), &whole[..length]).expect("there is room");
        assert!(matches!(Encoder::open(folder.path()), Err(ModelError::Unusable { .. })), "{length} bytes");
    }
}

#[test]
fn models_are_told_apart_by_all_their_files() {
    let same = fingerprint(changed("bert", &[]).path()).expect("it is whole");
    assert_eq!(same, fingerprint(changed("bert", &[]).path()).expect("it is whole"));
    for file in ["config.json", "sentence_bert_config.json", "1_Pooling/config.json", "modules.json"] {
        let other = changed("bert", &[(file, Some("{\"x\": 1}"))]);
        assert_ne!(same, fingerprint(other.path()).expect("it is whole"), "{file}");
    }
}

/// The real thing: a folder and what another program makes of some texts with it, as `tests/models/compare.py` writes it.
#[test]
#[ignore = "needs CASEBOOK_MODEL"]
fn a_real_model_gives_the_vectors_that_another_program_gives() {
    let folder = PathBuf::from(std::env::var_os("CASEBOOK_MODEL").expect("CASEBOOK_MODEL names a model folder"));
    let right = std::env::var_os("CASEBOOK_MODEL_EXPECTED").expect("CASEBOOK_MODEL_EXPECTED names a file of answers");
    let right: Vec<Answer> =
        serde_json::from_str(&fs::read_to_string(right).expect("it is there")).expect("compare.py wrote it");
    assert!(right.len() >= 50);
    let encoder = Encoder::open(&folder).expect("it is a model");
    for answer in right {
        let vector = encoder.encode(&[&answer.text], Purpose::Document).expect("it is whole").concat();
        let cosine: f32 = vector.iter().zip(&answer.vector).map(|(a, b)| a * b).sum();
        assert!(cosine > 0.9999, "{cosine} for {:?}", answer.text);
    }
}
