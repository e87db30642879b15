"""One visitor message with everything that bears on its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Optional

from actions.candidates import Context
from actions.library import Shelf
from actions.understanding import Understanding

LANGUAGE = "language"
TOPIC = "topic"
ANSWERED = "answered"
LAST_QUESTION = "last_question"


@dataclass(frozen=True)
class Turn:
    """A message, the conversation it stands in and the language to answer in.

    Attributes:
        understood: the message as Rasa understood it.
        language: in which to answer, `ja` or `en`.
        topic: the topic the conversation was about last, if any.
        answered: ids of the articles said last.
        last_question: what the visitor last asked, empty at the start.
    """

    understood: Understanding
    language: Literal["ja", "en"]
    topic: Optional[str] = None
    answered: tuple[str, ...] = ()
    last_question: str = ""

    @classmethod
    def of(cls, latest_message: Mapping[str, Any], slots: Mapping[str, Any]) -> Turn:
        """Reads Rasa's tracker.

        The language is the message's own; where it gives no hint, the conversation's; at the start, the one the
        page is shown in (`metadata.language`); else Japanese. A gateway that keeps the conversation itself sends its
        state along (`metadata.state`), and that counts, not the slots: they are lost at a restart.
        """
        understood = Understanding.of(latest_message)
        metadata = latest_message.get("metadata") or {}
        slots = metadata.get("state") or slots
        hints = (understood.detected, slots.get(LANGUAGE), metadata.get("language"))
        language = next((hint for hint in hints if hint in ("ja", "en")), "ja")
        return cls(
            understood=understood,
            language=language,  # type: ignore[arg-type]
            topic=slots.get(TOPIC),
            answered=tuple(slots.get(ANSWERED) or ()),
            last_question=slots.get(LAST_QUESTION) or "",
        )

    @property
    def text(self) -> str:
        """The message as typed, or the payload of a pressed button."""
        return self.understood.whole.text

    @property
    def pressed(self) -> bool:
        """Whether an offered button was pressed; the channel lets no typed text begin with a slash."""
        return self.text.startswith("/")

    @property
    def context(self) -> Context:
        """What the conversation was about before this message."""
        return Context(self.topic, self.answered[-1] if self.answered else None)

    def state_after(
        self, shelf: Shelf, *, language: str, answered: tuple[str, ...], said: bool, asked: bool
    ) -> dict[str, Any]:
        """What the conversation remembers after this message, by slot.

        Args:
            shelf: the knowledge base.
            language: of the reply.
            answered: ids of the articles that "and how many?" now refers to.
            said: whether this very reply says them.
            asked: whether the message was a question.
        """
        state = {
            LANGUAGE: language,
            TOPIC: self.topic_after(shelf, answered if said else ()),
            ANSWERED: list(answered),
        }
        return {**state, LAST_QUESTION: self.text} if asked else state

    def topic_after(self, shelf: Shelf, answered: tuple[str, ...]) -> Optional[str]:
        """What the conversation is about after this message: what it named, else what it was answered with."""
        named = [] if self.pressed else shelf.topics_in(self.text, self.language)
        if named:
            return named[-1]
        return answered[-1].split("/")[0] if answered else self.topic
