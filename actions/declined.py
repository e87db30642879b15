"""Example questions that no article answers, and how near a question is to them.

The classifier learns them too, but among two thousand others one more hardly counts: the nearest one tells more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from language.detect import detect

FOLDER = Path(__file__).resolve().parents[1] / "data" / "nlu"
INTENTS = ("out_of_scope", "not_stated")  # each in a file of its name
USUAL = 0.45  # a little more than of most questions that articles answer (.27 and .40): rather too careful

Vectors = Callable[[Sequence[tuple[str, str]]], np.ndarray]


class Declined:
    """The examples of each intent that is declined.

    Args:
        folder: of Rasa's training data; without one every question is as near as usual.
        vectors: of texts with their languages, an array of texts x size, each row of length 1.
    """

    def __init__(self, folder: Path | None, vectors: Vectors):
        self._rows = {intent: vectors(_examples(folder / f"{intent}.yml")) for intent in INTENTS if folder}

    def nearest(self, meaning: np.ndarray) -> dict[str, float]:
        """The cosine of the nearest example of each intent, `USUAL` without a folder.

        Args:
            meaning: of a question, of length 1, as those of the examples.
        """
        near = {intent: float((rows @ meaning).max(initial=0.0)) for intent, rows in self._rows.items()}
        return {**dict.fromkeys(INTENTS, USUAL), **near}


def _examples(path: Path) -> list[tuple[str, str]]:
    """The examples of a file of Rasa's training data, with their languages."""
    held = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    lines = [line for one in held["nlu"] for line in one["examples"].splitlines()]
    texts = [line.removeprefix("- ").strip() for line in lines]
    return [(text, "en" if detect(text).language == "en" else "ja") for text in texts if text]
