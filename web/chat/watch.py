"""Looks after promises: handoffs that wait while theirs is about to break, and those whose promise broke."""

from __future__ import annotations

import datetime
import math

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from web.chat.alerts import LATE, SOON, announce, room
from web.chat.models import Conversation, Handoff
from web.chat.office import office
from web.notices.models import OutboxItem


def watch(now: datetime.datetime) -> int:
    """Puts the notices that are due by now, each once for a promise.

    About to break means that at most half of an answer's usual time is left, counted in open minutes: nobody is told
    at night of a promise for the morning.

    Args:
        now: the moment.

    Returns:
        for how many handoffs.
    """
    if not settings.NOTICES.channels:
        return 0
    waiting = Handoff.objects.filter(state=Handoff.State.WAITING, answer_by__isnull=False).order_by("pk")
    due = [(pk, LATE) for pk in _untold(waiting.filter(answer_by__lte=now), LATE, now)]
    ours = office()
    half = math.ceil(ours.answer_minutes / 2)
    horizon = ours.hours.after(now, half) if ours.hours.is_open(now) else None
    if horizon:
        soon = waiting.filter(answer_by__gt=now, answer_by__lte=horizon)
        due += [(pk, SOON) for pk in _untold(soon, SOON, now)]
    return sum(_announce(pk, kind, now) for pk, kind in due)


def _untold(handoffs: QuerySet[Handoff], kind: str, now: datetime.datetime) -> list[int]:
    """Those of whose present promise nobody was told yet, as many as there is room for; the rest has its turn later."""
    told = OutboxItem.objects.filter(handoff=OuterRef("pk"), kind=kind, until=OuterRef("answer_by"))
    return list(handoffs.exclude(Exists(told)).values_list("pk", flat=True)[: room(kind, now)])


def _announce(pk: int, kind: str, now: datetime.datetime) -> bool:
    """In a transaction that claims and closings wait for, so that nobody hears of a handoff that was just taken."""
    with transaction.atomic():
        Conversation.objects.select_for_update().filter(handoffs=pk).first()
        handoff = Handoff.objects.select_related("conversation").filter(pk=pk, state=Handoff.State.WAITING).first()
        if handoff:
            announce(handoff, kind, now)
        return handoff is not None
