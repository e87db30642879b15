"""Words that depend on a value, and addresses of the list."""

from __future__ import annotations

from typing import Any

from django import template

from knowledge.messages import say
from web.chat.errors import knowledge_base
from web.review.conversation import title_of
from web.review.filters import Filter

register = template.Library()


@register.simple_tag(takes_context=True)
def w(context: Any, kind: str, value: object) -> str:
    """The word for a value: `{% w "outcome" "declined" %}` says `desk_review_outcome_declined`."""
    return say(f"desk_review_{kind}_{value}", context.get("language", "ja")) if value else ""


@register.simple_tag(takes_context=True)
def article(context: Any, name: str) -> str:
    """The title of an article behind its topic's name, or its id when it is not there any more."""
    return title_of(name, context.get("language", "ja")) or name


@register.simple_tag(takes_context=True)
def topic(context: Any, key: str) -> str:
    """The name of a topic, or its key when it is not there any more."""
    found = knowledge_base().topics.get(key)
    return str(found.name[context.get("language", "ja")]) if found else key


@register.filter
def without(wanted: Filter, name: str) -> str:
    """The address of a list without one condition."""
    return wanted.without(name).query


@register.filter
def chosen(wanted: Filter, name: str) -> str:
    """What a filter says of one of its conditions."""
    return str(getattr(wanted, name))
