"""Which model a start takes: the one that was chosen at the desk, as long as nothing it depends on has changed since."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops import launcher
from ops.serving import Serving, serving_in
from ops.trained import SUFFIX
from tests.ops.conftest import INPUTS, model


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with models; training gives the one of the present files."""
    models = tmp_path / "models"
    monkeypatch.setattr(launcher, "DATA_DIR", tmp_path)
    monkeypatch.setattr(launcher, "MODELS_DIR", models)
    monkeypatch.setattr(launcher, "present_inputs", lambda: INPUTS)
    monkeypatch.setattr(launcher, "ensure_model", lambda: models / f"present{SUFFIX}")
    model(models, "chosen")
    model(models, "foreign", code="other code")
    return tmp_path


def _chosen(folder: Path, name: str, inputs: str = "present") -> None:
    serving_in(folder).write(Serving(urls=("http://127.0.0.1:1",), model=name, inputs=inputs))


def test_the_first_start_takes_the_model_of_the_files(folder: Path) -> None:
    assert launcher.model_to_serve().name == f"present{SUFFIX}"


def test_a_model_that_was_chosen_is_taken_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _chosen(folder, "chosen")
    assert launcher.model_to_serve().name == f"chosen{SUFFIX}"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("name", "inputs"),
    [("chosen", "articles as they were"), ("foreign", "present"), ("gone", "present")],
    ids=["the articles have changed", "the program has changed", "its file is gone"],
)
def test_otherwise_the_start_says_that_it_takes_another(
    name: str, inputs: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _chosen(folder, name, inputs)
    assert launcher.model_to_serve().name == f"present{SUFFIX}"
    said = capsys.readouterr().out
    assert name in said and "present" in said


def test_a_file_that_cannot_be_read_is_as_none(folder: Path) -> None:
    serving_in(folder).path.write_text("{")
    assert launcher.model_to_serve().name == f"present{SUFFIX}"
