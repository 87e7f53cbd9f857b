"""Makes the two tiny models of this folder, and what they must answer.

    pip install numpy tokenizers
    python3 tests/models/make.py

The weights are random, from a fixed seed. The answers are worked out here, with numpy in double precision and straight
from the definition (Devlin et al. 2019), so that the encoder in Rust is held to something that shares no line with it.
`tests/models/compare.py` holds this very arithmetic and the encoder to a real model.
"""

import json
import math
import struct
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

HERE = Path(__file__).parent
WORDS = "the queue pool is full ran dry a certificate expired and nobody saw it disk 日 本 語 caf ##e ##s ##ed . , : !".split()
TEXTS = [
    "The pool ran dry.",
    "",
    "a",
    "The certificate expired, and nobody saw it!",
    "日本語 the queue is full",
    "Café pools: unknown words 🔥 and queues",
    "the disk is full " * 40,
    "  \n the queue\n ",
]


def erf(x):
    return np.vectorize(math.erf)(x)


def norm(x, weight, bias, epsilon):
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + epsilon) * weight + bias


def encode(ids, w, config, pooling, first):
    """The vector of a text, of length 1; `w` gives a tensor by its plain name."""
    width, heads = config["hidden_size"], config["num_attention_heads"]
    size = width // heads
    linear = lambda x, name: x @ w(name + ".weight").T + w(name + ".bias")
    normed = lambda x, name: norm(x, w(name + ".weight"), w(name + ".bias"), config["layer_norm_eps"])
    words = w("embeddings.word_embeddings.weight")[ids]
    places = w("embeddings.position_embeddings.weight")[first : first + len(ids)]
    x = normed(words + places + w("embeddings.token_type_embeddings.weight")[0], "embeddings.LayerNorm")
    for layer in range(config["num_hidden_layers"]):
        own = f"encoder.layer.{layer}."
        heard = []
        q, k, v = (linear(x, own + "attention.self." + part) for part in ("query", "key", "value"))
        for head in range(heads):
            part = slice(head * size, (head + 1) * size)
            power = np.exp(q[:, part] @ k[:, part].T / math.sqrt(size))
            heard.append(power / power.sum(-1, keepdims=True) @ v[:, part])
        out = linear(np.concatenate(heard, -1), own + "attention.output.dense")
        x = normed(x + out, own + "attention.output.LayerNorm")
        inner = linear(x, own + "intermediate.dense")
        if config["hidden_act"] == "gelu":
            inner = inner * 0.5 * (1 + erf(inner / math.sqrt(2)))
        else:
            inner = inner * 0.5 * (1 + np.tanh(math.sqrt(2 / math.pi) * (inner + 0.044715 * inner**3)))
        x = normed(x + linear(inner, own + "output.dense"), own + "output.LayerNorm")
    vector = {"mean": x.mean(0), "cls": x[0], "max": x.max(0)}[pooling]
    return vector / np.linalg.norm(vector)


def tensors(config, rng):
    width, inner = config["hidden_size"], config["intermediate_size"]
    shapes = {
        "embeddings.word_embeddings.weight": (config["vocab_size"], width),
        "embeddings.position_embeddings.weight": (config["max_position_embeddings"], width),
        "embeddings.token_type_embeddings.weight": (2, width),
        "embeddings.LayerNorm": width,
    }
    for layer in range(config["num_hidden_layers"]):
        own = f"encoder.layer.{layer}."
        for name, rows, columns in [
            ("attention.self.query", width, width),
            ("attention.self.key", width, width),
            ("attention.self.value", width, width),
            ("attention.output.dense", width, width),
            ("intermediate.dense", inner, width),
            ("output.dense", width, inner),
        ]:
            shapes[own + name + ".weight"], shapes[own + name + ".bias"] = (rows, columns), (rows,)
        shapes[own + "attention.output.LayerNorm"] = shapes[own + "output.LayerNorm"] = width
    made = {}
    for name, shape in shapes.items():
        if isinstance(shape, int):
            made[name + ".weight"], made[name + ".bias"] = 1 + rng.normal(0, 0.2, shape), rng.normal(0, 0.2, shape)
        else:
            made[name] = rng.normal(0, 0.5, shape)
    return made


def write_safetensors(path, arrays, kind):
    header, body = {"__metadata__": {"format": "pt"}}, b""
    for name, array in arrays.items():
        data = array.astype("<f4" if kind == "F32" else "<f2").tobytes()
        header[name] = {"dtype": kind, "shape": array.shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + body)


def tokenizer(special):
    pad, unknown, start, end = special
    vocabulary = {token: at for at, token in enumerate([pad, unknown, start, end, *WORDS])}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token=unknown))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    ends = [(start, vocabulary[start]), (end, vocabulary[end])]
    made.post_processor = processors.TemplateProcessing(single=f"{start} $A {end}", special_tokens=ends)
    # As models are handed on: both must be undone by whoever reads them.
    made.enable_padding(length=16, pad_token=pad)
    made.enable_truncation(8)
    return made


def make(name, config, special, pooling, length, kind, rename, first, seed):
    folder = HERE / name
    (folder / "1_Pooling").mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    config = {**config, "vocab_size": 4 + len(WORDS)}
    cutter = tokenizer(special)
    number = np.float32 if kind == "F32" else np.float16
    # What is written is what is computed with.
    weights = {key: value.astype(number).astype(np.float64) for key, value in tensors(config, rng).items()}
    write_safetensors(folder / "model.safetensors", {rename(key): value for key, value in weights.items()}, kind)
    cutter.save(str(folder / "tokenizer.json"))
    write = lambda file, value: (folder / file).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
    write("config.json", config)
    if length:
        write("sentence_bert_config.json", {"max_seq_length": length})
    modes = {"cls": "cls_token", "mean": "mean_tokens", "max": "max_tokens"}
    write("1_Pooling/config.json", {f"pooling_mode_{word}": mode == pooling for mode, word in modes.items()})
    cutter.no_padding()
    cutter.enable_truncation(length or config["max_position_embeddings"] - first)
    answers = []
    for text in TEXTS:
        vector = encode(cutter.encode(text.strip()).ids, weights.__getitem__, config, pooling, first)
        answers.append({"text": text, "vector": [round(float(x), 7) for x in vector]})
    write("expected.json", answers)


def older(name):
    """Names as checkpoints of the RoBERTa family have them, and with the old words for a norm's vectors."""
    name = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")
    return "roberta." + name


if __name__ == "__main__":
    shape = {"hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 12}
    bert = {**shape, "model_type": "bert", "hidden_act": "gelu", "layer_norm_eps": 1e-12, "max_position_embeddings": 24}
    make("bert", bert, ["[PAD]", "[UNK]", "[CLS]", "[SEP]"], "mean", 20, "F32", lambda name: name, 0, 1)
    roberta = {**shape, "model_type": "roberta", "hidden_act": "gelu_new", "layer_norm_eps": 1e-5}
    roberta |= {"max_position_embeddings": 18, "pad_token_id": 1}
    make("roberta", roberta, ["<pad>", "<unk>", "<s>", "</s>"], "cls", None, "F16", older, 2, 2)
