"""English typed without spaces, cut into words."""

from __future__ import annotations

import re
from collections.abc import Container

from language.text import folded

MIN_CHARS = 12  # shorter runs are words
MAX_CHARS = 200  # of one run, since the work grows with its length
_LONGEST_WORD = 20
_RUN = re.compile(rf"[a-z0-9]{{{MIN_CHARS},{MAX_CHARS}}}")


def spaced(text: str, known: Container[str]) -> str:
    """The folded text with run-together words separated, where known words cover the whole run.

    Args:
        text: folded text (`language.text.folded`).
        known: folded words; a run that is itself one stays whole.
    """
    return _RUN.sub(lambda match: _split(match.group(), known), text)


def has_run(text: str) -> bool:
    """Whether a text has a run of letters so long that it may be several words."""
    return _RUN.search(folded(text)) is not None


def _split(run: str, known: Container[str]) -> str:
    """The cut into the fewest known words, single letters only where they are words; else the run as it is."""
    if run in known:
        return run
    fewest: list[float] = [0.0] + [float("inf")] * len(run)
    cut = [0] * (len(run) + 1)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            word = run[start:end]
            if fewest[start] + 1 < fewest[end] and (word in ("a", "i") or (len(word) > 1 and word in known)):
                fewest[end], cut[end] = fewest[start] + 1, start
    if fewest[-1] == float("inf"):
        return run
    parts: list[str] = []
    end = len(run)
    while end:
        parts.append(run[cut[end] : end])
        end = cut[end]
    return " ".join(reversed(parts))
