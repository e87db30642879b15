"""What differs between two states of an article, line by line."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

AROUND = 2  # unchanged lines that are shown before and after


@dataclass(frozen=True)
class Line:
    """A line of a comparison; `kind` is `old`, `new`, `same` or `gap` (lines left out)."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Line]:
    """The lines that changed, with some around them."""
    found: list[Line] = []
    told = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=AROUND)
    for line in list(told)[2:]:
        if line.startswith("@@"):
            found += [Line("gap", "…")] if found else []
        else:
            found.append(Line({"-": "old", "+": "new"}.get(line[0], "same"), line[1:]))
    return found
