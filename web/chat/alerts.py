"""Notices to staff about handoffs: who hears of what. They hold a link to the desk, and nothing a visitor wrote."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from knowledge.messages import say
from web.chat.limits import ALERTS_PER_HOUR
from web.chat.models import Handoff
from web.chat.promises import in_words, present
from web.notices.models import OutboxItem
from web.notices.outbox import Notice, put

NEW, SOON, LATE = "new", "soon", "late"
KINDS = (NEW, SOON, LATE)


def announce(handoff: Handoff, kind: str, at: datetime.datetime) -> None:
    """Puts the notices about a handoff into the outbox, within the caller's transaction, while there is `room`.

    Args:
        handoff: the row.
        kind: one of `KINDS`: it is new, its promise is about to break, it is broken and nobody has it.
        at: the moment.
    """
    if settings.NOTICES.channels and room(kind, at):
        put(list(_notices(handoff, kind, at)), at)


def room(kind: str, at: datetime.datetime) -> int:
    """Of how many handoffs staff may be told now: `ALERTS_PER_HOUR` less those of the last hour."""
    since = at - datetime.timedelta(hours=1)
    recent = OutboxItem.objects.filter(kind=kind, at__gt=since).values("handoff").distinct().count()
    return max(0, ALERTS_PER_HOUR - recent)


def _notices(handoff: Handoff, kind: str, at: datetime.datetime) -> Iterator[Notice]:
    ours = settings.NOTICES
    common: dict[str, Any] = {
        "kind": kind,
        "audience": "staff",
        "cause": f"handoff {handoff.conversation_id} {handoff.pk}",
        "handoff": handoff.pk,
        "until": handoff.answer_by,
    }
    if ours.webhook_url:
        subject, text = words(handoff, kind, ours.language)
        yield Notice(channel="webhook", content={"text": f"{subject}\n{text}"}, **common)
    if not ours.mail:
        return
    subject, text = words(handoff, kind, ours.language)
    for address in ours.mail_to:
        yield Notice(channel="mail", to=address, content={"subject": subject, "text": text}, **common)
    for member in _members(handoff, kind, at):
        subject, text = words(handoff, kind, member.language)
        content = {"subject": subject, "text": text}
        yield Notice(channel="mail", to=member.email, staff=member.pk, content=content, **common)


def words(handoff: Handoff, kind: str, language: str) -> tuple[str, str]:
    """Subject and text of a notice to staff."""
    office = zoneinfo.ZoneInfo(settings.DESK.hours.zone)
    by = handoff.answer_by
    spoken = say("desk_japanese" if handoff.conversation.language == "ja" else "desk_english", language)
    text = say(
        f"notice_{kind}_text", language, spoken=spoken,
        by=in_words(by.astimezone(office), language) if by else say("notice_no_promise", language),
        link=f"{settings.ENVIRONMENT.public_url}/desk/handoffs/{handoff.pk}",
    )  # fmt: skip
    return say(f"notice_{kind}_subject", language, n=handoff.pk), text


def _members(handoff: Handoff, kind: str, at: datetime.datetime) -> QuerySet[Any]:
    """Whoever takes handoffs now; with nobody there, all who could. What is late goes to those who manage.

    Of a handoff that was passed on to a team, the team's members hear, if any of them has an address.
    """
    able = get_user_model().objects.filter(is_active=True, role__in=settings.DESK.answering_roles).exclude(email="")
    meant_for = getattr(handoff, "meant_for", None)  # a row of the desk, which stands above this module
    if meant_for and kind != LATE:
        of_team = able.filter(teams=meant_for.team_id)
        able = of_team if of_team.exists() else able
    closest = able.filter(role__in=settings.DESK.managing_roles) if kind == LATE else present(able, at)
    return (closest if closest.exists() else able).order_by("pk")
