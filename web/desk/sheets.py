"""Rows as a file that spreadsheets open, Japanese included."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Union

Cell = Union[str, int, float, None]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # what spreadsheets begin a formula with


def as_csv(rows: Iterable[Iterable[Cell]]) -> str:
    """CSV as Excel opens it (UTF-8 with a byte order mark); what would be a formula gets an apostrophe before it."""
    file = io.StringIO()
    file.write("\ufeff")
    csv.writer(file).writerows([plain(cell) for cell in row] for row in rows)
    return file.getvalue()


def plain(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection); without a value it is empty."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell
