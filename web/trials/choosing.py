"""Which turns are replayed: those that were chosen, and all that were reviewed."""

from __future__ import annotations

import datetime
import itertools
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import Q, QuerySet
from django.utils import timezone

from web.chat.models import Turn
from web.chat.replies import APOLOGY, RATE
from web.review import listing
from web.review.filters import Filter
from web.review.models import Review

MOST = 2_000  # chosen turns; at 60 ms each a trial of so many takes two minutes more
MOST_REVIEWED = 5_000
AT_ONCE = 500
_BY_CHANNEL = ("too_long", "no_words")  # answered before the assistant sees them


def asked(chosen: dict[str, Any]) -> dict[str, list[Turn]]:
    """The turns to be asked again, by conversation, each with those before it.

    Args:
        chosen: see `Trial`.
    """
    reviewed = Review.objects.filter(state=Review.State.DONE).order_by("-turn").values_list("turn", flat=True)
    numbers = {*_chosen(chosen), *reviewed[:MOST_REVIEWED]}
    found: dict[str, list[Turn]] = {}
    ordered = sorted(numbers)
    for start in range(0, len(ordered), AT_ONCE):
        portion = Turn.objects.filter(pk__in=ordered[start : start + AT_ONCE])
        conversations = set(portion.values_list("conversation", flat=True)) - set(found)
        for turn in answered(Turn.objects.filter(conversation__in=conversations)).order_by("conversation", "seq"):
            turn.asked = turn.pk in numbers  # type: ignore[attr-defined]
            found.setdefault(turn.conversation_id, []).append(turn)
    return {key: turns for key, turns in found.items() if any(turn.asked for turn in turns)}  # type: ignore[attr-defined]


def answered(turns: QuerySet[Turn]) -> QuerySet[Turn]:
    """Those that the assistant answered, or should have: not what was said to staff, nor stars given by a button."""
    by_assistant = Q(understood__isnull=False) | Q(status=Turn.Status.APOLOGISED)
    found = turns.exclude(status=Turn.Status.WAITING).filter(by_assistant)
    return found.exclude(payload__startswith=f"/{RATE}").exclude(understood__outcome__in=_BY_CHANNEL)


def as_past(turn: Turn) -> dict[str, Any]:
    """A turn as `bench.replay.Past` reads it."""
    understood: dict[str, Any] = turn.understood or {}
    apologised = turn.status == Turn.Status.APOLOGISED
    return {
        "id": turn.pk,
        "text": turn.payload or turn.text,
        "language": turn.language,
        "outcome": APOLOGY if apologised else str(understood.get("outcome") or ""),
        "articles": [one for one in understood.get("articles") or [] if isinstance(one, str)],
        "pressed": bool(turn.payload),
        "asked": bool(getattr(turn, "asked", True)),
    }


def _chosen(chosen: dict[str, Any]) -> list[int]:
    if "query" in chosen:
        wanted = Filter.read(dict(parse_qsl(str(chosen["query"]))))
        return [turn.pk for turn in itertools.islice(listing.turns(wanted, MOST), MOST)]
    turns = answered(Turn.objects.all()).order_by("-pk")
    if "conversation" in chosen:
        turns = turns.filter(conversation=str(chosen["conversation"]))
    else:
        turns = turns.filter(at__gte=timezone.now() - datetime.timedelta(days=int(chosen.get("days", 0))))
    return list(turns.values_list("pk", flat=True)[:MOST])
