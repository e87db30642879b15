"""English typed without spaces, cut into words."""

from __future__ import annotations

import re
from collections.abc import Container

from language.text import folded

MIN_CHARS = 12  # shorter runs are words
MAX_CHARS = 200  # of one run, since the work grows with its length
LONGEST_WORD = 20  # letters; what is longer was typed without spaces
_STRANGE, _STRANGE_LETTER = 2.0, 0.5  # what a piece that is no known word costs, in known words
_SINGLE = 1.2  # what a letter costs that is a word: "is it" is likelier than "i sit"
_MOST_STRANGE = 0.4  # of a run's letters may stand outside known words
_RUN = re.compile(rf"[a-z0-9]{{{MIN_CHARS},{MAX_CHARS}}}")


def spaced(text: str, known: Container[str]) -> str:
    """The folded text with run-together words separated, where known words cover most of the run.

    Args:
        text: folded text (`language.text.folded`).
        known: folded words; a run that is itself one stays whole.
    """
    return _RUN.sub(lambda match: _split(match.group(), known), text)


def has_run(text: str) -> bool:
    """Whether a text has a run of letters so long that it may be several words."""
    return _RUN.search(folded(text)) is not None


def _split(run: str, known: Container[str]) -> str:
    """The cut into the fewest pieces, most of them known words; else the run as it is."""
    if run in known:
        return run
    least: list[float] = [0.0] + [float("inf")] * len(run)
    cut = [0] * (len(run) + 1)
    strange = [0] * (len(run) + 1)  # letters outside known words, up to here
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - LONGEST_WORD), end):
            word = run[start:end]
            is_known = word in ("a", "i") or (len(word) > 1 and word in known)
            own = (_SINGLE if len(word) == 1 else 1.0) if is_known else _STRANGE + _STRANGE_LETTER * len(word)
            cost = least[start] + own
            if cost < least[end]:
                least[end], cut[end] = cost, start
                strange[end] = strange[start] + (0 if is_known else len(word))
    if strange[-1] > _MOST_STRANGE * len(run):
        return run
    parts: list[str] = []
    end = len(run)
    while end:
        parts.append(run[cut[end] : end])
        end = cut[end]
    return " ".join(reversed(parts))
