"""Figures of conversations and turns: how many, about what, with which outcome, at what time of the day."""

from __future__ import annotations

import datetime
import zoneinfo
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Optional

from django.apps import apps
from django.db import connection
from django.db.models import CharField, Count
from django.db.models.functions import Substr, TruncHour

from knowledge.loading import KnowledgeBase
from knowledge.schema import LANGUAGES
from web.articles import usage
from web.chat.models import Conversation, Turn
from web.chat.outcomes import COUNTED, DECISIONS, NEAR, OTHER, TO_STAFF
from web.desk.sheets import Cell
from web.reports.period import Period
from web.reports.tables import Table

NEAREST = 15  # articles that are listed


@dataclass(frozen=True)
class Counted:
    """So many turns of one kind."""

    language: str
    outcome: str
    said: Optional[str]
    near: Optional[str]
    helpful: Optional[bool]
    turns: int


def counted(period: Period) -> list[Counted]:
    """The turns of a period by language, outcome, article and whether it helped; never a text."""
    within = Turn.objects.filter(at__gte=period.begin, at__lt=period.end)
    rows = usage.counted(within, "language", "status", "outcome", "said", "near", "helpful")
    return [
        Counted(language, _outcome(status, outcome), said, near, helpful, turns)
        for language, status, outcome, said, near, helpful, turns in rows
    ]


def _outcome(status: str, outcome: Optional[str]) -> str:
    if status == Turn.Status.APOLOGISED or outcome == "apology":
        return "apology"
    if not outcome:
        return TO_STAFF
    return outcome if outcome in DECISIONS else OTHER


def volume(period: Period) -> list[Table]:
    """Conversations and turns by day and language, and turns by the hour of the day."""
    zone = zoneinfo.ZoneInfo(period.zone)
    turns = _by_hour(Turn.objects.filter(at__gte=period.begin, at__lt=period.end), "at", zone)
    begun = _by_hour(
        Conversation.objects.filter(created_at__gte=period.begin, created_at__lt=period.end), "created_at", zone
    )
    by_day: Counter[tuple[datetime.date, str]] = Counter()
    by_hour: Counter[tuple[int, str]] = Counter()
    for hour, language, number in turns:
        by_day[hour.date(), language] += number
        by_hour[hour.hour, language] += number
    talks: Counter[tuple[datetime.date, str]] = Counter()
    for hour, language, number in begun:
        talks[hour.date(), language] += number
    days: list[tuple[Cell, ...]] = [
        (day.isoformat(), *(talks[day, code] for code in LANGUAGES), *(by_day[day, code] for code in LANGUAGES))
        for day in period.days
    ]
    hours: list[tuple[Cell, ...]] = [
        (f"{hour:02d}:00", *(by_hour[hour, code] for code in LANGUAGES)) for hour in range(24)
    ]
    columns = ("day", "conversations_ja", "conversations_en", "turns_ja", "turns_en")
    return [
        Table("volume", columns, days, columns[3:], counted=columns[1:]),
        Table("hours", ("hour", *columns[3:]), hours, columns[3:], counted=columns[3:]),
    ]


def _by_hour(found: Any, field: str, zone: zoneinfo.ZoneInfo) -> list[tuple[datetime.datetime, str, int]]:
    """How many there are by time and language, as the office's time: hours, or on SQLite tens of minutes.

    SQLite would call Python for each row to find the hour; the beginning of the text it stores says as much.
    """
    text = connection.vendor == "sqlite"
    moment: Any = Substr(field, 1, 15, output_field=CharField()) if text else TruncHour(field, tzinfo=zone)
    rows = found.annotate(moment=moment).values_list("moment", "language").annotate(number=Count("pk")).order_by()
    utc = datetime.timezone.utc
    return [
        (
            datetime.datetime.fromisoformat(f"{at}0").replace(tzinfo=utc).astimezone(zone) if text else at,
            language,
            number,
        )
        for at, language, number in rows
    ]


def outcomes(turns: list[Counted], names: dict[str, str]) -> Table:
    """How turns ended, by language; `names` are the outcomes in the reader's words."""
    found: Counter[tuple[str, str]] = Counter()
    for one in turns:
        found[one.outcome, one.language] += one.turns
    rows: list[tuple[Cell, ...]] = []
    for outcome in COUNTED:
        numbers = [found[outcome, code] for code in LANGUAGES]
        if any(numbers):
            rows.append((names[outcome], *numbers, _share(sum(numbers), sum(found.values()))))
    columns = ("outcome", "turns_ja", "turns_en", "share")
    return Table("outcomes", columns, rows, columns[1:3], lying=True, counted=columns[1:3])


def topics(turns: list[Counted], base: KnowledgeBase, language: str) -> Table:
    """Answered turns by topic and language, and how many near the topic were declined."""
    answered: Counter[tuple[str, str]] = Counter()
    declined: Counter[str] = Counter()
    for one in turns:
        if one.outcome == "sure" and one.said:
            answered[one.said.partition("/")[0], one.language] += one.turns
        elif one.outcome in NEAR and one.near:
            declined[one.near.partition("/")[0]] += one.turns
    number = {key: sum(answered[key, code] for code in LANGUAGES) for key in base.topics}
    rows: list[tuple[Cell, ...]] = [
        (base.topics[key].name[language], *(answered[key, code] for code in LANGUAGES), declined[key])
        for key in sorted(number, key=lambda key: -number[key])
        if number[key] or declined[key]
    ]
    columns = ("topic", "answered_ja", "answered_en", "declined")
    return Table("topics", columns, rows, columns[1:3], lying=True, counted=columns[1:])


def unanswered(turns: list[Counted], base: KnowledgeBase, language: str, clusters: dict[str, int]) -> Table:
    """Turns without an answer, by the article they came nearest to; `clusters` as `clusters_of` counts them."""
    found: Counter[str] = Counter()
    offered: Counter[str] = Counter()
    for one in turns:
        if one.outcome in NEAR:
            found[one.near or ""] += one.turns
        elif one.outcome == "close" and one.near:
            offered[one.near] += one.turns
    known = base.articles
    rows: list[tuple[Cell, ...]] = [
        (known[key].title[language] if key in known else key or "-", number, clusters.get(key, 0), offered[key])
        for key, number in found.most_common(NEAREST)
    ]
    columns = ("nearest", "declined", "clusters", "offered")
    return Table("unanswered", columns, rows, counted=columns[1:])


def clusters_of(period: Period) -> dict[str, int]:
    """How many clusters of like questions the unanswered turns of a period are in, by the article nearest to them."""
    if not apps.is_installed("web.review"):
        return {}
    model: Any = apps.get_app_config("review").get_model("Review")
    within = model.objects.filter(turn__at__gte=period.begin, turn__at__lt=period.end, cluster__isnull=False)
    unanswered = within.filter(turn__understood__outcome__in=NEAR).values_list("cluster__article")
    return dict(unanswered.annotate(number=Count("cluster", distinct=True)).order_by())


def helpful(turns: list[Counted], names: dict[str, str]) -> Table:
    """What visitors said of answers, by language."""
    found: Counter[tuple[str, Optional[bool]]] = Counter()
    for one in turns:
        if one.outcome == "sure":
            found[one.language, one.helpful] += one.turns
    rows: list[tuple[Cell, ...]] = []
    for code in LANGUAGES:
        yes, no, silent = (found[code, said] for said in (True, False, None))
        rows.append((names[code], yes, no, silent, _share(yes, yes + no)))
    columns = ("language", "yes", "no", "silent", "helped_share")
    return Table("helpful", columns, rows, columns[1:3], counted=columns[1:4])


def wrong(period: Period, names: dict[str, str]) -> Table:
    """Of the turns that reviewers judged, how many were answered with confidence and wrong, by language."""
    columns = ("language", "reviewed", "wrong", "wrong_share")
    if not apps.is_installed("web.review"):
        return Table("wrong", columns, missing="no_reviews")
    found: Counter[tuple[str, bool]] = Counter()
    for language, verdict in _judged(period):
        found[language, verdict != "right"] += 1
    rows: list[tuple[Cell, ...]] = []
    for code in LANGUAGES:
        right, bad = found[code, False], found[code, True]
        rows.append((names[code], right + bad, bad, _share(bad, right + bad)))
    counts = Table("wrong", columns, rows, counted=columns[1:3])
    return Table("wrong", columns, missing="no_reviews") if counts.empty else counts


def _judged(period: Period) -> Iterator[tuple[str, str]]:
    model: Any = apps.get_app_config("review").get_model("Review")
    reviews = model.objects.filter(state="done")
    within = reviews.filter(turn__at__gte=period.begin, turn__at__lt=period.end).exclude(verdict="")
    judged = within.filter(turn__understood__outcome="sure")
    yield from judged.values_list("turn__language", "verdict")


def _share(part: int, whole: int) -> Optional[float]:
    return round(100 * part / whole, 1) if whole else None
