"""The topic model on disk: three data files and a manifest with their hashes. Nothing in them is executed."""

import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from tokenizers import Tokenizer

from newsmill.errors import Misconfigured
from workers.topics.embedding import Embedding, to_steps
from workers.topics.fitting import Head
from workers.topics.model import Calibration, Examples, Model
from workers.topics.pairs import PairHead
from workers.topics.scheme import Scheme

FORMAT = 2
TOKENIZER, ARRAYS, EXAMPLES, MANIFEST = "tokenizer.json", "model.npz", "examples.json", "manifest.json"
REBUILD = "rebuild it with `make topics-model` or restore the shipped one"


def load(folder: Path, scheme: Scheme) -> tuple[Model, str]:
    """Read a model and its identity (a hash over it). Raises Misconfigured when it was changed or does not fit."""
    manifest_bytes = _read(folder / MANIFEST)
    try:
        manifest: dict[str, Any] = orjson.loads(manifest_bytes)
        expected = {name: str(manifest["sha256"][name]) for name in (TOKENIZER, ARRAYS, EXAMPLES)}
        made_for = (manifest["format"], manifest["scheme"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise Misconfigured(f"{folder / MANIFEST}: is not the manifest of a topic model; {REBUILD}") from None
    if made_for[0] != FORMAT:
        raise Misconfigured(f"{folder / MANIFEST}: format {made_for[0]}, this version reads {FORMAT}; {REBUILD}")
    if made_for[1] != scheme.name:
        raise Misconfigured(f"{folder}: was made for scheme '{made_for[1]}', not '{scheme.name}'; {REBUILD}")
    data = {name: _read(folder / name) for name in expected}
    for name, digest in expected.items():
        if hashlib.sha256(data[name]).hexdigest() != digest:
            raise Misconfigured(f"{folder / name}: does not have the hash that {MANIFEST} gives; {REBUILD}")
    model = _model(data)
    if unknown := sorted(set(model.codes) - set(scheme.in_use)):
        raise Misconfigured(f"{folder}: knows topic '{unknown[0]}', which '{scheme.name}' does not use; {REBUILD}")
    return model, hashlib.sha256(manifest_bytes).hexdigest()


def save(folder: Path, model: Model, scheme: Scheme, built_from: dict[str, Any]) -> None:
    """Write a model and its manifest. The same model gives the same bytes."""
    example_steps, example_scale = to_steps(model.examples.vectors)
    arrays = io.BytesIO()
    np.savez(
        arrays,
        vectors=model.embedding.steps,
        vector_scale=model.embedding.scale,
        centre=model.embedding.centre,
        parents=model.parents.astype(np.int32),
        roots=model.roots.astype(np.int32),
        wide=model.wide.weights.astype(np.float16),
        wide_bias=model.wide.bias,
        narrow=model.narrow.weights.astype(np.float16),
        narrow_bias=model.narrow.bias,
        pairs=model.pairs.head.weights.astype(np.float16),
        pairs_bias=model.pairs.head.bias,
        pair_directions=model.pairs.directions,
        priors=model.priors,
        example_vectors=example_steps,
        example_scale=example_scale,
        example_rows=model.examples.rows.astype(np.int32),
        example_columns=model.examples.columns.astype(np.int32),
        example_degrees=model.examples.degrees,
        calibration=np.array(
            [
                [model.top_calibration.slope, model.top_calibration.shift],
                [model.deep_calibration.slope, model.deep_calibration.shift],
            ]
        ),
    )
    texts = {"codes": list(model.codes), "headlines": list(model.examples.headlines)}
    data = {
        TOKENIZER: model.embedding.tokenizer.to_str().encode(),
        ARRAYS: arrays.getvalue(),
        EXAMPLES: orjson.dumps(texts),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in data.items():
        (folder / name).write_bytes(content)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in data.items()}
    manifest = {"format": FORMAT, "scheme": scheme.name, "sha256": hashes, "built_from": built_from}
    (folder / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Misconfigured(f"{path}: the topic model cannot be read ({error.strerror or error}); {REBUILD}") from None


def _model(data: dict[str, bytes]) -> Model:
    arrays = np.load(io.BytesIO(data[ARRAYS]), allow_pickle=False)
    texts = orjson.loads(data[EXAMPLES])
    top, deep = arrays["calibration"].tolist()
    return Model(
        embedding=Embedding(
            Tokenizer.from_str(data[TOKENIZER].decode()),
            arrays["vectors"],
            arrays["vector_scale"],
            arrays["centre"],
        ),
        codes=tuple(texts["codes"]),
        parents=arrays["parents"].astype(np.int64),
        roots=arrays["roots"].astype(np.int64),
        wide=Head(arrays["wide"].astype(np.float32), arrays["wide_bias"]),
        narrow=Head(arrays["narrow"].astype(np.float32), arrays["narrow_bias"]),
        pairs=PairHead(arrays["pair_directions"], Head(arrays["pairs"].astype(np.float32), arrays["pairs_bias"])),
        priors=arrays["priors"],
        examples=Examples(
            arrays["example_vectors"] * arrays["example_scale"],
            tuple(texts["headlines"]),
            arrays["example_rows"].astype(np.int64),
            arrays["example_columns"].astype(np.int64),
            arrays["example_degrees"],
        ),
        top_calibration=Calibration(*top),
        deep_calibration=Calibration(*deep),
    )
