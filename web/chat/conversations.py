"""The journal of conversations: starting, finding, switching the language, asking for a person, deleting.

Functions here and in `turns` run in threads of `web.chat.database` and return what is to be pushed once they have
committed. A function that writes locks the conversation's row first, so that one thing happens at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional

from django.db import transaction
from django.utils import timezone

from web.chat import tokens
from web.chat.alerts import NEW, announce
from web.chat.database import on_disk
from web.chat.errors import Refusal
from web.chat.models import Conversation, Event, Handoff, Message, Turn
from web.chat.promises import promised
from web.chat.recording import Recorder, delete_at
from web.chat.replies import GREETING, continued, greeting
from web.chat.shapes import Push, conversation_shape, message_shape, turn_shape

NOBODY = tokens.hash_of(tokens.new_token())  # compared with where there is no conversation, so that it takes as long


@dataclass(frozen=True)
class Key:
    """What a request shows to be let into a conversation."""

    conversation: str
    token: str


@dataclass
class Done:
    """What came of a request.

    Attributes:
        shape: for the response.
        pushes: for the event streams.
    """

    shape: dict[str, Any]
    pushes: list[Push] = field(default_factory=list)


def find(key: Key, *, locked: bool = False) -> Conversation:
    """The conversation that a request may use.

    Args:
        key: of the request.
        locked: hold its row until the end of the transaction.

    Raises:
        Refusal: the same for a wrong token and for a conversation that is not there.
    """
    rows = Conversation.objects.select_for_update() if locked else Conversation.objects
    conversation = rows.filter(pk=key.conversation).first()
    right = tokens.matches(key.token, conversation.token_hash if conversation else NOBODY) or _returned(key)
    if conversation is None or not right:
        raise Refusal("unauthorised")
    return conversation


def _returned(key: Key) -> bool:
    """Whether it is the token of a browser that came back by a link (`web.contacts`)."""
    keys = {"browser_keys__token_hash": tokens.hash_of(key.token), "browser_keys__expires_at__gt": timezone.now()}
    return Conversation.objects.filter(pk=key.conversation, **keys).exists()


def newest_handoff(conversation: Conversation) -> Optional[Handoff]:
    """The conversation's open hand-off, else its last one."""
    return conversation.handoffs.order_by("-pk").first()


def open_handoff(conversation: Conversation) -> Optional[Handoff]:
    """The hand-off that waits for staff or is with them."""
    return conversation.handoffs.exclude(state=Handoff.State.CLOSED).first()


def start(language: str, time_zone: str = "", continues: Optional[Key] = None) -> Done:
    """Starts a conversation; its token is in the response and nowhere else.

    Args:
        language: `ja` or `en`, of the page.
        time_zone: of the browser, an IANA name.
        continues: the full conversation that goes on here.

    Raises:
        Refusal: when the conversation to go on from is not there.
    """
    token, now = tokens.new_token(), timezone.now()
    with on_disk():
        old = find(continues, locked=True) if continues else None
        conversation = Conversation.objects.create(
            token_hash=tokens.hash_of(token),
            language=language,
            time_zone=time_zone,
            created_at=now,
            active_at=now,
            delete_at=delete_at(now),
            state={**(old.state if old else {}), "language": language},
        )
        record = Recorder(conversation)
        record.message(continued(language) if old else greeting(language), Message.Author.ASSISTANT, language)
        record.store()
        pushes = []
        if old:
            ending = Recorder(old)
            ending.set(rotated_to=conversation.id, ended_at=old.ended_at or now)
            ending.conversation_changed(newest_handoff(old))
            pushes = ending.store()
    return Done({"conversation": conversation_shape(conversation, None), "token": token}, pushes)


def history(key: Key, after: int = 0) -> Done:
    """Everything said in a conversation, or what changed after a number.

    Raises:
        Refusal: when the key does not fit.
    """
    conversation = find(key)
    # Without a transaction, which would wait for writers on SQLite: what the counter covers is there in full.
    upto = {"seq__gt": after, "seq__lte": conversation.last_seq}
    messages = conversation.messages.filter(**upto).select_related("turn").order_by("seq")
    turns = conversation.turns.order_by("seq")
    if after:
        turns = turns.filter(pk__in=conversation.events.filter(seq__gt=after, turn__isnull=False).values("turn"))
    shape = {
        "conversation": conversation_shape(conversation, newest_handoff(conversation)),
        "messages": [message_shape(m, m.turn.client_id if m.turn else None) for m in messages],
        "turns": [turn_shape(turn) for turn in turns],
    }
    return Done(shape)


def set_language(key: Key, language: str) -> Done:
    """Switches the language the assistant uses where a message tells none.

    Where nothing but the greeting has been said, it is said again with its topics, which the visitor could not read.

    Raises:
        Refusal: when the key does not fit.
    """
    with transaction.atomic():
        record = Recorder(find(key, locked=True))
        handoff = newest_handoff(record.conversation)
        if record.conversation.language != language:
            record.set(language=language, state={**record.conversation.state, "language": language})
            record.conversation_changed(handoff)
            newest = record.conversation.messages.order_by("-seq").first()
            if newest and newest.outcome == GREETING and newest.language != language and newest.buttons:
                record.message(greeting(language), Message.Author.ASSISTANT, language)
        pushes = record.store()
        return Done({"conversation": conversation_shape(record.conversation, handoff)}, pushes)


def ask_for_person(key: Key) -> Done:
    """Notes that the visitor wants a person, once while a request is open.

    Raises:
        Refusal: when the key does not fit.
    """
    with on_disk():
        record = Recorder(find(key, locked=True))
        handoff = open_handoff(record.conversation)
        if handoff is None:
            state = record.conversation.state
            asked = {"reason": "asked", "last_question": state.get("last_question"), "articles": state.get("answered")}
            handoff = hand_off(record, asked)
            record.active()
        pushes = record.store()
        return Done({"conversation": conversation_shape(record.conversation, handoff)}, pushes)


def hand_off(record: Recorder, asked: dict[str, Any]) -> Handoff:
    """Opens a hand-off within a transaction, unless one is open."""
    handoff = open_handoff(record.conversation)
    if handoff is None:
        answer_by, there = promised(record.at)
        handoff = Handoff.objects.create(
            conversation=record.conversation,
            since=record.at,
            reason=str(asked.get("reason") or "asked")[:20],
            last_question=asked.get("last_question") or "",
            articles=asked.get("articles") or [],
            answer_by=answer_by,
            staff_there=there,
        )
        announce(handoff, NEW, record.at)
        record.conversation_changed(handoff)
    return handoff


def typing(key: Key) -> None:
    """Notes that the visitor is typing, for staff who are in the conversation.

    Raises:
        Refusal: when the key does not fit.
    """
    find(key)
    with_staff = Handoff.objects.filter(conversation=key.conversation, state=Handoff.State.STAFF)
    if with_staff.exists():
        Conversation.objects.filter(pk=key.conversation).update(typing_at=timezone.now())


def delete(key: Key) -> str:
    """Deletes everything of a conversation.

    Returns:
        what Rasa knew it by, so that it can be made to forget it too.

    Raises:
        Refusal: when the key does not fit.
    """
    with on_disk():
        conversation = find(key, locked=True)
        conversation.delete()
    return conversation.sender


def events_after(conversation_id: str, seq: int, limit: int = 500) -> list[Push]:
    """What an event stream has to send next, in order; turns and conversation as they are now."""
    events = list(
        Event.objects.filter(conversation=conversation_id, seq__gt=seq).select_related("turn").order_by("seq")[:limit]
    )
    numbers = [e.seq for e in events if e.kind == Event.Kind.MESSAGE]
    messages = {m.seq: m for m in Message.objects.filter(conversation=conversation_id, seq__in=numbers)}
    pushes = []
    for event in events:
        if event.kind == Event.Kind.MESSAGE:
            shape = message_shape(messages[event.seq], event.turn.client_id if event.turn else None)
        elif event.kind == Event.Kind.TURN and event.turn:
            shape = turn_shape(event.turn)
        else:
            shape = conversation_shape(event.conversation, newest_handoff(event.conversation))
        pushes.append(Push.of(event.kind, shape, event.seq))
    return pushes


def existing(ids: list[str]) -> set[str]:
    """Which of these conversations are still there."""
    return set(Conversation.objects.filter(pk__in=ids).values_list("pk", flat=True))


def turn_of(conversation: Conversation, turn_id: str) -> Optional[Turn]:
    """A turn by the id its client gave it."""
    return conversation.turns.filter(client_id=turn_id).first()
