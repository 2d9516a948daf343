"""The model on disk: what was changed, cut or made for another scheme is refused."""

import shutil
from pathlib import Path

import numpy as np
import orjson
import pytest

from newsmill.errors import Misconfigured
from workers.topics import TopicOptions, artefact, load, scheme_file
from workers.topics.scheme import build

SHIPPED = TopicOptions().model
IPTC = build("iptc-2025-10-09", scheme_file.read(TopicOptions().scheme))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "model"))


def test_the_shipped_model_is_small() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 10_000_000


@pytest.mark.parametrize("name", [artefact.TOKENIZER, artefact.ARRAYS, artefact.EXAMPLES])
def test_one_changed_byte_is_refused(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(Misconfigured, match=f"{name}: does not have the hash"):
        load(TopicOptions(model=folder))


@pytest.mark.parametrize("name", [artefact.TOKENIZER, artefact.ARRAYS, artefact.EXAMPLES, artefact.MANIFEST])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(Misconfigured, match=f"{name}: the topic model cannot be read"):
        load(TopicOptions(model=folder))


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("format", 99, "format 99"),
        ("scheme", "other", "made for scheme 'other'"),
        ("sha256", {}, "is not the manifest"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(folder: Path, key: str, value: object, reason: str) -> None:
    manifest = orjson.loads((folder / artefact.MANIFEST).read_bytes())
    (folder / artefact.MANIFEST).write_bytes(orjson.dumps(manifest | {key: value}))
    with pytest.raises(Misconfigured, match=reason):
        load(TopicOptions(model=folder))


def test_saving_twice_gives_the_same_bytes_and_the_same_model(tmp_path: Path) -> None:
    model, _ = artefact.load(SHIPPED, IPTC)
    artefact.save(tmp_path / "one", model, IPTC, {})
    again, identity = artefact.load(tmp_path / "one", IPTC)
    artefact.save(tmp_path / "two", again, IPTC, {})
    assert artefact.load(tmp_path / "two", IPTC)[1] == identity
    vector = model.embedding.vectors_of(["Ministers met rebels for peace talks in the capital."])[0]
    none = np.zeros((0, len(vector)), np.float32)
    assert np.abs(model.probabilities(vector, none) - again.probabilities(vector, none)).max() < 1e-3
