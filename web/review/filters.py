"""A filter of conversations, as it stands in the address."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Optional
from urllib.parse import urlencode

from django.conf import settings

from knowledge.intents import article_of
from knowledge.schema import LANGUAGES
from language.grams import needed, runs
from web.chat.errors import knowledge_base
from web.review.examples import conversation_intents
from web.review.models import Label, Review
from web.review.outcomes import BANDS, CONFIDENCES, OUTCOMES, REASONS
from web.review.search import Span, span

SORTS = ("newest", "oldest", "doubtful")
FEEDBACKS = ("up", "down")
RATINGS = ("1", "2", "3", "4", "5")
STATES = tuple(Review.State.values)
QUERY_CHARS = 100


@dataclass(frozen=True)
class Filter:
    """What is looked for; every field is text as in the address, empty for all.

    Attributes:
        q: words.
        since, until: days of the office's calendar, both included.
        confidence: of `CONFIDENCES`.
        label: number of one.
    """

    q: str = ""
    since: str = ""
    until: str = ""
    language: str = ""
    topic: str = ""
    intent: str = ""
    confidence: str = ""
    outcome: str = ""
    feedback: str = ""
    rating: str = ""
    label: str = ""
    state: str = ""
    reason: str = ""
    noted: str = ""
    sort: str = "newest"

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Filter:
        """From the address; what it does not know is left out."""
        allowed: dict[str, object] = {
            "language": LANGUAGES,
            "topic": knowledge_base().topics,
            "confidence": CONFIDENCES,
            "outcome": OUTCOMES,
            "feedback": FEEDBACKS,
            "rating": RATINGS,
            "state": STATES,
            "reason": REASONS,
            "noted": ("1",),
            "sort": SORTS,
        }
        given = {one.name: str(values.get(one.name, "")).strip() for one in fields(cls)}
        given = {name: value for name, value in given.items() if name not in allowed or value in allowed[name]}  # type: ignore[operator]
        for name in ("since", "until"):
            given[name] = given[name] if _day(given[name]) else ""
        given["q"] = given["q"][:QUERY_CHARS]
        intent = given["intent"]
        if intent not in conversation_intents() and (article_of(intent) or "") not in knowledge_base().articles:
            given["intent"] = ""
        label = given["label"]
        if not (label.isascii() and label.isdecimal() and Label.objects.filter(pk=int(label[:9])).exists()):
            given["label"] = ""
        return cls(**given)

    @property
    def query(self) -> str:
        """The address's part after the question mark."""
        return urlencode({f.name: v for f in fields(self) if (v := getattr(self, f.name)) and v != f.default})

    @property
    def told(self) -> str:
        """The same for people, as the audit log tells it."""
        return " ".join(f"{f.name}={v}" for f in fields(self) if (v := getattr(self, f.name)) and v != f.default)

    @property
    def words(self) -> list[str]:
        """The words looked for, folded."""
        return runs(self.q)

    @property
    def terms(self) -> list[str]:
        """What a turn must have in the index."""
        pairs = (
            ("l", self.language),
            ("o", self.outcome),
            ("t", self.topic),
            ("i", self.intent),
            ("k", self.confidence),
            ("f", self.feedback),
            ("r", self.rating),
            ("b", self.label),
            ("s", self.state),
            ("q", self.reason),
            ("n", self.noted),
        )
        return [*needed(self.q), *(f"{key}:{value}" for key, value in pairs if value)]

    @property
    def segments(self) -> list[tuple[str, bool]]:
        """The parts of the list, one after the other: one more term (or none), and whether the newest comes first."""
        if self.sort == "doubtful":
            bands = CONFIDENCES[self.confidence] if self.confidence else range(BANDS)
            return [(f"c:{band}", True) for band in bands]
        return [("", self.sort != "oldest")]

    @property
    def span(self) -> Span:
        """The turns of its days."""
        since, until = _day(self.since), _day(self.until)
        return span(_start(since) if since else None, _start(until + datetime.timedelta(days=1)) if until else None)

    def without(self, name: str) -> Filter:
        """The same without one of its conditions."""
        return replace(self, **{name: "newest" if name == "sort" else ""})

    @property
    def active(self) -> list[tuple[str, str]]:
        """Its conditions, name and value."""
        return [(f.name, v) for f in fields(self) if f.name != "sort" and (v := getattr(self, f.name))]


def _day(text: str) -> Optional[datetime.date]:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _start(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), zoneinfo.ZoneInfo(settings.DESK.time_zone))
