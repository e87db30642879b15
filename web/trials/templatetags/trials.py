"""Words of the trials that depend on a value."""

from __future__ import annotations

from typing import Any

from django import template

from knowledge.messages import say
from web.review.conversation import title_of
from web.trials.gate import Refusal

register = template.Library()


@register.simple_tag(takes_context=True)
def refused(context: Any, refusal: Refusal) -> str:
    """Why something may not be released, in words."""
    return say(f"desk_trial_refused_{refusal.key}", context.get("language", "ja"), **refusal.values)


@register.simple_tag(takes_context=True)
def said(context: Any, kind: str, value: str) -> str:
    """A word of the trials: `{% said "verdict" "worse" %}` says `desk_trial_verdict_worse`."""
    return say(f"desk_trial_{kind}_{value}", context.get("language", "ja"))


@register.simple_tag(takes_context=True)
def titled(context: Any, article: str) -> str:
    """The title of an article, or its id where it is not published."""
    return title_of(article, context.get("language", "ja")) or article
