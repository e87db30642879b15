"""Plots of tables as SVG, drawn on the server: nothing for the browser to run, nothing from elsewhere to fetch.

Matplotlib is there anyway (Rasa brings it) and is loaded when the first report is looked at.
"""

from __future__ import annotations

import base64
import io
import os
import threading
import unicodedata
import warnings
from typing import Any

from django.conf import settings

from web.reports.tables import Table

COLOURS = (
    "#174ea6",
    "#f79009",
    "#b42318",
)  # as in reports.css; told apart without colours too: by lightness, and by the table
WIDE_IN, HIGH_IN, ROW_IN = 9.0, 2.9, 0.27
LETTER_IN = 0.115  # about a Japanese letter's width in the plot
DOTS_PER_IN = 72
FONTS = b"'Hiragino Sans','Noto Sans CJK JP','Noto Sans JP','Yu Gothic UI',system-ui,sans-serif"  # as in desk.css
LABELS = 16  # at most so many along the bottom
_alone = threading.Lock()  # Matplotlib's settings belong to the whole process


def as_address(table: Table) -> str:
    """The plot of a table with `plotted` columns, as an address that holds the image itself.

    The page has the legend: a browser knows how wide its letters are.
    """
    svg = base64.b64encode(_svg(table)).decode("ascii")
    return f"data:image/svg+xml;base64,{svg}"


def _svg(table: Table) -> bytes:
    os.environ.setdefault("MPLCONFIGDIR", str(settings.ENVIRONMENT.data_dir / "matplotlib"))
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    wanted = {"svg.fonttype": "none", "svg.hashsalt": table.name, "font.size": 9, "axes.edgecolor": "#98a2b3"}
    with _alone, matplotlib.rc_context(wanted), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # letters that the server has no font for: the browser has one
        high = max(1.2, 0.5 + ROW_IN * len(table.rows)) if table.lying else HIGH_IN
        figure = Figure(figsize=(WIDE_IN, high))
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        (_lying if table.lying else _standing)(axes, table)
        _fit(figure, table, high)
        out = io.BytesIO()
        figure.savefig(out, format="svg", dpi=DOTS_PER_IN, transparent=True, metadata={"Date": None, "Creator": None})
    return out.getvalue().replace(b"'sans-serif'", FONTS)


def _numbers(table: Table, key: str) -> list[float]:
    return [float(cell) if isinstance(cell, (int, float)) else 0.0 for cell in table.column(key)]


def _standing(axes: Any, table: Table) -> None:
    places = range(len(table.rows))
    below = [0.0] * len(table.rows)
    for key, colour in zip(table.plotted, COLOURS):
        values = _numbers(table, key)
        axes.bar(places, values, 0.75, bottom=below, color=colour)
        below = [a + b for a, b in zip(below, values)]
    every = max(1, -(-len(table.rows) // LABELS))
    labels = [str(cell) for cell in table.column(table.columns[0])]
    axes.set_xticks(list(places)[::every])
    axes.set_xticklabels([label[5:] if label[4:5] == "-" else label for label in labels][::every])
    axes.grid(axis="y", color="#e4e7ec")
    _tidy(axes, axes.yaxis)


def _lying(axes: Any, table: Table) -> None:
    places = range(len(table.rows))
    before = [0.0] * len(table.rows)
    for key, colour in zip(table.plotted, COLOURS):
        values = _numbers(table, key)
        axes.barh(places, values, 0.7, left=before, color=colour)
        before = [a + b for a, b in zip(before, values)]
    axes.set_yticks(list(places))
    axes.set_yticklabels([str(cell) for cell in table.column(table.columns[0])])
    axes.set_ylim(len(table.rows) - 0.4, -0.6)
    axes.grid(axis="x", color="#e4e7ec")
    _tidy(axes, axes.xaxis)


def _tidy(axes: Any, counting: Any) -> None:
    from matplotlib.ticker import MaxNLocator

    counting.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_axisbelow(True)
    axes.tick_params(length=0, colors="#475467")
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _fit(figure: Any, table: Table, high: float) -> None:
    """Room for the names, which the server may have no font to measure."""
    left = 0.45
    if table.lying:
        longest = max((_units(str(cell)) for cell in table.column(table.columns[0])), default=0)
        left = min(longest * LETTER_IN + 0.2, WIDE_IN / 2)
    figure.subplots_adjust(left=left / WIDE_IN, right=0.99, top=1 - 0.1 / high, bottom=0.35 / high)


def _units(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.56 for letter in text)
