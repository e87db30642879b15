from pathlib import Path

import numpy as np
import pytest

from knowledge import vectors as module
from knowledge.vectors import VectorFile
from language.meaning import SIZE, vectors

TEXTS = ["Where is it?", "場所はどこですか", ""]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "vectors.npz"


def _saved(path: Path, texts: list[str]) -> None:
    file = VectorFile(path)
    file.vectors(texts)
    file.save()


def test_vectors_of_the_file_are_those_of_the_encoder(path: Path) -> None:
    _saved(path, TEXTS)
    assert np.allclose(VectorFile(path).vectors(TEXTS), vectors(TEXTS), atol=2e-3)
    assert VectorFile(path).vectors([]).shape == (0, SIZE)


def test_known_texts_are_not_worked_out_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _saved(path, TEXTS)
    asked: list[str] = []
    monkeypatch.setattr(module, "vectors", lambda texts: asked.extend(texts) or vectors(texts))
    VectorFile(path).vectors([*TEXTS, "new", "new"])
    assert asked == ["new"]


def test_the_file_keeps_only_what_was_asked_for(path: Path) -> None:
    _saved(path, TEXTS)
    larger = path.stat().st_size
    _saved(path, TEXTS[:1])
    assert path.stat().st_size < larger
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("content", [b"", b"not a file of vectors", b"PK\x03\x04 cut"])
def test_a_broken_file_is_made_again(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    _saved(path, TEXTS)
    assert np.allclose(VectorFile(path).vectors(TEXTS), vectors(TEXTS), atol=2e-3)


@pytest.mark.parametrize(("name", "other"), [("version", lambda _: "0.0.0"), ("MAKE", 0)])
def test_vectors_of_another_encoder_or_make_are_not_used(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str, other: object
) -> None:
    monkeypatch.setattr(module, name, other)
    _saved(path, TEXTS)
    monkeypatch.undo()
    asked: list[str] = []
    monkeypatch.setattr(module, "vectors", lambda texts: asked.extend(texts) or vectors(texts))
    VectorFile(path).vectors(TEXTS)
    assert asked == TEXTS


def test_where_nothing_can_be_written_the_vectors_serve_all_the_same(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.write_text("no folder")
    file = VectorFile(path)
    assert file.vectors(TEXTS).shape == (len(TEXTS), SIZE)
    file.save()
    assert "cannot be kept" in caplog.text and path.parent.read_text() == "no folder"
