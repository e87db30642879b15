"""What came of a turn, and why it may need a look: pure functions on rows of the journal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Optional

from knowledge.schema import LANGUAGES
from web.chat.models import Turn
from web.chat.outcomes import DECISIONS
from web.chat.replies import RATE
from web.review.answers import said_term

REASONS = ("unsure", "none_chosen", "thumbs_down", "handed_off", "apologised", "language")
BANDS = 10  # of confidence, each a tenth
CONFIDENCES = {"low": range(0, 3), "middle": range(3, 6), "high": range(6, BANDS)}  # in tenths


@dataclass(frozen=True)
class Facts:
    """A turn in a few words.

    Attributes:
        outcome: one of `web.chat.outcomes.OUTCOMES`.
        language: of what was asked.
        article: that was answered or, without an answer, considered first; with `topic` and `intent`, empty if none.
        confidence: of the intent, 0 to 1; None when nothing was understood (a button, staff).
        said: the articles it was answered with, and the language of that.
        helpful: what the visitor said of the answer; None where nothing.
        reasons: of `REASONS`.
    """

    outcome: str
    language: str
    topic: str = ""
    intent: str = ""
    article: str = ""
    confidence: Optional[float] = None
    said: tuple[tuple[str, str], ...] = ()
    helpful: Optional[bool] = None
    reasons: tuple[str, ...] = ()

    @property
    def band(self) -> Optional[int]:
        """The tenth that the confidence lies in, 0 to 9."""
        return None if self.confidence is None else max(0, min(BANDS - 1, int(self.confidence * BANDS)))

    @property
    def sureness(self) -> str:
        """Of `CONFIDENCES`; empty without a confidence."""
        return next((name for name, bands in CONFIDENCES.items() if self.band in bands), "")


def facts_of(turn: Turn, following: Optional[Turn] = None, *, handed_over: bool = False) -> Facts:
    """What is to be known of a turn.

    Args:
        turn: finished.
        following: the next turn of the conversation.
        handed_over: a person was asked for after it, before the next turn.
    """
    understood: dict[str, Any] = turn.understood or {}
    outcome = _outcome(turn, understood, handed_over)
    article = _article(turn, understood)
    intent = understood.get("intent")
    confidence = understood.get("confidence")
    language = understood.get("detected") if understood.get("detected") in LANGUAGES else turn.language
    return Facts(
        outcome,
        str(language),
        article.partition("/")[0],
        intent if isinstance(intent, str) and not turn.payload else "",
        article,
        float(confidence) if isinstance(confidence, (int, float)) and not turn.payload else None,
        _said(turn, understood),
        turn.helpful,
        _reasons(turn, understood, outcome, following),
    )


def properties(facts: Facts, *more: str) -> list[str]:
    """A turn's properties as terms of the index: a letter, a colon, a value without spaces."""
    named = (("l", facts.language), ("o", facts.outcome), ("t", facts.topic), ("i", facts.intent), ("a", facts.article))
    found = [f"{key}:{value.casefold()}" for key, value in named if value]
    found += [f"c:{facts.band}", f"k:{facts.sureness}"] if facts.band is not None else []
    found += [said_term(article, language) for article, language in facts.said]
    found += [] if facts.helpful is None else ["f:up" if facts.helpful else "f:down"]
    return [*found, *(f"q:{reason}" for reason in facts.reasons), *more]


def _outcome(turn: Turn, understood: dict[str, Any], handed_over: bool) -> str:
    if turn.status == Turn.Status.APOLOGISED:
        return "apologised"
    if handed_over or (turn.handoff or {}).get("reason") == "asked":
        return "handed_off"
    if turn.payload.startswith(f"/{RATE}"):
        return "answered"
    return DECISIONS.get(str(understood.get("outcome") or ""), "with_staff" if not understood else "answered")


def _said(turn: Turn, understood: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The articles of the answer. With a choice or a decline nothing was said of those that are named."""
    if understood.get("outcome") != "sure" or turn.status == Turn.Status.APOLOGISED:
        return ()
    language = understood.get("language") if understood.get("language") in LANGUAGES else turn.language
    return tuple((article, str(language)) for article in understood.get("articles") or [] if isinstance(article, str))


def _article(turn: Turn, understood: dict[str, Any]) -> str:
    said = [a for a in understood.get("articles") or [] if isinstance(a, str)]
    considered = [c.get("article") for c in understood.get("considered") or [] if isinstance(c, dict)]
    return next((str(a) for a in (*said, pressed_article(turn), *considered) if a), "")


def pressed_article(turn: Turn) -> str:
    """The article a pressed button asked for, if it did."""
    try:
        asked = json.loads(turn.payload[turn.payload.index("{") :])
    except ValueError:
        return ""
    return str(asked.get("article") or "") if isinstance(asked, dict) else ""


def _reasons(turn: Turn, understood: dict[str, Any], outcome: str, following: Optional[Turn]) -> tuple[str, ...]:
    said = str(understood.get("outcome") or "")
    detected = understood.get("detected")
    found: Iterable[tuple[str, bool]] = (
        ("unsure", said == "unsure"),
        ("none_chosen", said == "close" and not (following is not None and pressed_article(following))),
        ("thumbs_down", turn.helpful is False),
        ("handed_off", outcome == "handed_off" and not turn.payload),
        ("apologised", outcome == "apologised"),
        ("language", said == "other_language" or (detected in LANGUAGES and detected != turn.language)),
    )
    return tuple(reason for reason, holds in found if holds)
