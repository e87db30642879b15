"""Dates of the knowledge base: how each language writes them and what is past its review."""

from __future__ import annotations

import datetime

from knowledge.messages import say
from knowledge.schema import Article

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def in_words(date: str, language: str) -> str:
    """An `as_of` or page date as the language writes it.

    Args:
        date: `2022-03-31`, `2022-03`, `2022`, `FY2022` or `undated`.
        language: `ja` or `en`.
    """
    if date == "undated":
        return say("undated", language)
    if date.startswith("FY"):
        return f"{date[2:]}年度" if language == "ja" else f"fiscal {date[2:]} (from April)"
    parts = [int(part) for part in date.split("-")]
    if language == "ja":
        return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日"))
    return " ".join([*map(str, reversed(parts[2:])), *(_MONTHS[m - 1] for m in parts[1:2]), str(parts[0])])


def is_overdue(article: Article, today: datetime.date) -> bool:
    """Whether the day by which the article was to be reviewed is over."""
    return today > article.review_by
