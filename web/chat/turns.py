"""The journal of turns: stored before Rasa is called, worked on by one process at a time, finished once.

A process claims a conversation for some seconds (`lease`) and says every now and then that it still lives. A claim
that ran out is taken over; each claim has a higher number (`fence`), and what a process with a lower number brings
is thrown away. So a turn is answered once, whoever dies when.
"""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass
from typing import Any, Optional

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from language.masking import mask
from language.text import clean
from web.chat import limits
from web.chat.conversations import Done, Key, find, hand_off, newest_handoff, open_handoff, turn_of
from web.chat.database import on_disk
from web.chat.errors import Refusal
from web.chat.models import Conversation, Handoff, Message, Turn
from web.chat.ratings import by_button
from web.chat.recording import Recorder
from web.chat.replies import RATE, Reply
from web.chat.shapes import Push, turn_shape


@dataclass(frozen=True)
class Claim:
    """The right to work on a conversation's turns."""

    conversation: str
    owner: str
    fence: int


@dataclass(frozen=True)
class Work:
    """A waiting turn with what Rasa needs to know.

    Attributes:
        turn: its number in the database.
        text: masked, or the payload of a pressed button.
        pressed: whether it is a payload.
        at: when it was stored, Unix time in seconds.
    """

    claim: Claim
    turn: int
    text: str
    pressed: bool
    sender: str
    language: str
    state: dict[str, Any]
    at: float


@dataclass
class Accepted(Done):
    """A stored turn.

    Attributes:
        created: False when it had been sent before.
        work: what the calling process has to do now; None when another is at it, or nothing is to be done.
    """

    created: bool = False
    work: Optional[Work] = None


class LostClaim(Exception):
    """The conversation was claimed by another process, or deleted."""


def accept(key: Key, turn_id: str, owner: str, *, text: Optional[str] = None, button: Optional[str] = None) -> Accepted:
    """Stores a turn, or finds it stored.

    Args:
        key: of the request.
        turn_id: made by the client.
        owner: the calling process, which is to work on it.
        text: what was typed, or
        button: the id of the button that was pressed.

    Raises:
        Refusal: when the key does not fit, a limit is reached, the button was not offered, or the same id came with
            something else.
    """
    masked = mask(clean(text or "").strip())
    with on_disk():
        conversation = find(key, locked=True)
        stored = turn_of(conversation, turn_id)
        if stored:
            if (stored.text if not stored.button_id else "", stored.button_id) != (masked.text, button or ""):
                raise Refusal("conflict")
            return Accepted({"turn": turn_shape(stored)})
        _limit(conversation)
        pressed = _offered(conversation, button) if button else None
        record = Recorder(conversation)
        turn = Turn.objects.create(
            conversation=conversation,
            client_id=turn_id,
            seq=record.next_seq(),
            at=record.at,
            language=conversation.language,
            text=pressed["title"] if pressed else masked.text,
            button_id=button or "",
            button=pressed["title"] if pressed else "",
            payload=pressed["payload"] if pressed else "",
            masked=list(masked.kinds),
        )
        record.message(Reply(turn.text), Message.Author.VISITOR, conversation.language, turn)
        rated = turn.payload.startswith(f"/{RATE}")
        if rated:
            by_button(record, turn)
        if rated or _with_staff(conversation):
            turn.status, turn.finished_at = Turn.Status.ANSWERED, record.at
            turn.save(update_fields=["status", "finished_at"])
        record.turn_changed(turn)
        record.set(turn_count=conversation.turn_count + 1)
        record.active()
        work = _claim(record, owner) if turn.status == Turn.Status.WAITING else None
        return Accepted({"turn": turn_shape(turn)}, record.store(), created=True, work=work)


def finish(work: Work, reply: Reply) -> tuple[list[Push], Optional[Work]]:
    """Stores what came back for a turn.

    Returns:
        what to push, and the next waiting turn of the conversation; without one the claim is given back.

    Raises:
        LostClaim: when another process took over.
    """
    with transaction.atomic():
        conversation = _claimed(work.claim)
        turn = conversation.turns.filter(pk=work.turn, status=Turn.Status.WAITING).first()
        record = Recorder(conversation)
        if turn:
            turn.status = Turn.Status.APOLOGISED if reply.is_apology else Turn.Status.ANSWERED
            turn.language = reply.language or conversation.language
            turn.finished_at, turn.understood, turn.handoff = record.at, reply.understood, reply.handoff
            turn.save(update_fields=["status", "language", "finished_at", "understood", "handoff"])
            record.message(reply, Message.Author.ASSISTANT, conversation.language, turn)
            record.turn_changed(turn)
            if reply.state:
                switched = conversation.language != work.language  # by the widget, while the assistant was thinking
                record.set(state={**reply.state, **({"language": conversation.language} if switched else {})})
            if reply.handoff and reply.handoff.get("reason") == "asked":
                hand_off(record, reply.handoff)
            if reply.outcome == "language" and reply.language and reply.language != conversation.language:
                record.set(language=reply.language)
                record.conversation_changed(newest_handoff(conversation))
        upcoming = _next_work(conversation, work.claim)
        if upcoming is None:
            record.set(lease_owner="", lease_until=0.0)
        return record.store(), upcoming


def take_over(owner: str, limit: int = 50) -> list[Work]:
    """Claims conversations with waiting turns that nobody works on any more."""
    abandoned = (
        Turn.objects.filter(status=Turn.Status.WAITING, conversation__lease_until__lt=time.time())
        .order_by("at")
        .values_list("conversation", flat=True)[:limit]
    )
    found = []
    for conversation_id in dict.fromkeys(abandoned):
        with transaction.atomic():
            conversation = Conversation.objects.select_for_update().filter(pk=conversation_id).first()
            if conversation:
                record = Recorder(conversation)
                work = _claim(record, owner)
                record.store()
                found += [work] if work else []
    return found


def renew(owner: str, conversations: list[str]) -> None:
    """Says that the process still works on its conversations."""
    mine = Conversation.objects.filter(pk__in=conversations, lease_owner=owner)
    mine.update(lease_until=time.time() + limits.LEASE_S)


def release(owner: str) -> None:
    """Gives back whatever a process had claimed, at its end; what waits is taken over at once."""
    Conversation.objects.filter(lease_owner=owner).update(lease_owner="", lease_until=0.0, fence=F("fence") + 1)


def rate(key: Key, turn_id: str, *, helpful: bool, reason: str, comment: str) -> Done:
    """Stores whether an answer was helpful; a later word replaces it.

    Raises:
        Refusal: when the key does not fit, there is no such turn, or it is not answered yet.
    """
    with transaction.atomic():
        record = Recorder(find(key, locked=True))
        turn = turn_of(record.conversation, turn_id)
        if turn is None:
            raise Refusal("not_found")
        if turn.status == Turn.Status.WAITING:
            raise Refusal("conflict")
        turn.helpful, turn.reason, turn.comment = helpful, reason, mask(clean(comment).strip()).text
        turn.save(update_fields=["helpful", "reason", "comment"])
        record.turn_changed(turn)
        return Done({"turn": turn_shape(turn)}, record.store())


def _limit(conversation: Conversation) -> None:
    if conversation.ended_at or conversation.turn_count >= limits.TURNS_PER_CONVERSATION:
        raise Refusal("conversation_full")
    since = timezone.now() - datetime.timedelta(minutes=1)
    recent = list(conversation.turns.filter(at__gt=since).order_by("at").values_list("at", flat=True))
    if len(recent) >= limits.TURNS_PER_MINUTE:
        raise Refusal("too_many", retry_after_s=(recent[0] - since).total_seconds())
    waiting = conversation.turns.filter(status=Turn.Status.WAITING).count() if recent else 0
    if waiting >= limits.WAITING_PER_CONVERSATION:
        raise Refusal("too_many")


def _offered(conversation: Conversation, button: str) -> dict[str, Any]:
    """The button of that id, which the assistant offered in this very conversation."""
    seq = button.partition(".")[0]
    number = int(seq) if seq.isdecimal() and len(seq) < 10 else 0
    message = conversation.messages.filter(seq=number).first()
    found = next((b for b in message.buttons if b["id"] == button), None) if message else None
    if found is None:
        raise Refusal("bad_request")
    return found


def _with_staff(conversation: Conversation) -> bool:
    handoff = open_handoff(conversation)
    return handoff is not None and handoff.state == Handoff.State.STAFF


def _claim(record: Recorder, owner: str) -> Optional[Work]:
    """Claims a conversation whose row is locked; None when somebody works on it, or nothing waits."""
    conversation = record.conversation
    if conversation.lease_until > time.time():
        return None
    claim = Claim(conversation.pk, owner, conversation.fence + 1)
    work = _next_work(conversation, claim)
    if work:
        record.set(lease_owner=owner, lease_until=time.time() + limits.LEASE_S, fence=claim.fence)
    return work


def _claimed(claim: Claim) -> Conversation:
    conversation = Conversation.objects.select_for_update().filter(pk=claim.conversation).first()
    if conversation is None or conversation.fence != claim.fence or conversation.lease_owner != claim.owner:
        raise LostClaim
    return conversation


def _next_work(conversation: Conversation, claim: Claim) -> Optional[Work]:
    turn = conversation.turns.filter(status=Turn.Status.WAITING).order_by("seq").first()
    if turn is None:
        return None
    return Work(
        claim,
        turn.pk,
        turn.payload or turn.text,
        bool(turn.payload),
        conversation.sender,
        conversation.language,
        conversation.state,
        turn.at.timestamp(),
    )
