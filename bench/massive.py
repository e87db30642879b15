"""The public data set MASSIVE as the intent bench uses it: the same utterances in Japanese and English, 60 intents.

FitzGerald et al., "MASSIVE: A 1M-example multilingual natural language understanding dataset with 51
typologically-diverse languages", 2022 (github.com/alexa/massive, CC BY 4.0). The repository holds none of it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LANGUAGES = ("ja", "en")
TUNING_EVERY = 5  # of the ids of `train`: what choices are made on
LEFT_OUT_EVERY = 4  # of the intents in alphabetical order: 15 of 60, asked but never trained on
PER_INTENT = 15  # examples of an intent and language in the small regime


@dataclass(frozen=True)
class Utterance:
    """One line of the data set.

    Attributes:
        number: its id, the same in both languages.
        language: `ja` or `en`.
        text: what is said.
        intent: what is meant.
    """

    number: int
    language: str
    text: str
    intent: str


def read(folder: Path, part: str) -> list[Utterance]:
    """The utterances of `train` or `dev`, Japanese first.

    Raises:
        FileNotFoundError: when the folder holds no `train.ja.jsonl` and so on.
    """
    found = []
    for language in LANGUAGES:
        for line in (folder / f"{part}.{language}.jsonl").read_text(encoding="utf-8").splitlines():
            data = json.loads(line)
            found.append(Utterance(int(data["id"]), language, data["text"], data["intent"]))
    return found


def parted(train: list[Utterance]) -> tuple[list[Utterance], list[Utterance]]:
    """What is trained on and what is kept for tuning; a text and its translation are on the same side."""
    kept = [u for u in train if u.number % TUNING_EVERY == 0]
    return [u for u in train if u.number % TUNING_EVERY], kept


def left_out(train: list[Utterance]) -> set[str]:
    """The intents that play the unknown."""
    return set(sorted({u.intent for u in train})[LEFT_OUT_EVERY - 1 :: LEFT_OUT_EVERY])


def drawn(train: list[Utterance], seed: int) -> list[Utterance]:
    """`PER_INTENT` utterances of each intent and language (all where there are fewer), another draw a seed."""
    groups: dict[tuple[str, str], list[Utterance]] = defaultdict(list)
    for utterance in train:
        groups[utterance.language, utterance.intent].append(utterance)
    draw = np.random.default_rng(seed)
    return [group[i] for _, group in sorted(groups.items()) for i in draw.permutation(len(group))[:PER_INTENT]]
