"""Models without any training: their files hold a word, what the launcher would say is written by the test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ops.inputs import Inputs, present_inputs
from ops.serving import Order, Serving, Switch, order_in, serving_in
from tests.ops.conftest import model
from tests.web.chat.conftest import running
from tests.web.desk.conftest import play
from web.chat.errors import newest
from web.training import rounds
from web.trials.live import knowledge_digest
from web.trials.models import Trial

__all__ = ["Workshop", "play", "running", "workshop"]

WORKED = """
import json, pathlib, sys, time
def say(**line): print(json.dumps(line), flush=True)
print("a library has something to say", flush=True)
say(seconds=1.0, component="TermsFeaturizer", done=False)
say(seconds=2.0, component="TermsFeaturizer", done=True)
say(seconds=2.5, component="KernelIntentClassifier", done=False)
"""


@dataclass
class Workshop:
    """A data folder with models.

    Attributes:
        models: the folder of the models: `now` is in use, `before` was, `new` is of the articles as they are, `foreign` of
            other code, `unknown` has no note.
        knowledge: of the articles, free to be changed.
        inputs: what a training would learn from at first.
    """

    data: Path
    models: Path
    knowledge: Path
    inputs: Inputs

    def make(self, name: str, code: str = "", days_old: float = 0) -> None:
        model(self.models, name, code=code or self.inputs.code, days_old=days_old)

    def tell(self, **values: Any) -> None:
        """What the launcher says."""
        told = {"urls": ("http://127.0.0.1:1",), "model": "now", "previous": "before", "inputs": "x", **values}
        serving_in(self.data).write(Serving(**told))

    def switch(self, number: str, state: str, problem: str = "") -> Switch:
        return Switch(number=number, model="new", state=state, problem=problem, at="2026-11-25T00:00:00Z")  # type: ignore[arg-type]

    @property
    def order(self) -> Order | None:
        return order_in(self.data).now()

    def tried(self, name: str, state: str = "done", worse: int = 0, **values: Any) -> Trial:
        """A trial of a model against what is live."""
        counts = {"right": 90, "offered": 5, "declined": 3, "wrong": 2}
        turns = {"asked": 10, "reviewed": 5, "better": 1, "worse": worse, "changed": 2}
        held = {"questions": 100, "now": counts, "then": {**counts, "right": 91}}
        figures = {code: {"held_out": held, "turns": turns} for code in ("ja", "en")}
        live = {"live": "now.tar.gz", "knowledge": knowledge_digest()}
        return Trial.objects.create(kind="model", model=f"{name}.tar.gz", state=state, figures=figures if state == "done" else {}, ordered_by="manager", **{**live, **values})  # fmt: skip

    def training_is(self, then: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Has a small program stand in for the training; `then` is what it does after its first steps."""
        program = self.data / "training.py"
        program.write_text(f"{WORKED}\nmodels = pathlib.Path({str(self.models)!r})\n{then}\n")
        monkeypatch.setattr(rounds, "COMMAND", [sys.executable, str(program)])


@pytest.fixture
def workshop(folder: Path, tmp_path: Path, settings: Any) -> Iterator[Workshop]:
    data, models = tmp_path / "data", tmp_path / "models"
    data.mkdir()
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT, data_dir=data, models_dir=models, knowledge_dir=folder, rasa_file=data / "rasa.json"
    )
    newest.cache_clear()
    from web.chat.errors import knowledge_base

    one = Workshop(data, models, folder, present_inputs(knowledge_base()))
    for days, name in enumerate(("new", "now", "before")):
        one.make(name, days_old=days)
    one.make("foreign", code="other code", days_old=3)
    one.make("unknown", days_old=4)
    (models / "unknown.json").unlink()
    one.tell()
    yield one
    newest.cache_clear()
