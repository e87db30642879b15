"""A figure as a table: its columns, rows, and how it was counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from web.desk.sheets import Cell

FEW = 5  # below, an open table says no number: so few may be told apart


@dataclass(frozen=True)
class Table:
    """One figure.

    Attributes:
        name: of the figure; its title is `report_<name>` of the desk's words, how it is counted `report_<name>_how`.
        columns: keys of their names; the first one is what the rows are about.
        rows: their cells; names in the reader's language, numbers as they are, None where there is nothing to count.
        plotted: which columns the plot shows; none for a table without a plot.
        lying: whether the plot's bars lie, for long names.
        counted: the columns that count turns or people, in which an open table hides small numbers.
        missing: key of the text that says why there is nothing.
    """

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    plotted: tuple[str, ...] = ()
    lying: bool = False
    counted: tuple[str, ...] = ()
    missing: str = ""

    def column(self, key: str) -> list[Cell]:
        """The cells of one column."""
        place = self.columns.index(key)
        return [row[place] for row in self.rows]

    @property
    def empty(self) -> bool:
        """Whether nothing was counted."""
        return not any(isinstance(cell, (int, float)) and cell for row in self.rows for cell in row[1:])


def opened(tables: list[Table]) -> list[tuple[Cell, ...]]:
    """All tables as one: figure, what the row is about, column, value. Numbers under `FEW` are said as `<5`."""
    rows: list[tuple[Cell, ...]] = [("figure", "item", "measure", "value")]
    for table in tables:
        for row in table.rows:
            few = any(_is_few(cell) for key, cell in zip(table.columns, row) if key in table.counted)
            for key, cell in zip(table.columns[1:], row[1:]):
                if cell is None:
                    continue
                hidden = _is_few(cell) if key in table.counted else few
                rows.append((table.name, row[0], key, f"<{FEW}" if hidden else cell))
    return rows


def _is_few(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) and 0 < cell < FEW
