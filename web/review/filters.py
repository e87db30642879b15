"""A filter of conversations, as it stands in the address."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Optional
from urllib.parse import urlencode

from django.conf import settings

from knowledge.intents import article_of
from knowledge.schema import LANGUAGES
from language.grams import needed, runs
from web.chat.errors import knowledge_base
from web.chat.outcomes import OUTCOMES
from web.review.answers import answers_of
from web.review.examples import conversation_intents
from web.review.models import Label, Review
from web.review.outcomes import BANDS, CONFIDENCES, REASONS
from web.review.search import Query, Span, span

SORTS = ("newest", "oldest", "doubtful")
FEEDBACKS = ("up", "down")
RATINGS = ("1", "2", "3", "4", "5")
STATES = tuple(Review.State.values)
ANSWERS, BOTH = "answers", "both"
PLACES = (ANSWERS, BOTH)  # where words are looked for, besides in what people wrote
QUERY_CHARS = 100


@dataclass(frozen=True)
class Filter:
    """What is looked for; every field is text as in the address, empty for all.

    Attributes:
        q: words.
        where: the words are looked for, of `PLACES`; empty for what people wrote.
        since, until: days of the office's calendar, both included.
        confidence: of `CONFIDENCES`.
        label: number of one.
    """

    q: str = ""
    where: str = ""
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
            "where": PLACES,
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
        if not runs(given["q"]):
            given["where"] = ""
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

    @cached_property
    def answers(self) -> list[str]:
        """The terms of turns whose answer holds the words, where they are looked for there."""
        return answers_of(knowledge_base()).having(self.q) if self.where else []

    @cached_property
    def wanted(self) -> Query:
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
        own = tuple(f"{key}:{value}" for key, value in pairs if value)
        words = tuple(needed(self.q))
        if not self.where:
            return Query((*words, *own))
        return Query(own, (*([words] if self.where == BOTH else []), *((term,) for term in self.answers)))

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
