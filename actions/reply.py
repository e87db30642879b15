"""What goes back to the visitor, and what goes with it for machines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional

from actions.library import Shelf
from actions.turn import Turn
from knowledge.menu import MAIN_TOPICS, payload, topic_choices
from knowledge.messages import say
from knowledge.rendering import Answer


@dataclass(frozen=True)
class Button:
    """An offered choice: what it says, and the payload that the channel accepts only because it was offered."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """The answer to one turn.

    Attributes:
        texts: messages, in order, at least one.
        buttons: under the last message.
        outcome: sure, close, unsure, outside, small_talk, handoff, language or other_language.
        answered: ids of the articles said; they become the context of the next message.
        offered: ids of the articles offered.
        handoff: why a person is asked for (`asked`, `unsure`), or None.
        language: of the texts, when it is not the turn's.
        considered: articles with the probability that they answer the question.
        parts: the answers among the texts, for pages that lay them out themselves.
        lead: the text before the answers, if any.
        after: the text behind the answers, if any.
    """

    texts: tuple[str, ...]
    outcome: str
    buttons: tuple[Button, ...] = ()
    answered: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    handoff: Optional[str] = None
    language: Optional[str] = None
    considered: tuple[tuple[str, float], ...] = field(default=())
    parts: tuple[Answer, ...] = ()
    lead: Optional[str] = None
    after: Optional[str] = None


def article_buttons(ids: tuple[str, ...], language: str, shelf: Shelf) -> tuple[Button, ...]:
    """A button for each article, with its title."""
    articles = shelf.base.articles
    return tuple(Button(articles[i].title[language], payload("show", article=i)) for i in ids if i in articles)


def topic_buttons(language: str, shelf: Shelf) -> tuple[Button, ...]:
    """A button for each of the main topics."""
    return tuple(Button(title, asked) for title, asked in topic_choices(shelf.base, language, MAIN_TOPICS))


def person_button(language: str) -> Button:
    """The button that asks for a member of staff."""
    return Button(say("button_person", language), "/talk_to_person")


def none_button(language: str) -> Button:
    """The button that none of the offered articles is meant."""
    return Button(say("button_none", language), "/none_of_these")


def topics_button(language: str) -> Button:
    """The button that shows what can be asked."""
    return Button(say("button_topics", language), "/capabilities")


def language_button(language: str) -> Button:
    """The button that switches to the other language, in that language."""
    other = "en" if language == "ja" else "ja"
    return Button(say("button_language", language), payload("switch_language", to=other))


def for_machines(turn: Turn, reply: Reply) -> dict[str, Any]:
    """What was understood and, where a person is asked for, the hand-off request (the reply's custom payload)."""
    whole = turn.understood.whole
    custom: dict[str, Any] = {
        "understood": {
            "language": reply.language or turn.language,
            "detected": turn.understood.detected,
            "intent": whole.intent,
            "confidence": whole.confidence,
            "ranking": [{"name": name, "confidence": confidence} for name, confidence in whole.ranking[:5]],
            "outcome": reply.outcome,
            "articles": list(reply.answered),
            "offered": list(reply.offered),
            "considered": [{"article": a, "probability": round(p, 3)} for a, p in reply.considered],
        }
    }
    if reply.parts:
        answers = [part.as_json() for part in reply.parts]
        custom["said"] = {"lead": reply.lead, "answers": answers, "after": reply.after}
    if reply.handoff:
        asked = reply.handoff == "asked"
        custom["handoff"] = {
            "reason": reply.handoff,
            "language": reply.language or turn.language,
            "last_question": turn.last_question if asked else turn.text,
            "articles": list(turn.answered if asked else reply.offered or [a for a, _ in reply.considered]),
        }
    return custom
