"""How it went with staff: asked when they leave, answered by a button or by the route for it."""

from __future__ import annotations

import json
from typing import Any, Optional

from django.db import transaction

from knowledge.menu import payload
from knowledge.messages import say
from language.masking import mask
from language.text import clean
from web.chat.conversations import Done, Key, find, newest_handoff
from web.chat.errors import Refusal
from web.chat.models import Handoff, Message, Turn
from web.chat.recording import Recorder
from web.chat.replies import RATE, Reply
from web.chat.shapes import conversation_shape

STARS = (5, 4, 3, 2, 1)


def question(handoff: Handoff, language: str) -> Reply:
    """That the assistant is back, and how it went."""
    choices = tuple(
        (say(f"chat_stars_{stars}", language), f"{payload(RATE)}{json.dumps({'handoff': handoff.pk, 'stars': stars})}")
        for stars in STARS
    )
    return Reply(say("chat_staff_left", language), language, choices, outcome="staff_left")


def by_button(record: Recorder, turn: Turn) -> None:
    """Stores what a pressed button said, and thanks for it."""
    pressed: dict[str, Any] = json.loads(turn.payload.partition("{")[1] + turn.payload.partition("{")[2])
    record.conversation.handoffs.filter(pk=pressed["handoff"]).update(stars=pressed["stars"])
    record.conversation_changed(newest_handoff(record.conversation))
    language = record.conversation.language
    thanks = Reply(say("chat_rated", language), language, outcome="rated")
    record.message(thanks, Message.Author.ASSISTANT, language, turn)


def rate(key: Key, stars: Optional[int], comment: Optional[str]) -> Done:
    """Stores how it went with the staff who left last; a later word replaces it, and what is None stays as it was.

    Raises:
        Refusal: when the key does not fit, or staff have not been there.
    """
    with transaction.atomic():
        record = Recorder(find(key, locked=True))
        handoff = record.conversation.handoffs.filter(state=Handoff.State.CLOSED).order_by("-pk").first()
        if handoff is None:
            raise Refusal("not_found")
        handoff.stars = handoff.stars if stars is None else stars
        handoff.comment = handoff.comment if comment is None else mask(clean(comment).strip()).text
        handoff.save(update_fields=["stars", "comment"])
        newest = newest_handoff(record.conversation)
        record.conversation_changed(newest)
        return Done({"conversation": conversation_shape(record.conversation, newest)}, record.store())
