"""The figures of a trial as a table: what there is of each kind now, and what there would be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from knowledge.schema import LANGUAGES
from web.trials.verdicts import RESULTS

COUNTED = ("better", "worse", "changed")
_GOOD, _BAD = frozenset({"right", "better"}), frozenset({"wrong", "worse"})


@dataclass(frozen=True)
class Cell:
    """A figure; `now` is missing where there is only what would be. `tone` is `good`, `bad` or empty."""

    now: Optional[int]
    then: int
    tone: str


@dataclass(frozen=True)
class Row:
    """A line of the table: key of its words without `trial_figure_`, and a cell for each language."""

    name: str
    cells: list[Cell]


def table(figures: dict[str, Any]) -> list[Row]:
    """The lines, of held-out questions first; empty before there are any."""
    if not figures:
        return []
    held = [figures[code]["held_out"] for code in LANGUAGES]
    turns = [figures[code]["turns"] for code in LANGUAGES]
    rows = [Row("questions", [Cell(None, one["questions"], "") for one in held])]
    rows += [Row(name, [_moved(name, one["now"][name], one["then"][name]) for one in held]) for name in RESULTS]
    rows += [Row(name, [Cell(None, one[name], "") for one in turns]) for name in ("asked", "reviewed")]
    return rows + [Row(name, [_counted(name, one[name]) for one in turns]) for name in COUNTED]


def _moved(name: str, now: int, then: int) -> Cell:
    if now == then or name not in _GOOD | _BAD:
        return Cell(now, then, "")
    return Cell(now, then, "good" if (then > now) == (name in _GOOD) else "bad")


def _counted(name: str, count: int) -> Cell:
    return Cell(None, count, "good" if count and name in _GOOD else "bad" if count and name in _BAD else "")
