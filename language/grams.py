"""Terms to find a text by: English words, and Japanese in ones and twos. Pure functions on strings.

They are read in a moment, without a dictionary, and find what is one or two characters long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from language.text import folded

_RUNS = re.compile(r"[a-z0-9]+|[^\W\da-z_]+")


def runs(text: str) -> list[str]:
    """The words of a text, folded; what is written without spaces (Japanese) stays in one piece."""
    return _RUNS.findall(folded(text))


def terms(text: str) -> list[str]:
    """All terms of a text, in order: what it is found by."""
    found: list[str] = []
    for run in runs(text):
        found += [_word(run)] if run.isascii() else [*run, *_pairs(run)]
    return found


def needed(text: str) -> list[str]:
    """The terms a text must have to hold every word of this one, each once.

    Words of three characters and more without spaces between them may still not stand there as one: see `holds`.
    """
    found: list[str] = []
    for run in runs(text):
        found += [_word(run)] if run.isascii() else _pairs(run) or [run]
    return list(dict.fromkeys(found))


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether a text that has the `needed` terms also holds each of these `runs` in one piece."""
    plain = folded(text)
    return all(run in plain for run in words if not run.isascii() and len(run) > 2)


def _word(run: str) -> str:
    return run.rstrip("s") or run


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]
