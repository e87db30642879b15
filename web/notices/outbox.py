"""The outbox: putting notices in, taking out what is due, noting what became of it.

A notice is put within the transaction of its cause, so that either both are stored or neither. Several workers may
take notices out at once: whoever changes a row first has it, for `LEASE`.
"""

from __future__ import annotations

import datetime
import hashlib
import random
from dataclasses import dataclass
from typing import Any, Optional

from django.db.models import F, QuerySet

from web.notices.models import OutboxItem
from web.notices.sealing import seal

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 900.0
GIVE_UP_AFTER = datetime.timedelta(hours=24)  # a receiver that is down over night still gets what it missed
LEASE = datetime.timedelta(minutes=5)  # longer than every time-out of one attempt together
KEEP_DELIVERED = datetime.timedelta(days=7)  # so that staff can see that it went out
KEY_CHARS = 32  # 128 bits; a longer Message-ID would be folded over two lines
KEEP_DEAD = datetime.timedelta(days=30)

State = OutboxItem.State


@dataclass(frozen=True)
class Notice:
    """What is to be told to one recipient.

    Attributes:
        kind: what it is about; part of the catalogue's keys.
        channel: `mail` or `webhook`.
        audience: `staff` or `visitor`.
        cause: with `kind`, `channel`, `to` and `until` makes the notice unique: the same one is put only once.
        content: the message in the form of its channel (`web.notices.mail`, `web.notices.webhook`).
        to: the address; empty for the webhook.
        handoff: its number.
        until: the promise it is about; another promise makes another notice.
        staff: number of the staff member.
    """

    kind: str
    channel: str
    audience: str
    cause: str
    content: dict[str, Any]
    to: str = ""
    handoff: Optional[int] = None
    until: Optional[datetime.datetime] = None
    staff: Optional[int] = None

    @property
    def key(self) -> str:
        """By which a receiver knows it again: always the same for the same notice, and tells nothing of it."""
        told = "\0".join((self.kind, self.channel, self.cause, self.to, str(self.until)))
        return hashlib.sha256(told.encode()).hexdigest()[:KEY_CHARS]


def put(notices: list[Notice], at: datetime.datetime) -> None:
    """Stores notices, within the caller's transaction; those that were put before are left as they are.

    Args:
        notices: to be delivered as soon as possible.
        at: the moment of their cause.
    """
    OutboxItem.objects.bulk_create([_item(notice, at) for notice in notices], ignore_conflicts=True)


def take(channel: str, now: datetime.datetime, at_once: int) -> list[OutboxItem]:
    """Takes what is due, for `LEASE`; another worker that saw the same rows gets none of them.

    Args:
        channel: `mail` or `webhook`.
        now: the moment.
        at_once: at most so many.
    """
    due = OutboxItem.objects.filter(channel=channel, state=State.WAITING, due_at__lte=now)
    taken = []
    for item in due.order_by("due_at")[:at_once]:
        same = OutboxItem.objects.filter(pk=item.pk, state=State.WAITING, attempts=item.attempts, due_at=item.due_at)
        if same.update(attempts=F("attempts") + 1, due_at=now + LEASE):
            item.attempts += 1
            taken.append(item)
    return taken


def delivered(item: OutboxItem, now: datetime.datetime) -> None:
    """Notes that a notice arrived; what it said is no longer needed."""
    waiting = OutboxItem.objects.filter(pk=item.pk).exclude(state=State.DELIVERED)
    waiting.update(state=State.DELIVERED, finished_at=now, sealed="", problem="")


def failed(item: OutboxItem, problem: str, now: datetime.datetime, *, for_good: bool = False) -> None:
    """Notes that an attempt failed; the notice waits for the next one, or is given up.

    Args:
        item: as it was taken.
        problem: a code.
        now: the moment.
        for_good: trying again makes no sense.
    """
    mine = OutboxItem.objects.filter(pk=item.pk, state=State.WAITING, attempts=item.attempts)
    if for_good or now >= item.give_up_at:
        mine.update(state=State.DEAD, finished_at=now, problem=problem, failures=F("failures") + 1)
        return
    due_at = min(now + datetime.timedelta(seconds=pause_s(item.failures)), item.give_up_at)
    mine.update(due_at=due_at, problem=problem, failures=F("failures") + 1)


def pause_s(failures: int) -> float:
    """How long to wait after so many failures before this one: doubling, and by chance up to a half less.

    Chance keeps notices that failed together from coming back together.
    """
    longest = min(FIRST_PAUSE_S * 2 ** min(failures, 20), LONGEST_PAUSE_S)
    return max(FIRST_PAUSE_S, random.uniform(longest / 2, longest))


def dead() -> QuerySet[OutboxItem]:
    """What could not be delivered, newest first."""
    return OutboxItem.objects.filter(state=State.DEAD).order_by("-finished_at", "-pk")


def try_again(items: QuerySet[OutboxItem], now: datetime.datetime) -> int:
    """Puts given-up notices back, with the same keys and another day of time; how many."""
    again = items.filter(state=State.DEAD)
    return again.update(
        state=State.WAITING, due_at=now, give_up_at=now + GIVE_UP_AFTER, failures=0, finished_at=None, problem=""
    )


def forget(now: datetime.datetime) -> None:
    """Deletes what was delivered or given up long ago."""
    OutboxItem.objects.filter(state=State.DELIVERED, finished_at__lt=now - KEEP_DELIVERED).delete()
    OutboxItem.objects.filter(state=State.DEAD, finished_at__lt=now - KEEP_DEAD).delete()


def _item(notice: Notice, at: datetime.datetime) -> OutboxItem:
    return OutboxItem(
        key=notice.key,
        kind=notice.kind,
        channel=notice.channel,
        audience=notice.audience,
        handoff_id=notice.handoff,
        until=notice.until,
        staff_id=notice.staff,
        sealed=seal({"to": notice.to, **notice.content}),
        at=at,
        due_at=at,
        give_up_at=at + GIVE_UP_AFTER,
    )
