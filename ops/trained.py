"""The trained models in their folder, each with a note beside it of when, by whom and from what it was made."""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Optional

from pydantic import BaseModel, ValidationError

from knowledge.replacing import replace_text
from ops.inputs import ROOT, Inputs

SUFFIX = ".tar.gz"
KEPT = 3  # models beside the newest, for going back
Fit = Literal["present", "articles", "code", "unknown"]


class Note(BaseModel):
    """What is known of a model, as it stands in `<name>.json`.

    Attributes:
        trained_at: when it was done, UTC.
        seconds: how long it took; None when nobody measured it.
        by: the user name of whoever ordered it at the desk; empty when it was trained at a start.
        code, knowledge, examples: of the inputs (`ops.inputs.Inputs`).
    """

    trained_at: datetime.datetime
    seconds: Optional[float]
    by: str
    code: str
    knowledge: str
    examples: int


@dataclass(frozen=True)
class Trained:
    """A model's file, and its note if it has one."""

    path: Path
    note: Optional[Note]

    @property
    def name(self) -> str:
        """By which it is called: the file's name without its ending."""
        return self.path.name.removesuffix(SUFFIX)

    def fit(self, inputs: Inputs) -> Fit:
        """How it goes with the present inputs.

        Returns:
            `present`: trained from just these; `articles`: the code is the same and articles have changed since, so
            it can be used; `code`: made for other code; `unknown`: it has no note.
        """
        if self.name == inputs.name:
            return "present"
        if self.note is None:
            return "unknown"
        if self.note.code != inputs.code:
            return "code"
        return "present" if self.note.knowledge == inputs.knowledge else "articles"

    def usable(self, inputs: Inputs) -> bool:
        """Whether it may be loaded beside the present code."""
        return self.fit(inputs) in ("present", "articles")


def models_folder(values: Mapping[str, str] = os.environ) -> Path:
    """The folder of the models: that of the variable `MODELS_DIR`, else the project's own."""
    return Path(values.get("MODELS_DIR") or ROOT / "models").resolve()


def trained_models(folder: Path) -> list[Trained]:
    """All models of a folder, the newest first."""
    found = [Trained(path, note_of(path)) for path in folder.glob(f"*{SUFFIX}")]
    return sorted(found, key=_made_at, reverse=True)


def find(folder: Path, name: str) -> Optional[Trained]:
    """The model of a name; None where there is none."""
    path = folder / f"{name}{SUFFIX}"
    return Trained(path, note_of(path)) if name and "/" not in name and path.is_file() else None


def note_of(path: Path) -> Optional[Note]:
    """The note of a model's file; None where it has none that can be read."""
    try:
        return Note.parse_raw(_beside(path).read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None


def write_note(path: Path, note: Note) -> None:
    """Puts a note beside a model's file."""
    replace_text(_beside(path), note.json())


def prune(folder: Path, keep: Collection[str]) -> None:
    """Deletes all models but the newest few.

    Args:
        folder: of the models.
        keep: names of models that stay in any case.
    """
    for old in trained_models(folder)[KEPT + 1 :]:
        if old.name not in keep:
            old.path.unlink(missing_ok=True)
            _beside(old.path).unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(SUFFIX) + ".json")


def _made_at(model: Trained) -> float:
    if model.note:
        return model.note.trained_at.timestamp()
    try:
        return model.path.stat().st_mtime
    except OSError:  # deleted this moment
        return 0.0
