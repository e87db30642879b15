"""Which model answers, and where: what the launcher and the web processes tell each other, in files of the data folder.

The desk writes an order, the launcher carries it out and writes how things stand. Each file has one writer.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Generic, Literal, Optional, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.replacing import replace_text
from ops.inputs import ROOT

SERVING, ORDER = "rasa.json", "rasa.order.json"  # how things stand, by the launcher; what is wanted, by the desk
State = Literal["starting", "moving", "settling", "done", "failed"]
OPEN: tuple[State, ...] = ("starting", "moving", "settling")


class Order(BaseModel):
    """A model that shall be used.

    Attributes:
        number: of the order, which no other has.
        model: its name.
    """

    number: str
    model: str


class Switch(Order):
    """How an order is doing.

    Attributes:
        state: `starting` (a second Rasa loads the model; nothing has changed yet), `moving` (new turns go to it, those
            under way end at the old one), `settling` (the usual Rasa starts again with the model), `done` or `failed`.
        problem: why not: `missing`, `code`, `ended`, `late`, `other_model`, `no_answer`, `died`, `interrupted`; in
            `settling` why the usual Rasa is not back yet.
        at: since when it is in this state.
    """

    state: State
    problem: str = ""
    at: datetime.datetime


class Serving(BaseModel):
    """How things stand.

    Attributes:
        urls: of every Rasa that runs, up to the port; new turns go to the first.
        model: the name of the one that answers them.
        previous: the one before, for going back; empty when there is none.
        inputs: the name of what the files were when the model was chosen (`ops.inputs`).
        switch: the order that was carried out last, or is being carried out.
    """

    urls: tuple[str, ...]
    model: str
    previous: str = ""
    inputs: str
    switch: Optional[Switch] = None


Content = TypeVar("Content", bound=BaseModel)


class Shared(Generic[Content]):
    """A file of one of these kinds; reading it again costs nothing until it changes.

    Args:
        path: of the file, which need not be there yet.
        kind: what is in it.
    """

    def __init__(self, path: Path, kind: type[Content]):
        self.path = path
        self._kind = kind
        self._stamp: Optional[tuple[int, int]] = None
        self._content: Optional[Content] = None

    def now(self) -> Optional[Content]:
        """What it says; None where there is none, or none that can be read."""
        try:
            found = self.path.stat()
            stamp = found.st_mtime_ns, found.st_ino
            if stamp != self._stamp:
                self._content = self._kind.parse_raw(self.path.read_text(encoding="utf-8"))
                self._stamp = stamp
        except (OSError, ValidationError):
            self._stamp = self._content = None
        return self._content

    def write(self, content: Content) -> None:
        """Replaces it in one step.

        Raises:
            OSError: when the folder cannot be written.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(self.path, content.json())


def serving_in(folder: Path) -> Shared[Serving]:
    """How things stand, for a data folder."""
    return Shared(folder / SERVING, Serving)


def order_in(folder: Path) -> Shared[Order]:
    """What is wanted, for a data folder."""
    return Shared(folder / ORDER, Order)


def in_use(folder: Path) -> set[str]:
    """The models that must not go: the one that answers, the one before, the one that shall answer."""
    serving, order = serving_in(folder).now(), order_in(folder).now()
    named = [serving.model, serving.previous] if serving else []
    return {name for name in [*named, order.model if order else ""] if name}


def data_folder(values: Mapping[str, str] = os.environ) -> Path:
    """The data folder: that of the variable `DATA_DIR`, else the project's own."""
    return Path(values.get("DATA_DIR") or ROOT / "var" / "data").resolve()
