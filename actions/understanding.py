"""What Rasa understood of a message, as the actions receive it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from knowledge.intents import article_of

UNANSWERED = ("out_of_scope", "not_stated")  # intents of questions that no article answers
PRESSED = "RegexMessageHandler"  # Rasa's reader of button payloads


@dataclass(frozen=True)
class Reading:
    """A text with its intent ranking: a message, or one sentence of it.

    Attributes:
        text: as typed.
        ranking: intents with confidences, 0 to 1, best first.
        familiarity: 0 to 1, how likely the text has any trained intent at all; None when not told.
        continued: the text behind the name of what it is about, where it goes on about something.
    """

    text: str
    ranking: tuple[tuple[str, float], ...] = ()
    familiarity: Optional[float] = None
    continued: Optional[Reading] = None

    @property
    def intent(self) -> Optional[str]:
        """The most likely intent."""
        return self.ranking[0][0] if self.ranking else None

    @property
    def confidence(self) -> float:
        """Of the most likely intent, 0 to 1."""
        return self.ranking[0][1] if self.ranking else 0.0

    @property
    def articles(self) -> dict[str, float]:
        """The confidence of each article in the ranking."""
        return {a: c for name, c in self.ranking if (a := article_of(name))}

    def confidence_in(self, intents: Iterable[str]) -> float:
        """Of any of some intents, 0 to 1."""
        told = dict(self.ranking)
        return sum(told.get(name, 0.0) for name in intents)

    @property
    def conversation(self) -> float:
        """The confidence that this is no question to the knowledge base (greeting, out of scope, ...)."""
        return sum(c for name, c in self.ranking if article_of(name) is None)

    @property
    def small_talk(self) -> float:
        """The confidence that this is conversation, questions that nothing answers left out."""
        return self.conversation - self.confidence_in(UNANSWERED)


@dataclass(frozen=True)
class Understanding:
    """A message as understood.

    Attributes:
        whole: the message.
        parts: its sentences, when it has several.
        detected: `ja`, `en`, `other`, or None without a hint.
        code: the likely language's ISO 639-1 code.
        pressed: what an offered button asks for (`article`, `to`), empty for typed text.
    """

    whole: Reading
    parts: tuple[Reading, ...] = ()
    detected: Optional[str] = None
    code: Optional[str] = None
    pressed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, latest_message: Mapping[str, Any]) -> Understanding:
        """Reads `tracker.latest_message`; whatever is missing counts as not understood."""
        language = latest_message.get("language") or {}
        pressed = {
            e["entity"]: e["value"]
            for e in latest_message.get("entities") or []
            if e.get("extractor") == PRESSED and e.get("entity") in ("article", "to")
        }
        ranking = latest_message.get("intent_ranking") or [latest_message.get("intent") or {}]
        return cls(
            whole=_reading(latest_message, ranking),
            parts=tuple(_reading(p, p.get("intent_ranking")) for p in latest_message.get("segments") or []),
            detected=language.get("detected"),
            code=language.get("code"),
            pressed=pressed,
        )


def _reading(message: Mapping[str, Any], ranking: Any) -> Reading:
    pairs = [(r.get("name"), float(r.get("confidence") or 0.0)) for r in ranking or []]
    named = tuple((name, confidence) for name, confidence in pairs if name)
    behind = message.get("continued")
    continued = _reading(behind, behind.get("intent_ranking")) if behind else None
    return Reading(message.get("text") or "", named, message.get("familiarity"), continued)
