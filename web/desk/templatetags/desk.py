"""Texts and times in templates."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any, Optional

from django import template
from django.conf import settings
from django.utils.html import format_html_join

from knowledge.freshness import in_words
from knowledge.messages import say
from web.chat.opening import WEEKDAYS
from web.chat.promises import DAYS

register = template.Library()


@register.simple_tag(takes_context=True)
def t(context: Any, key: str, **values: object) -> str:
    """A text of the desk: `{% t "inbox" %}` says `desk_inbox` of the catalogue."""
    return say(f"desk_{key}", context.get("language", "ja"), **values)


@register.simple_tag(takes_context=True)
def moment(context: Any, at: Optional[datetime.datetime]) -> str:
    """A time in the office's time zone, in words short enough for a list."""
    if at is None:
        return ""
    local = at.astimezone(zoneinfo.ZoneInfo(settings.DESK.time_zone))
    today = datetime.datetime.now(local.tzinfo).date() == local.date()
    if context.get("language", "ja") == "ja":
        return f"{local:%H:%M}" if today else f"{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local:%H:%M}" if today else f"{local.day} {local:%b} {local:%H:%M}"


@register.simple_tag
def exact(at: datetime.datetime) -> str:
    """A time to the second, in the office's time zone."""
    return f"{at.astimezone(zoneinfo.ZoneInfo(settings.DESK.time_zone)):%Y-%m-%d %H:%M:%S}"


@register.simple_tag(takes_context=True)
def duration(context: Any, minutes: int) -> str:
    """A length of time in its two greatest units at most."""
    language = context.get("language", "ja")
    if minutes < 60:
        return say("desk_minutes", language, n=minutes)
    if minutes < 24 * 60:
        return say("desk_hours", language, n=minutes // 60, m=minutes % 60)
    return say("desk_days", language, n=minutes // (24 * 60))


@register.simple_tag(takes_context=True)
def flags(context: Any, rows: Any) -> str:
    """How many of a topic's articles need a look."""
    late, old = sum(row.overdue for row in rows), sum(row.stale is not None for row in rows)
    told = [(late, t(context, "overdue"), "bad"), (old, t(context, "stale_pair"), "soon")]
    return format_html_join(" ", '<span class="tag {}">{} {}</span>', ((kind, text, n) for n, text, kind in told if n))


@register.filter
def may(member: Any, permission: str) -> bool:
    """Whether a staff member's role includes a permission: `{% if request.user|may:"editing" %}`."""
    return bool(member.may(permission))


@register.simple_tag(takes_context=True)
def day(context: Any, date: Optional[datetime.date], month: str = "") -> str:
    """A day in words, or its month only."""
    language = context.get("language", "ja")
    return in_words(date.isoformat()[: 7 if month else 10], language) if date else ""


@register.simple_tag(takes_context=True)
def weekday(context: Any, name: str) -> str:
    """A weekday (`mon`) in words."""
    return DAYS[context.get("language", "ja")][WEEKDAYS.index(name)]


@register.simple_tag(takes_context=True)
def holds(context: Any, as_of: str) -> str:
    """The date that an article holds for (`FY2025`, `undated`, ...) in words."""
    return in_words(as_of, context.get("language", "ja"))


@register.simple_tag(takes_context=True)
def did(context: Any, action: str) -> str:
    """What an entry of the audit log says."""
    return say(f"desk_did_{action}", context.get("language", "ja"))
