"""Rasa's own training data: the intents of conversation (greetings, hand-off, ...), and in which file each stands."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from web.environment import ROOT

FOLDER = ROOT / "data" / "nlu"


@lru_cache(maxsize=1)
def conversation_intents() -> dict[str, Path]:
    """The file of each intent, by its name."""
    found = {}
    for path in sorted(FOLDER.glob("*.yml")):
        held = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        found.update({one["intent"]: path for one in held["nlu"] if "intent" in one})
    return found
