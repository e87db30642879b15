"""What the assistant answered: read from Rasa's reply, or said by the gateway where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from knowledge.menu import payload, topic_choices
from knowledge.messages import say
from web.chat.errors import knowledge_base, told

APOLOGY = "apology"
GREETING = "greeting"
PERSON = payload("talk_to_person")
RATE = "rate_handoff"  # answered here, never by the assistant
MAX_TEXT_CHARS = 20_000  # several long answers; whatever is longer is no answer
MAX_BUTTONS = 20
_KINDS = {
    "show": "article",
    "talk_to_person": "person",
    "switch_language": "language",
    "capabilities": "topics",
    "none_of_these": "none",
    RATE: "rating",
}


@dataclass(frozen=True)
class Reply:
    """What came back for a turn.

    Attributes:
        text: all of it, as plain text; never empty.
        language: `ja` or `en`; None when it is in both.
        buttons: title and payload of each.
        said: `lead`, `answers` and `after`, for a page that lays them out itself.
        outcome: as in `custom.understood.outcome`.
        understood: the whole of `custom.understood`.
        state: what the conversation remembers from here on.
        handoff: the request for a person, if any.
    """

    text: str
    language: Optional[str] = None
    buttons: tuple[tuple[str, str], ...] = ()
    said: Optional[dict[str, Any]] = None
    outcome: str = ""
    understood: dict[str, Any] = field(default_factory=dict)
    state: Optional[dict[str, Any]] = None
    handoff: Optional[dict[str, Any]] = None

    @property
    def is_apology(self) -> bool:
        """Whether the turn was not answered."""
        return self.outcome == APOLOGY


def read(replies: Any) -> Optional[Reply]:
    """Rasa's reply, or None when it holds no text: empty, or not what Rasa sends."""
    parts = [part for part in replies if isinstance(part, Mapping)] if isinstance(replies, list) else []
    texts = [part["text"].strip() for part in parts if isinstance(part.get("text"), str)]
    text = "\n\n".join(t for t in texts if t)[:MAX_TEXT_CHARS]
    if not text:
        return None
    custom: Mapping[str, Any] = next((part["custom"] for part in parts if isinstance(part.get("custom"), Mapping)), {})
    understood = _mapping(custom.get("understood"))
    language = understood.get("language")
    return Reply(
        text,
        language if language in ("ja", "en") else None,
        tuple(_buttons(parts))[:MAX_BUTTONS],
        _mapping(custom.get("said")) or None,
        str(understood.get("outcome") or "")[:20],
        understood,
        _mapping(custom.get("state")) or None,
        _mapping(custom.get("handoff")) or None,
    )


def apology(language: str) -> Reply:
    """That there is no answer now, in both languages, with the contact and the offer of a person."""
    both = "\n".join((told("apology", "ja"), told("apology", "en")))
    return Reply(both, None, ((say("button_person", language), PERSON),), outcome=APOLOGY)


def person_without_rasa(language: str) -> Reply:
    """The answer to "ask our staff" while the assistant is down: the contact, and the request is kept."""
    return Reply(told("handoff", language), language, outcome="handoff", handoff={"reason": "asked"})


def greeting(language: str) -> Reply:
    """The first message of a conversation, with the main topics as buttons; the chat's head has the other language."""
    choices = topic_choices(knowledge_base(), language)
    return Reply(say("chat_greet", language), language, tuple(choices), outcome=GREETING)


def continued(language: str) -> Reply:
    """The first message of a conversation that goes on from a full one."""
    return Reply(say("chat_continued", language), language, outcome=GREETING)


def offered(reply: Reply, seq: int, language: str) -> list[dict[str, Any]]:
    """The reply's buttons as they are stored: with an id that tells message and place, kind and payload."""
    buttons = []
    for number, (title, asked) in enumerate(reply.buttons):
        kind = _KINDS.get(asked[1:].partition("{")[0], "article")
        lang = ("en" if language == "ja" else "ja") if kind == "language" else language
        buttons.append({"id": f"{seq}.{number}", "title": title, "kind": kind, "lang": lang, "payload": asked})
    return buttons


def _buttons(parts: list[Mapping[str, Any]]) -> list[tuple[str, str]]:
    found = []
    for part in parts:
        buttons = part.get("buttons")
        for button in buttons if isinstance(buttons, list) else []:
            title, asked = _mapping(button).get("title"), _mapping(button).get("payload")
            if isinstance(title, str) and isinstance(asked, str) and title and asked.startswith("/"):
                found.append((title[:200], asked))
    return found


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}
