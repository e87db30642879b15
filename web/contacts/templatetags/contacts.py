"""Texts and times on the pages of contacts."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

from django import template
from django.conf import settings

from knowledge.messages import say
from web.chat.promises import in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def t(context: Any, key: str, **values: object) -> str:
    """A text of the pages: `{% t "title" %}` says `contact_title` of the catalogue."""
    return say(f"contact_{key}", context["language"], **values)


@register.simple_tag(takes_context=True)
def moment(context: Any, at: datetime.datetime) -> str:
    """A day and a time of the office."""
    return in_words(at.astimezone(zoneinfo.ZoneInfo(settings.DESK.time_zone)), context["language"])
