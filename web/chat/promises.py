"""What a visitor who asked for a person is told: how long it usually takes, or by when an answer comes."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any, Optional

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from knowledge.messages import say
from knowledge.schema import LANGUAGES
from web.chat.errors import texts
from web.chat.models import Handoff
from web.chat.office import office
from web.chat.tickets import question_url

OFFICE = "office"  # what stands for the office's time zone among those that cannot be read
# An open page of the desk asks for news every few seconds, a page in the background of a browser once a minute.
PRESENCE = datetime.timedelta(minutes=5)
DAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def promised(at: datetime.datetime) -> tuple[Optional[datetime.datetime], bool]:
    """By when an answer to a request of this moment comes, and whether staff are there now.

    Without any account of staff nothing is promised; with nobody available it is as if the office were closed until
    its next interval.
    """
    members = get_user_model().objects.filter(is_active=True, role__in=settings.DESK.answering_roles)
    if not members.exists():
        return None, False
    ours = office()
    hours, minutes = ours.hours, ours.answer_minutes
    closes = hours.closes(at)
    there = closes is not None and present(members, at).exists()
    return hours.after(at if closes is None or there else closes, minutes), there


def present(members: QuerySet[Any], at: datetime.datetime) -> QuerySet[Any]:
    """Those of some staff who are available: they say so and have the desk open.

    Whoever went home without a word is not.
    """
    return members.filter(available=True, seen_at__gte=at - PRESENCE)


def place_of(handoff: Handoff) -> Optional[int]:
    """How many are before this one, and itself; None unless it waits."""
    if handoff.state != Handoff.State.WAITING or not handoff.staff_there:
        return None
    return Handoff.objects.filter(state=Handoff.State.WAITING, pk__lte=handoff.pk).count()


def waiting_message(handoff: Handoff) -> dict[str, str]:
    """What a waiting visitor reads, in both languages."""
    said = promise_message(handoff)
    if not _has_left_address(handoff):
        return said
    return {language: " ".join((said[language], say("chat_mail_left", language))) for language in LANGUAGES}


def address_page(handoff: Handoff) -> Optional[dict[str, str]]:
    """Where a waiting visitor leaves an address, or takes it back: the page, and its name in both languages.

    None where no e-mail can be sent.
    """
    if not settings.NOTICES.mail:
        return None
    key = "chat_mail_change" if _has_left_address(handoff) else "chat_mail_offer"
    return {"url": question_url(handoff), **{language: say(key, language) for language in LANGUAGES}}


def _has_left_address(handoff: Handoff) -> bool:
    # It is a row of `web.contacts`, which stands above this module.
    return settings.NOTICES.mail is not None and hasattr(handoff, "contact")


def promise_message(handoff: Handoff) -> dict[str, str]:
    """How long it takes or by when an answer comes, in both languages."""
    if handoff.answer_by is None:
        return texts("chat_handoff_waiting")
    if handoff.staff_there:
        minutes = office().answer_minutes
        return {language: say("chat_handoff_soon", language, minutes=minutes) for language in LANGUAGES}
    return {
        language: say("chat_handoff_later", language, when=when(handoff, language, handoff.answer_by))
        for language in LANGUAGES
    }


def when(handoff: Handoff, language: str, at: datetime.datetime) -> str:
    """A moment in the office's time, and in the visitor's own where that is another."""
    office = at.astimezone(zoneinfo.ZoneInfo(settings.DESK.hours.zone))
    own = _own_time(handoff.conversation.time_zone, at)
    if own is None or own.utcoffset() == office.utcoffset():
        return say("chat_time_office", language, time=in_words(office, language))
    return say(
        "chat_time_both", language, time=in_words(office, language), own=in_words(own, language),
        zone=handoff.conversation.time_zone,
    )  # fmt: skip


def in_words(at: datetime.datetime, language: str) -> str:
    """A day and a time as people say them."""
    day = DAYS[language][at.weekday()]
    if language == "ja":
        return f"{at.month}月{at.day}日（{day}）{at.hour}時{at.minute:02d}分"
    return f"{day} {at.day} {_MONTHS[at.month - 1]}, {at:%H:%M}"


def _own_time(time_zone: str, at: datetime.datetime) -> Optional[datetime.datetime]:
    try:
        return at.astimezone(zoneinfo.ZoneInfo(time_zone or OFFICE))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None
