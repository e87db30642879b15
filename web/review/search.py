"""Turns by terms: SQLite's full-text index or PostgreSQL's text vectors, in the order of the turns' numbers.

Numbers grow with time, so that newest first is highest first, and a page goes on from a number (keyset).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

from django.db import connection, transaction

from web.review.models import Indexed

# PostgreSQL looks through so many of the next turns one by one before it asks its index, which gives no order.
NEAR = 10_000


@dataclass(frozen=True)
class Span:
    """Numbers of turns, `first` <= number < `end`."""

    first: int
    end: int

    def before(self, number: int) -> Span:
        """What lies before a number."""
        return Span(self.first, min(self.end, number))

    def after(self, number: int) -> Span:
        """What lies after a number."""
        return Span(max(self.first, number + 1), self.end)


def span(since: Optional[datetime.datetime] = None, until: Optional[datetime.datetime] = None) -> Span:
    """The numbers of the turns of a time, `since` <= at < `until`."""
    newest = Indexed.objects.order_by("-turn").values_list("turn", flat=True).first() or 0
    return Span(
        _from(since) if since else 0,
        min(_from(until), newest + 1) if until else newest + 1,
    )


@dataclass(frozen=True)
class Query:
    """What a turn must have in the index.

    Attributes:
        terms: all of these.
        either: and all the terms of at least one of these; none for no such condition.
    """

    terms: tuple[str, ...] = ()
    either: tuple[tuple[str, ...], ...] = ()

    def fits(self, held: set[str]) -> bool:
        """Whether a turn with these terms is meant."""
        return held.issuperset(self.terms) and (not self.either or any(held.issuperset(one) for one in self.either))

    def having(self, term: str) -> Query:
        """The same with one more term; empty for none."""
        return Query((*self.terms, term), self.either) if term else self

    def written(self, both: str, one: str, quote: str) -> str:
        """In the language of an index: its words for "and" and "or", and what stands around a term."""

        def joined(terms: Sequence[str]) -> str:
            return both.join(f"{quote}{term}{quote}" for term in terms)

        choice = one.join(joined(terms) if len(terms) == 1 else f"({joined(terms)})" for terms in self.either)
        return both.join([*([joined(self.terms)] if self.terms else []), *([f"({choice})"] if choice else [])])


def numbers(query: Query, within: Span, most: int, *, descending: bool = True) -> list[int]:
    """The turns that are meant, in order.

    Args:
        query: what they have; nothing for every turn.
        within: numbers to look at.
        most: how many at the most.
        descending: highest number first.
    """
    if within.first >= within.end:
        return []
    if query == Query():
        rows = Indexed.objects.filter(turn__gte=within.first, turn__lt=within.end)
        return list(rows.order_by("-turn" if descending else "turn").values_list("turn", flat=True)[:most])
    if connection.vendor == "sqlite":
        return _sqlite(query, within, most, descending)
    return _postgresql(query, within, most, descending)


def _from(at: datetime.datetime) -> int:
    found = Indexed.objects.filter(at__gte=at).order_by("at", "turn").values_list("turn", flat=True).first()
    return found if found is not None else 2**62


def _rows(statement: str, values: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _sqlite(query: Query, within: Span, most: int, descending: bool) -> list[int]:
    wanted = query.written(" AND ", " OR ", '"')
    order = "DESC" if descending else "ASC"
    return _rows(
        "SELECT rowid FROM review_search WHERE review_search MATCH %s AND rowid >= %s AND rowid < %s "  # noqa: S608
        f"ORDER BY rowid {order} LIMIT %s",
        [wanted, within.first, within.end, most],
    )


def _postgresql(query: Query, within: Span, most: int, descending: bool) -> list[int]:
    wanted = query.written(" & ", " | ", "'")
    order = "DESC" if descending else "ASC"
    if descending:
        near = Span(max(within.first, within.end - NEAR), within.end)
        rest = within.before(near.first)
    else:
        near = Span(within.first, min(within.end, within.first + NEAR))
        rest = within.after(near.end - 1)
    select = "SELECT turn_id FROM review_indexed WHERE vector @@ %s::tsquery AND turn_id >= %s AND turn_id < %s "
    found = _rows(f"{select} ORDER BY turn_id {order} LIMIT %s", [wanted, near.first, near.end, most])
    if len(found) < most and rest.first < rest.end:
        # It takes frequent terms for unrelated and would read all turns where nearly none has both.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
            more = f"{select} ORDER BY turn_id + 0 {order} LIMIT %s"
            found += _rows(more, [wanted, rest.first, rest.end, most - len(found)])
    return found
