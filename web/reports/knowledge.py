"""Figures of the articles: how fresh they are, by topic."""

from __future__ import annotations

import datetime

from knowledge.freshness import is_overdue
from knowledge.loading import KnowledgeBase
from web.articles.listing import SOON_DAYS
from web.desk.sheets import Cell
from web.reports.tables import Table


def freshness(base: KnowledgeBase, today: datetime.date, language: str) -> Table:
    """Articles of each topic: in time, due soon, overdue, and pairs of which one language is older."""
    rows: list[tuple[Cell, ...]] = []
    for topic in base.topics.values():
        late = sum(is_overdue(one, today) for one in topic.articles)
        soon = sum(0 <= (one.review_by - today).days <= SOON_DAYS for one in topic.articles)
        stale = sum(one.revised.stale is not None for one in topic.articles)
        rows.append((topic.name[language], len(topic.articles) - late - soon, soon, late, stale))
    rows.sort(key=lambda row: -int(row[3] or 0))
    columns = ("topic", "in_time", "due_soon", "late", "stale")
    return Table("freshness", columns, rows, columns[1:4], lying=True)
