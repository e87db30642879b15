"""A draft's fields as the page shows them: value, what is wrong, and what a colleague saved meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

from knowledge.faults import Fault
from web.articles import fields
from web.articles.fields import Content

ROWS = {"answer_ja": 5, "answer_en": 5, "questions_ja": 12, "questions_en": 12}

EMPTY_PLACES = 2  # for more sources; saving makes room for the next ones


@dataclass(frozen=True)
class Input:
    """One field.

    Attributes:
        name: of the field in the form.
        value: what was typed.
        faults: what is wrong, in words.
        theirs: what the colleague saved, where that differs.
        rows: of a field of several lines; 0 for one line.
    """

    name: str
    value: str
    faults: list[str] = field(default_factory=list)
    theirs: Optional[str] = None
    rows: int = 0

    @property
    def language(self) -> str:
        """Of the text in it, if it is one."""
        return self.name[-2:] if self.name.endswith(("_ja", "_en")) else ""


@dataclass(frozen=True)
class Place:
    """One of the places for a source: which, and where in it."""

    number: int
    source: str
    ja: str
    en: str
    faults: list[str]


def inputs(
    content: Content, faults: dict[str, list[Fault]], language: str, theirs: Optional[Content] = None
) -> dict[str, Input]:
    """The fields of one line or several by their names; `sources` and `related` hold only what is wrong with them.

    Args:
        content: what was typed.
        faults: by field.
        language: of the words.
        theirs: what a colleague saved meanwhile.
    """

    def one(name: str, value: str) -> Input:
        told = [fault.worded(language) for fault in faults.get(name, [])]
        other = str(theirs.get(name, "")) if theirs is not None else value
        return Input(name, value, told, other if other != value else None, ROWS.get(name, 0))

    made = {name: one(name, content.get(name, "")) for name in (*fields.PLAIN, *fields.NEW_SOURCE)}
    for name in ("sources", "related"):
        other = theirs is not None and theirs.get(name) != content.get(name)
        told = [fault.worded(language) for fault in faults.get(name, [])]
        made[name] = Input(name, "", told, _told(theirs[name]) if other and theirs is not None else None)
    return made


def places(content: Content, faults: dict[str, list[Fault]], language: str) -> list[Place]:
    """The places for sources: those in use, and empty ones behind them."""
    used = [*content["sources"], *({"source": "", "ja": "", "en": ""} for _ in range(EMPTY_PLACES))]
    return [
        Place(
            i, one["source"], one["ja"], one["en"], [fault.worded(language) for fault in faults.get(f"source_{i}", [])]
        )
        for i, one in enumerate(used[: fields.SOURCES])
    ]


def related(content: Content) -> list[tuple[int, str]]:
    """The places for related articles, with their numbers."""
    return list(enumerate([*content["related"], "", "", ""][: fields.RELATED]))


def _told(value: object) -> str:
    """Sources or related articles in a line."""
    listed = value if isinstance(value, list) else []
    parts = [one if isinstance(one, str) else " ".join(filter(None, one.values())) for one in listed]
    return " / ".join(parts)
