"""Figures of handoffs: how long visitors waited for a person, whether the promise was kept, how it went."""

from __future__ import annotations

import datetime
import statistics
from collections import Counter
from typing import Optional

from django.db.models import F, Min, Q

from web.chat.models import Handoff, Message
from web.desk.sheets import Cell
from web.reports.period import Period
from web.reports.tables import Table

BOUNDS_MIN = (5, 10, 30, 60, 240)


def waiting(period: Period, now: datetime.datetime, names: dict[str, str]) -> list[Table]:
    """How long visitors waited for the first words of staff, and whether these came by the promise."""
    found = list(
        Handoff.objects.filter(since__gte=period.begin, since__lt=period.end)
        .annotate(
            first=Min(
                "conversation__messages__at",
                filter=Q(
                    conversation__messages__author=Message.Author.STAFF, conversation__messages__at__gte=F("since")
                ),
            )
        )
        .values_list("since", "answer_by", "first", "closed_at", "stars")
    )
    waits: list[Optional[float]] = []
    kept: Counter[str] = Counter()
    stars: Counter[int] = Counter()
    for since, answer_by, first, closed_at, given in found:
        in_time = first is not None and (closed_at is None or first <= closed_at)
        waits.append((first - since).total_seconds() / 60 if in_time else None)
        if given:
            stars[given] += 1
        if answer_by is None:
            kept["none"] += 1
        elif in_time:
            kept["kept" if first <= answer_by else "broken"] += 1
        elif closed_at is not None and closed_at <= answer_by:
            kept["ended"] += 1
        else:
            kept["broken" if now > answer_by else "open"] += 1
    return [_spread(waits, names), _promises(kept, waits, names), _stars(stars)]


def _spread(waits: list[Optional[float]], names: dict[str, str]) -> Table:
    answered = [wait for wait in waits if wait is not None]
    rows: list[tuple[Cell, ...]] = []
    lowest = 0
    for bound in BOUNDS_MIN:
        rows.append((f"{lowest}-{bound}", sum(lowest <= wait < bound for wait in answered)))
        lowest = bound
    rows.append((f"{lowest}-", sum(wait >= lowest for wait in answered)))
    rows.append((names["no_words"], len(waits) - len(answered)))
    return Table("waiting", ("minutes", "handoffs"), rows if waits else [], ("handoffs",), counted=("handoffs",))


def _promises(kept: Counter[str], waits: list[Optional[float]], names: dict[str, str]) -> Table:
    answered = sorted(wait for wait in waits if wait is not None)
    rows: list[tuple[Cell, ...]] = [(names[key], kept[key]) for key in ("kept", "broken", "ended", "open", "none")]
    due = kept["kept"] + kept["broken"]
    rows.append((names["kept_share"], round(100 * kept["kept"] / due, 1) if due else None))
    rows.append((names["median"], round(statistics.median(answered), 1) if answered else None))
    rows.append((names["p90"], round(answered[int(0.9 * (len(answered) - 1))], 1) if answered else None))
    return Table("promises", ("measure", "value"), rows if waits else [], counted=("value",))


def _stars(stars: Counter[int]) -> Table:
    rows: list[tuple[Cell, ...]] = [(str(n), stars[n]) for n in (5, 4, 3, 2, 1)]
    return Table("stars", ("stars_given", "handoffs"), rows if stars else [], ("handoffs",), counted=("handoffs",))
