"""MiniLM-L6 (all-MiniLM-L6-v2, Apache-2.0) forward pass in numpy, for building the topic model only.

The weights come as a safetensors file. numpy keeps torch (gigabytes) and onnxruntime out of the build; the whole
vocabulary, word by word, takes about three minutes of one core.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Floats = NDArray[np.float32]
WIDTH = 384
_LAYERS, _HEADS = 6, 12


@dataclass(frozen=True)
class MiniLM:
    """Weights by name, and the tokenizer that belongs to them."""

    weights: dict[str, Floats]
    tokenizer: Tokenizer

    def mean_states(self, encoded: Sequence[Sequence[int]]) -> Floats:
        """Mean of the last layer over all tokens, for token ids of equal length, markers included; (texts, 384)."""
        ids = np.array(encoded, np.int64)
        mean: Floats = self._forward(ids).mean(1)
        return mean

    def _forward(self, ids: NDArray[np.int64]) -> Floats:
        weights = self.weights
        hidden = (
            weights["embeddings.word_embeddings.weight"][ids]
            + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        hidden = self._norm("embeddings.LayerNorm", hidden)
        for number in range(_LAYERS):
            name = f"encoder.layer.{number}"
            heads = [
                self._heads(self._linear(f"{name}.attention.self.{part}", hidden)) for part in ("query", "key", "value")
            ]
            attention = _softmax(heads[0] @ heads[1].swapaxes(2, 3) / np.float32(math.sqrt(WIDTH / _HEADS)))
            context = (attention @ heads[2]).swapaxes(1, 2).reshape(hidden.shape)
            hidden = self._norm(
                f"{name}.attention.output.LayerNorm", hidden + self._linear(f"{name}.attention.output.dense", context)
            )
            inner = _gelu(self._linear(f"{name}.intermediate.dense", hidden))
            hidden = self._norm(f"{name}.output.LayerNorm", hidden + self._linear(f"{name}.output.dense", inner))
        return hidden

    def _linear(self, name: str, values: Floats) -> Floats:
        result: Floats = values @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return result

    def _norm(self, name: str, values: Floats) -> Floats:
        centred = values - values.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(1e-12))
        result: Floats = scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
        return result

    @staticmethod
    def _heads(values: Floats) -> Floats:
        rows, length, width = values.shape
        return values.reshape(rows, length, _HEADS, width // _HEADS).swapaxes(1, 2)


def load(folder: Path) -> MiniLM:
    """Read model.safetensors and tokenizer.json of the folder."""
    raw = (folder / "model.safetensors").read_bytes()
    size = int.from_bytes(raw[:8], "little")
    table = json.loads(raw[8 : 8 + size])
    weights = {}
    for name, entry in table.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            first, last = (8 + size + offset for offset in entry["data_offsets"])
            weights[name] = np.frombuffer(raw[first:last], "<f4").reshape(entry["shape"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return MiniLM(weights, tokenizer)


def _softmax(values: Floats) -> Floats:
    powers = np.exp(values - values.max(-1, keepdims=True))
    result: Floats = powers / powers.sum(-1, keepdims=True)
    return result


def _gelu(values: Floats) -> Floats:
    """The exact form, with the error function by Abramowitz and Stegun 7.1.26 (error below 1.5e-7)."""
    scaled = values / np.float32(math.sqrt(2))
    size = np.abs(scaled)
    step = 1 / (1 + np.float32(0.3275911) * size)
    series = step * (
        0.254829592 + step * (-0.284496736 + step * (1.421413741 + step * (-1.453152027 + step * 1.061405429)))
    )
    error = np.sign(scaled) * (1 - series * np.exp(-size * size))
    result: Floats = (values * (1 + error) / 2).astype(np.float32)
    return result
