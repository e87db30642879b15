"""Rows of the journal as the visitor API shows them."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any, Optional

from web.chat import limits
from web.chat.errors import texts
from web.chat.models import Conversation, Handoff, Message, Turn
from web.chat.promises import address_page, place_of, waiting_message

LIMITS = {
    "message_chars": limits.MESSAGE_CHARS,
    "comment_chars": limits.COMMENT_CHARS,
    "turns_per_minute": limits.TURNS_PER_MINUTE,
    "turns_per_conversation": limits.TURNS_PER_CONVERSATION,
}


@dataclass(frozen=True)
class Push:
    """Something for the event streams of a conversation.

    Attributes:
        kind: message, turn, conversation, typing or notice.
        data: the JSON text.
        seq: its number; None for what passes (typing, notice).
    """

    kind: str
    data: str
    seq: Optional[int] = None

    @classmethod
    def of(cls, kind: str, shape: dict[str, Any], seq: Optional[int] = None) -> Push:
        """With a shape of this module as its data."""
        return cls(kind, json.dumps(shape, ensure_ascii=False, separators=(",", ":")), seq)


def conversation_shape(conversation: Conversation, handoff: Optional[Handoff]) -> dict[str, Any]:
    """A conversation, with its newest hand-off."""
    return {
        "id": conversation.id,
        "language": conversation.language,
        "created_at": _moment(conversation.created_at),
        "ended_at": _moment(conversation.ended_at),
        "delete_at": conversation.delete_at.isoformat(),
        "last_seq": conversation.last_seq,
        "handoff": handoff and _handoff_shape(handoff),
        "rotated_to": conversation.rotated_to or None,
        "limits": LIMITS,
    }


def turn_shape(turn: Turn) -> dict[str, Any]:
    """A turn as its visitor sees it; nothing of what was understood."""
    feedback = None
    if turn.helpful is not None:
        feedback = {"helpful": turn.helpful, "reason": turn.reason or None, "comment": turn.comment or None}
    return {
        "id": turn.client_id,
        "seq": turn.seq,
        "status": turn.status,
        "at": _moment(turn.at),
        "text": turn.text,
        "button": turn.button or None,
        "language": turn.language,
        "feedback": feedback,
    }


def message_shape(message: Message, turn_id: Optional[str]) -> dict[str, Any]:
    """A message; its buttons without their payloads.

    Args:
        message: the row.
        turn_id: the client's id of the turn it belongs to.
    """
    said = message.said or {}
    return {
        "seq": message.seq,
        "turn": turn_id,
        "author": message.author,
        "name": message.name or None,
        "language": message.language,
        "at": _moment(message.at),
        "text": message.text,
        "lead": said.get("lead"),
        "answers": said.get("answers") or [],
        "after": said.get("after"),
        "buttons": [{name: value for name, value in b.items() if name != "payload"} for b in message.buttons],
        "outcome": message.outcome or None,
    }


def _handoff_shape(handoff: Handoff) -> dict[str, Any]:
    said = page = None
    if handoff.state == Handoff.State.WAITING:
        said, page = waiting_message(handoff), address_page(handoff)
    elif handoff.state == Handoff.State.STAFF:
        said = texts("chat_handoff_staff")
    return {
        "state": handoff.state,
        "since": _moment(handoff.since),
        "staff_name": handoff.staff_name or None,
        "place": place_of(handoff),
        "message": said,
        "email_page": page,
        "stars": handoff.stars,
        "comment": handoff.comment or None,
    }


def _moment(at: Optional[datetime.datetime]) -> Optional[str]:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None
