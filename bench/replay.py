"""What the assistant would answer to past turns: each asked again in the conversation as it really went.

What a visitor writes next depends on what was said, so a turn is not asked behind the answers that would be given now
but behind those that were: the topic and the articles said last come from the journal, as the gateway kept them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional

from actions.library import Shelf
from actions.responding import respond
from actions.turn import Turn
from actions.understanding import Reading, Understanding
from bench.questions import Understands
from language.text import disarmed

Answer = dict[str, Any]


@dataclass(frozen=True)
class Past:
    """A turn as it was.

    Attributes:
        id: its number.
        text: as stored, masked; of a pressed button its payload.
        language: in which it was answered.
        outcome: of the answer; empty where staff answered, or nobody.
        articles: that were said or, without an answer, still talked about.
        asked: whether it is to be asked again; the others only lead up to it.
    """

    id: int
    text: str
    language: str
    outcome: str = ""
    articles: tuple[str, ...] = ()
    pressed: bool = False
    asked: bool = True

    @classmethod
    def read(cls, data: dict[str, Any]) -> Past:
        """From JSON."""
        return cls(**{**data, "articles": tuple(data.get("articles") or ())})


@dataclass
class _Memory:
    """What the conversation remembers."""

    language: str = ""
    topic: Optional[str] = None
    answered: tuple[str, ...] = field(default=())

    def before(self, past: Past) -> dict[str, Any]:
        """As the gateway would send it with a turn."""
        # Where a message tells no language it is answered in the conversation's; only a switch ends in another one.
        language = self.language if past.outcome == "language" and self.language else past.language
        return {"language": language, "topic": self.topic, "answered": list(self.answered)}

    def went_on(self, past: Past, turn: Turn, shelf: Shelf) -> None:
        """After a turn; one that the assistant did not answer changes nothing."""
        if past.outcome in ("", "apology"):
            return
        self.topic = turn.topic_after(shelf, past.articles if past.outcome == "sure" else ())
        self.language, self.answered = past.language, past.articles


def answers(turns: Sequence[Past], pipeline: Understands, shelf: Shelf) -> Iterator[tuple[int, Answer]]:
    """What would be answered to the turns of one conversation.

    Args:
        turns: all of it, in order, up to the last one to be asked.
        pipeline: understands messages.
        shelf: the articles.

    Yields:
        the number of each turn to be asked, and the answer.
    """
    memory = _Memory()
    for past in turns:
        state = memory.before(past)
        about = shelf.base.topics.get(str(state["topic"]))
        text = past.text if past.pressed else disarmed(past.text)
        understood = (
            pipeline.understand(text, about.name if about else None) if past.asked else Understanding(Reading(text))
        )
        language = understood.detected if understood.detected in ("ja", "en") else state["language"]
        turn = Turn(understood, "en" if language == "en" else "ja", memory.topic, memory.answered)
        if past.asked:
            yield past.id, _answer(turn, shelf)
        memory.went_on(past, turn, shelf)


def _answer(turn: Turn, shelf: Shelf) -> Answer:
    reply = respond(turn, shelf)
    return {
        "outcome": reply.outcome,
        "intent": turn.understood.whole.intent or "",
        "articles": list(reply.answered) if reply.outcome == "sure" else [],
        "offered": list(reply.offered),
        "text": "\n\n".join(reply.texts),
    }
