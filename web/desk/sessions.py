"""How long somebody stays signed in, and what is still missing to be let in."""

from __future__ import annotations

import enum
import time
from typing import Any, Optional

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from web.desk.models import StaffMember

BEGAN, SEEN = "began", "seen"  # Unix time in seconds
NOTE_SEEN_EVERY_S = 60.0


class Standing(enum.Enum):
    """How far somebody is with signing in."""

    OUT = "out"
    ENDED = "ended"
    CODE = "code"
    ENROL = "enrol"
    IN = "in"


def begin(session: Any, now: Optional[float] = None) -> None:
    """Notes the start of a session."""
    session[BEGAN] = session[SEEN] = time.time() if now is None else now


def over(session: Any, now: Optional[float] = None) -> bool:
    """Whether a session has ended: idle too long, or open too long altogether."""
    now = time.time() if now is None else now
    idle_s, whole_s = settings.DESK.idle_minutes * 60, settings.DESK.session_hours * 3600
    return now - session.get(SEEN, 0.0) >= idle_s or now - session.get(BEGAN, 0.0) >= whole_s


def seen(session: Any, now: Optional[float] = None) -> None:
    """Notes that somebody did something; pages that fetch news by themselves do not count."""
    now = time.time() if now is None else now
    if now - session.get(SEEN, 0.0) >= NOTE_SEEN_EVERY_S:
        session[SEEN] = now


def present(member: StaffMember) -> None:
    """Notes that a browser of the member is there, also one that only fetches news."""
    now = timezone.now()
    if member.seen_at is None or (now - member.seen_at).total_seconds() >= NOTE_SEEN_EVERY_S:
        StaffMember.objects.filter(pk=member.pk).update(seen_at=now)


def device_of(member: StaffMember) -> Optional[TOTPDevice]:
    """The member's confirmed source of one-time passwords."""
    return TOTPDevice.objects.filter(user=member, confirmed=True).first()


def standing(request: HttpRequest) -> Standing:
    """How far the sender of a request is. Disabled accounts are nobody: Django gives no user for them."""
    member: Any = request.user
    if not member.is_authenticated:
        return Standing.OUT
    if over(request.session):
        return Standing.ENDED
    if member.is_verified():
        return Standing.IN
    if device_of(member):
        return Standing.CODE
    return Standing.ENROL if member.needs_code else Standing.IN
