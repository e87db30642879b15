"""What staff do with handoffs: claim, release, transfer, answer, note, close.

Each function is one transaction that first locks the conversation's row, as the visitors' side does, and then changes
the handoff only where it still is in the state it must be in: of several who claim at once, one wins.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from language.text import clean
from web.chat.alerts import NEW, announce
from web.chat.database import on_disk
from web.chat.limits import MESSAGE_CHARS
from web.chat.models import Conversation, Handoff, Message, Turn
from web.chat.promises import promised
from web.chat.ratings import question
from web.chat.recording import Recorder
from web.chat.replies import Reply
from web.chat.shapes import Push
from web.contacts import telling
from web.desk import audit
from web.desk.models import Note, StaffMember, Team, TeamHandoff
from web.desk.roles import ANSWERING, Role

REASONS = ("answered", "referred", "no_reply", "not_for_us")
NOTE_CHARS = 1_000


class Conflict(Exception):
    """Somebody was faster, or it is not this member's to change. Its text is a key of the desk's words."""


@dataclass(frozen=True)
class Change:
    """What came of it.

    Attributes:
        conversation: whose streams hear of it.
        pushes: what they hear.
    """

    conversation: str
    pushes: list[Push]


def claim(handoff: int, member: StaffMember) -> Change:
    """Takes a waiting handoff; from here on the assistant is silent in its conversation.

    Raises:
        Conflict: when a colleague took it, or it is over.
    """
    with on_disk():
        record = _locked(handoff)
        values = {"staff": member, "staff_name": member.display_name, "claimed_at": record.at}
        waiting = Handoff.objects.filter(pk=handoff, state=Handoff.State.WAITING)
        if not waiting.update(state=Handoff.State.STAFF, **values):
            raise Conflict("taken")
        _silence(record)
        return _done(record, handoff, member, "claimed")


def release(handoff: int, member: StaffMember) -> Change:
    """Gives a handoff back to those who wait.

    Raises:
        Conflict: when it is not the member's.
    """
    with on_disk():
        record = _locked(handoff)
        _wait_again(record, handoff, member)
        return _done(record, handoff, member, "released")


def release_all(absent: StaffMember, by: StaffMember) -> list[Change]:
    """Gives back whatever is with a member who can no longer answer, so that nobody is forgotten."""
    changes = []
    for handoff in Handoff.objects.filter(staff=absent, state=Handoff.State.STAFF).values_list("pk", flat=True):
        with suppress(Conflict), on_disk():  # closed or deleted meanwhile
            record = _locked(handoff)
            _wait_again(record, handoff, absent)
            changes.append(_done(record, handoff, by, "released"))
    return changes


def transfer(handoff: int, member: StaffMember, to: StaffMember) -> Change:
    """Passes a handoff on to a colleague.

    Raises:
        Conflict: when it is not the member's.
    """
    with on_disk():
        record = _locked(handoff)
        _move_own(handoff, member, staff=to, staff_name=to.display_name)
        return _done(record, handoff, member, "transferred")


def transfer_to_team(handoff: int, member: StaffMember, team: Team) -> Change:
    """Passes a handoff on to a team, where it waits until one of them takes it.

    Raises:
        Conflict: when it is not the member's, or nobody of the team can answer.
    """
    if not team.members.filter(is_active=True, role__in=ANSWERING).exists():
        raise Conflict("team_empty")
    with on_disk():
        record = _locked(handoff)
        _wait_again(record, handoff, member)
        TeamHandoff.objects.update_or_create(handoff_id=handoff, defaults={"team": team})
        announce(Handoff.objects.select_related("conversation").get(pk=handoff), NEW, record.at)
        return _done(record, handoff, member, "transferred")


def close(handoff: int, member: StaffMember, reason: str) -> Change:
    """Ends a handoff: the assistant is back, and asks how it went.

    Raises:
        Conflict: when it is not the member's, or the reason is none of `REASONS`.
    """
    if reason not in REASONS:
        raise Conflict("reason_missing")
    with on_disk():
        record = _locked(handoff)
        _move_own(handoff, member, state=Handoff.State.CLOSED, closed_at=record.at, close_reason=reason)
        ended = Handoff.objects.get(pk=handoff)
        telling.closed(record, ended)
        language = record.conversation.language
        record.message(question(ended, language), Message.Author.ASSISTANT, language)
        return _done(record, handoff, member, "closed")


def answer(handoff: int, member: StaffMember, text: str) -> Change:
    """Says something to the visitor, under the member's displayed name.

    Raises:
        Conflict: when it is not the member's, or the text is empty or too long.
    """
    text = clean(text).strip()
    if not text or len(text) > MESSAGE_CHARS:
        raise Conflict("empty_or_long")
    with on_disk():
        record = _locked(handoff)
        found = _own(handoff, member).first()
        if found is None:
            raise Conflict("not_yours")
        telling.answered(record, found)
        record.message(Reply(text), Message.Author.STAFF, record.conversation.language, name=member.display_name)
        record.set(active_at=record.at)
        return Change(record.conversation.pk, record.store())


def note(handoff: int, member: StaffMember, text: str) -> None:
    """Keeps a remark among staff; visitors never see it.

    Raises:
        Conflict: when it is empty or too long.
    """
    text = clean(text).strip()
    if not text or len(text) > NOTE_CHARS:
        raise Conflict("empty_or_long")
    with transaction.atomic():
        Note.objects.create(handoff_id=handoff, author=member.display_name, text=text)


def _locked(handoff: int) -> Recorder:
    conversation = Conversation.objects.select_for_update().filter(handoffs=handoff).first()
    if conversation is None:
        raise Conflict("gone")
    return Recorder(conversation)


def _own(handoff: int, member: StaffMember) -> Any:
    """The handoff if it is with this member; managers may act for whoever is not there."""
    found = Handoff.objects.filter(pk=handoff, state=Handoff.State.STAFF)
    return found if member.role == Role.MANAGER else found.filter(staff=member)


def _move_own(handoff: int, member: StaffMember, **values: Any) -> None:
    if not _own(handoff, member).update(**values):
        raise Conflict("not_yours")


def _wait_again(record: Recorder, handoff: int, member: StaffMember) -> None:
    """Back to those who wait, with a promise of this moment: the visitor is told anew what to expect."""
    answer_by, there = promised(record.at)
    none = {"staff": None, "staff_name": "", "claimed_at": None}
    _move_own(handoff, member, state=Handoff.State.WAITING, answer_by=answer_by, staff_there=there, **none)


def _silence(record: Recorder) -> None:
    """Staff answer what waits; whatever the assistant is still thinking about is thrown away (`fence`)."""
    for turn in record.conversation.turns.filter(status=Turn.Status.WAITING):
        turn.status, turn.finished_at = Turn.Status.ANSWERED, timezone.now()
        turn.save(update_fields=["status", "finished_at"])
        record.turn_changed(turn)
    record.set(fence=record.conversation.fence + 1, lease_owner="", lease_until=0.0)


def _done(record: Recorder, handoff: int, member: StaffMember, action: str) -> Change:
    record.conversation_changed(Handoff.objects.get(pk=handoff))
    audit.note(member.username, action, str(handoff), conversation=record.conversation.pk)
    return Change(record.conversation.pk, record.store())
