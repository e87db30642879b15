"""The list of conversations, and one conversation."""

from __future__ import annotations

import itertools

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from language.masking import mask
from language.text import clean
from web.chat.models import Conversation
from web.chat.outcomes import OUTCOMES
from web.desk import audit, roles
from web.desk.access import needs
from web.desk.handoffs import NOTE_CHARS
from web.review import conversation as reading
from web.review import listing
from web.review.examples import conversation_intents
from web.review.filters import FEEDBACKS, PLACES, RATINGS, SORTS, STATES, Filter
from web.review.indexing import refresh
from web.review.listing import Place
from web.review.models import Label, Remark, SavedFilter
from web.review.outcomes import CONFIDENCES, REASONS, facts_of
from web.review.pages import member_of, redirect, show, topics_of

LABEL_CHARS = 40


@needs(roles.REVIEW)
def transcripts(request: HttpRequest) -> HttpResponse:
    """Conversations that fit the filter in the address."""
    wanted, member = Filter.read(request.GET.dict()), member_of(request)
    after = Place.read(request.GET.get("after", ""))
    found = list(itertools.islice(listing.found(wanted, after), listing.PAGE + 1))
    shown, more = found[: listing.PAGE], len(found) > listing.PAGE
    if after is None:  # going on in the same list is the same look at it
        audit.note(member.username, "listed", wanted.told)
    topics = topics_of(member)
    values = {
        "filter": wanted,
        "after": after,
        "rows": _rows(shown, topics),
        "next": str(shown[-1].place) if more else "",
        "topics": topics,
        "intents": sorted(conversation_intents()),
        "labels": Label.objects.order_by("name"),
        "saved": SavedFilter.objects.order_by("name"),
        "choices": _choices(),
        "places": PLACES,
    }
    return show(request, "transcripts", values)


@needs(roles.REVIEW)
def transcript(request: HttpRequest, conversation: str) -> HttpResponse:
    """One conversation; the address may say in which list it was found, and where."""
    return _page(request, get_object_or_404(Conversation, pk=conversation))


def _page(request: HttpRequest, found: Conversation, error: str = "", status: int = 200) -> HttpResponse:
    member, wanted = member_of(request), Filter.read(request.GET.dict())
    audit.note(member.username, "read", conversation=found.pk)
    at = Place.read(request.GET.get("at", ""))
    around: dict[str, object] = {}
    if at is not None:
        around["next"] = next(listing.found(wanted, at), None)
        around["previous"] = next(listing.found(wanted, at, backwards=True), None)
    values = {
        "conversation": found,
        "parts": reading.parts_of(found, member.language),
        "handoffs": reading.handoffs_of(found),
        "notes": reading.notes_of(found),
        "labels": found.labels.order_by("name"),
        "all_labels": Label.objects.exclude(conversations=found).order_by("name"),
        "filter": wanted,
        "at": at,
        "error": error,
        "intents": sorted(conversation_intents()),
        "topics": topics_of(member),
        **around,
    }
    return show(request, "transcript", values, status)


@needs(roles.REVIEW, "POST")
def mark(request: HttpRequest, conversation: str) -> HttpResponse:
    """Adds a note, puts a label on a conversation or takes it off."""
    member, wanted = member_of(request), request.POST.get("do", "")
    text = mask(clean(request.POST.get("text", "")).strip()).text
    most = NOTE_CHARS if wanted == "note" else LABEL_CHARS
    if wanted in ("note", "label") and not 0 < len(text) <= most:
        return _page(request, get_object_or_404(Conversation, pk=conversation), "empty_or_long", 422)
    with transaction.atomic():
        found = get_object_or_404(Conversation.objects.select_for_update(), pk=conversation)
        if wanted == "note":
            Remark.objects.create(conversation=found, author=member.display_name, text=text)
            audit.note(member.username, "noted", conversation=found.pk)
        elif wanted == "label":
            Label.objects.get_or_create(name=" ".join(text.split()))[0].conversations.add(found)
            audit.note(member.username, "labelled", text, conversation=found.pk)
        elif wanted == "unlabel":
            for label in found.labels.filter(name=request.POST.get("text", "")):
                label.conversations.remove(found)
                audit.note(member.username, "labelled", f"-{label.name}", conversation=found.pk)
        refresh([found.pk])
    return redirect("transcript", found.pk, query=request.GET.urlencode())


@needs(roles.REVIEW, "POST")
def filters(request: HttpRequest) -> HttpResponse:
    """Saves a filter under a name for everybody, or deletes one."""
    member, query = member_of(request), Filter.read(request.GET.dict()).query
    name = " ".join(clean(request.POST.get("name", "")).split())[:60]
    with transaction.atomic():
        if request.POST.get("do") == "delete":
            if SavedFilter.objects.filter(name=name).delete()[0]:
                audit.note(member.username, "filter_deleted", name)
        elif name and query and len(query) <= 500:
            values = {"query": query, "made_by": member.display_name}
            SavedFilter.objects.update_or_create(name=name, defaults=values)
            audit.note(member.username, "filter_saved", name)
    return redirect("transcripts", query=query)


def _rows(shown: list[listing.Found], topics: dict[str, str]) -> list[dict[str, object]]:
    labels = dict(Label.objects.values_list("pk", "name"))
    rows: list[dict[str, object]] = []
    for one in shown:
        known = one.turn.indexed.properties
        rows.append(
            {
                "found": one,
                "known": known,
                "topic": topics.get(known.get("t", ""), ""),
                "labels": [labels[pk] for pk in one.turn.indexed.labels if pk in labels],
                "confidence": round(100 * (facts_of(one.turn).confidence or 0)),
            }
        )
    return rows


def _choices() -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("outcome", OUTCOMES),
        ("confidence", tuple(CONFIDENCES)),
        ("feedback", FEEDBACKS),
        ("rating", RATINGS),
        ("reason", REASONS),
        ("state", STATES),
        ("sort", SORTS),
    ]
