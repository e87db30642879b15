"""Conversations that were had, made in the journal as the gateway makes them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.utils import timezone

from tests.web.desk.conftest import Browser, Play, in_thread, member, play, running
from web.chat.conversations import start
from web.chat.models import Conversation, Message, Turn
from web.chat.recording import Recorder
from web.chat.replies import Reply
from web.review.indexing import catch_up

__all__ = ["Browser", "Play", "in_thread", "index", "member", "play", "running", "said", "turn"]


def said(*turns: dict[str, Any], language: str = "ja") -> Conversation:
    """A conversation with these turns (see `turn`), indexed."""
    conversation = Conversation.objects.get(pk=start(language).shape["conversation"]["id"])
    for values in turns:
        turn(conversation, **values)
    index()
    return conversation


def turn(
    conversation: Conversation,
    text: str,
    outcome: str = "sure",
    article: str = "yoxo-box/overview",
    confidence: float | None = 0.9,
    days_ago: float = 0,
    detected: str | None = None,
    **values: Any,
) -> Turn:
    """One turn with its answer."""
    record = Recorder(conversation)
    record.at = timezone.now() - datetime.timedelta(days=days_ago)
    answered = outcome == "sure"
    understood = {
        "language": conversation.language, "detected": detected, "intent": article.replace("/", "."), "confidence": confidence,
        "ranking": [{"name": article.replace("/", "."), "confidence": confidence or 0.0}], "outcome": outcome,
        "articles": [article] if answered else [], "offered": [] if answered else [article],
        "considered": [{"article": article, "probability": 0.5}],
    }  # fmt: skip
    made = Turn.objects.create(
        **{
            "conversation": conversation, "client_id": str(uuid.uuid4()), "seq": record.next_seq(), "at": record.at, "text": text,
            "language": conversation.language, "finished_at": record.at, "understood": understood,
            "status": Turn.Status.APOLOGISED if outcome == "apology" else Turn.Status.ANSWERED, **values,
        }
    )  # fmt: skip
    record.message(Reply(text), Message.Author.VISITOR, conversation.language, made)
    record.message(Reply(f"答え {article}", outcome=outcome), Message.Author.ASSISTANT, conversation.language, made)
    record.set(turn_count=conversation.turn_count + 1)
    record.store()
    return made


def index() -> None:
    while catch_up():
        pass
