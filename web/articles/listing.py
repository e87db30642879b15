"""The articles as rows: how fresh each is and how it does, filtered, searched and sorted."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Optional

from knowledge.freshness import is_overdue
from knowledge.loading import KnowledgeBase
from knowledge.schema import Article
from web.articles.usage import Usage
from web.desk.suggestions import fitting

SOON_DAYS = 30
FITS = 0.35  # of the best score; below, articles share little more than a letter with the question
STATES = ("overdue", "soon", "stale", "medium", "gap")
SORTS = ("topic", "review", "asked", "declined", "helpful")
_NO_USAGE = Usage()


@dataclass(frozen=True)
class Row:
    """One article.

    Attributes:
        topic: the name of its topic.
        days: until its review is due; negative when it is overdue.
        stale: the language that is older than the other, if one is.
    """

    article: Article
    title: str
    topic: str
    days: int
    overdue: bool
    usage: Usage
    stale: Optional[str]

    @property
    def soon(self) -> bool:
        """Whether the review is due within `SOON_DAYS`."""
        return 0 <= self.days <= SOON_DAYS

    def has(self, state: str) -> bool:
        """Whether it is in one of `STATES`."""
        return {
            "overdue": self.overdue,
            "soon": self.soon,
            "stale": self.stale is not None,
            "medium": self.article.confidence == "medium",
            "gap": self.article.kind == "gap",
        }[state]


@dataclass(frozen=True)
class Wanted:
    """What is looked for; what is empty does not count.

    Attributes:
        question: words of the text, in either language.
        topic: its id.
        state: one of `STATES`.
        sort: one of `SORTS`.
    """

    question: str = ""
    topic: str = ""
    state: str = ""
    sort: str = "topic"

    @property
    def filtered(self) -> bool:
        """Whether anything but the whole list is wanted."""
        return bool(self.question or self.topic or self.state or self.sort != "topic")


def rows(base: KnowledgeBase, language: str, today: datetime.date, used: dict[str, Usage]) -> list[Row]:
    """All articles, in the order of the files.

    Args:
        base: the articles.
        language: of titles and topics.
        today: in the office.
        used: their counts, by id.
    """
    return [
        Row(
            article,
            article.title[language],
            topic.name[language],
            (article.review_by - today).days,
            is_overdue(article, today),
            used.get(article.id, _NO_USAGE),
            article.revised.stale,
        )
        for topic in base.topics.values()
        for article in topic.articles
    ]


def chosen(found: list[Row], base: KnowledgeBase, wanted: Wanted) -> list[Row]:
    """The rows that are wanted, sorted; of a question those that fit best first."""
    if wanted.question:
        place = {one: i for i, one in enumerate(fitting(base, wanted.question, FITS))}
        found = sorted((row for row in found if row.article.id in place), key=lambda row: place[row.article.id])
    found = [row for row in found if wanted.topic in ("", row.article.topic_id)]
    found = [row for row in found if not wanted.state or row.has(wanted.state)]
    if wanted.sort == "review":
        return sorted(found, key=lambda row: row.article.review_by)
    if wanted.sort == "asked":
        return sorted(found, key=lambda row: -row.usage.answered)
    if wanted.sort == "declined":
        return sorted(found, key=lambda row: (-row.usage.declined, -(row.usage.declined_share or 0)))
    if wanted.sort == "helpful":  # least helpful first: those need work
        said = [row for row in found if row.usage.helpful_share is not None]
        return sorted(said, key=lambda row: row.usage.helpful_share or 0)
    return found


def by_topic(found: list[Row]) -> list[tuple[str, list[Row]]]:
    """Rows under the names of their topics, in the order they come."""
    groups: dict[str, list[Row]] = {}
    for row in found:
        groups.setdefault(row.topic, []).append(row)
    return list(groups.items())


def months(found: list[Row]) -> list[tuple[datetime.date, list[Row]]]:
    """Rows by the month in which their review is due (its first day), soonest first."""
    groups: dict[datetime.date, list[Row]] = {}
    for row in sorted(found, key=lambda row: (row.article.review_by, row.article.id)):
        groups.setdefault(row.article.review_by.replace(day=1), []).append(row)
    return list(groups.items())
