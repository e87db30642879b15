"""Trained models: what is known of each, which go with the present code, and which are deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops import model as training
from ops.inputs import present_inputs
from ops.serving import Serving, serving_in
from ops.trained import SUFFIX, find, note_of, prune, trained_models
from tests.ops.conftest import INPUTS, model


@pytest.mark.parametrize(
    ("name", "code", "fit", "usable"),
    [
        ("present", "code", "present", True),
        ("earlier", "code", "articles", True),
        ("foreign", "other code", "code", False),
    ],
)
def test_a_model_goes_with_the_code_it_was_trained_for(
    name: str, code: str, fit: str, usable: bool, tmp_path: Path
) -> None:
    model(tmp_path, name, code=code)
    found = find(tmp_path, name)
    assert found and found.fit(INPUTS) == fit and found.usable(INPUTS) is usable


@pytest.mark.parametrize("note", ["", "{", '{"by": "sato"}'])
def test_a_model_of_unknown_origin_is_not_used(note: str, tmp_path: Path) -> None:
    path = model(tmp_path, "strange")
    path.with_name("strange.json").write_text(note)
    found = find(tmp_path, "strange")
    assert found and found.note is None and not found.usable(INPUTS)


def test_names_lead_nowhere_else(tmp_path: Path) -> None:
    model(tmp_path / "models", "a")
    for name in ("", "../models/a", "/a", "b"):
        assert find(tmp_path / "models", name) is None


def test_old_models_go_but_for_those_that_are_needed(tmp_path: Path) -> None:
    for days in range(9):
        model(tmp_path, f"m{days}", days_old=days)
    assert [one.name for one in trained_models(tmp_path)] == [f"m{days}" for days in range(9)]
    prune(tmp_path, {"m6", "m8"})
    assert [one.name for one in trained_models(tmp_path)] == ["m0", "m1", "m2", "m3", "m6", "m8"]
    assert not (tmp_path / "m7.json").exists()


def test_a_model_trained_before_there_were_notes_gets_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = present_inputs()
    (tmp_path / f"{inputs.name}{SUFFIX}").write_bytes(b"model")
    monkeypatch.setattr(training, "MODELS_DIR", tmp_path)
    assert training.ensure_model() == tmp_path / f"{inputs.name}{SUFFIX}"
    note = note_of(tmp_path / f"{inputs.name}{SUFFIX}")
    assert note and note.code == inputs.code and note.examples == inputs.examples > 1000 and note.seconds is None


def test_a_training_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho \"Starting to train component 'Tokenizer'\"\necho no space left\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(training.sys, "executable", str(broken))
    monkeypatch.setattr(training, "MODELS_DIR", tmp_path / "models")
    steps: list[training.Step] = []
    with pytest.raises(RuntimeError):
        training.ensure_model(tell=steps.append, quiet=True)
    assert "no space left" in capsys.readouterr().err
    assert [(one.component, one.done) for one in steps] == [("Tokenizer", False)]
    assert list((tmp_path / "models").iterdir()) == []


def test_a_training_keeps_what_is_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python, models = tmp_path / "python", tmp_path / "models"
    python.write_text('#!/bin/sh\nwhile [ "$1" != --out ]; do shift; done\necho new > "$2/$4.tar.gz"\n')
    python.chmod(0o755)
    monkeypatch.setattr(training.sys, "executable", str(python))
    monkeypatch.setattr(training, "MODELS_DIR", models)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for days in range(1, 9):
        model(models, f"m{days}", days_old=days)
    serving_in(tmp_path).write(Serving(urls=("http://127.0.0.1:1",), model="m7", previous="m8", inputs="x"))
    path = training.ensure_model(by="sato", keep=["m6"], quiet=True)
    note = note_of(path)
    assert path.read_text() == "new\n" and note and note.by == "sato" and note.seconds is not None
    left = [one.name for one in trained_models(models)]
    assert left == [path.name.removesuffix(SUFFIX), "m1", "m2", "m3", "m6", "m7", "m8"]
