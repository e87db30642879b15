"""Keeps the index in step with the journal. The worker follows the journal's events; what staff do counts at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction

from language.grams import terms
from web.chat.models import Conversation, Event, Message, Turn
from web.desk.models import Note
from web.review.models import Indexed, Label, Progress, Remark, Review
from web.review.outcomes import facts_of, properties
from web.review.waiting import Intake

AT_ONCE = 200  # events in one short transaction: visitors' turns wait for a writer on SQLite
LOOKED_AT_AGAIN = 200  # PostgreSQL may show an event late that was numbered earlier (docs/adr/0010-pushes.md)
_NAME = "index"
_SEEN: set[int] = set()  # of the events that are looked at again, those that this process has read


def catch_up(at_once: int = AT_ONCE) -> int:
    """Indexes the conversations in which something happened, one portion.

    Returns:
        how many events were new; fewer than `at_once` when nothing is left.
    """
    with transaction.atomic():
        progress, _ = Progress.objects.select_for_update().get_or_create(name=_NAME)
        again = LOOKED_AT_AGAIN if connection.vendor == "postgresql" else 0
        events = Event.objects.filter(pk__gt=progress.number - again).order_by("pk")[: again + at_once]
        new = {pk: conversation for pk, conversation in events.values_list("pk", "conversation") if pk not in _SEEN}
        if new:
            refresh(set(new.values()))
            progress.number = max(progress.number, *new)
            progress.save()
    _SEEN.update(new if again else ())
    _SEEN.difference_update([pk for pk in _SEEN if pk <= progress.number - LOOKED_AT_AGAIN])
    return len(new)


def refresh(conversations: Iterable[str]) -> None:
    """Indexes all turns of some conversations again, within a transaction."""
    ids = list(conversations)
    turns = list(Turn.objects.filter(conversation__in=ids).exclude(status=Turn.Status.WAITING).order_by("seq"))
    of = defaultdict(list)
    for turn in turns:
        of[turn.conversation_id].append(turn)
    handed, rated = _handoffs(ids)
    marks = _marks(ids, rated)
    said, reviews = staff_texts(turns), Review.objects.in_bulk([turn.pk for turn in turns])
    stored = dict(Indexed.objects.filter(turn__in=turns).values_list("turn", "terms"))
    fresh, changed, intake = [], [], Intake()
    for conversation, own in of.items():
        for turn, following in zip(own, [*own[1:], None]):
            over = any(turn.at <= at and (following is None or at < following.at) for at in handed[conversation])
            facts = facts_of(turn, following, handed_over=over)
            review = intake.put(turn, facts, reviews.get(turn.pk))
            more = [*marks[conversation], *([f"s:{review.state}"] if review else [])]
            text = " ".join((turn.text, turn.comment, said.get(turn.pk, "")))
            made = " ".join(dict.fromkeys([*properties(facts, *more), *terms(text)]))
            if turn.pk not in stored:
                fresh.append(Indexed(turn=turn, at=turn.at, terms=made))
            elif stored[turn.pk] != made:
                changed.append(Indexed(turn=turn, at=turn.at, terms=made))
    intake.store()
    Indexed.objects.bulk_create(fresh)
    Indexed.objects.bulk_update(changed, ["terms"])


def staff_texts(turns: Iterable[Turn]) -> dict[int, str]:
    """What staff wrote after each turn, before the next one."""
    ids = {turn.conversation_id for turn in turns}
    written = Message.objects.filter(conversation__in=ids, author=Message.Author.STAFF).order_by("seq")
    said = list(written.values_list("conversation", "seq", "text"))
    of: dict[str, list[tuple[int, int]]] = defaultdict(list)
    rows = Turn.objects.filter(conversation__in={conversation for conversation, _, _ in said})
    for conversation, seq, pk in rows.values_list("conversation", "seq", "pk"):
        of[conversation].append((seq, pk))
    found: dict[int, str] = {}
    for conversation, seq, text in said:
        before = [one for one in of[conversation] if one[0] < seq]
        if before:
            last = max(before)[1]
            found[last] = f"{found.get(last, '')} {text}"
    return found


def _handoffs(ids: list[str]) -> tuple[dict[str, list], dict[str, int]]:
    """When a person was asked for, and how it went."""
    handed: dict[str, list] = defaultdict(list)
    rated: dict[str, int] = {}
    rows = Conversation.objects.filter(pk__in=ids, handoffs__isnull=False)
    for conversation, since, stars in rows.values_list("pk", "handoffs__since", "handoffs__stars"):
        handed[conversation].append(since)
        if stars:
            rated[conversation] = stars
    return handed, rated


def _marks(ids: list[str], rated: dict[str, int]) -> dict[str, list[str]]:
    """What a conversation gives to each of its turns: labels, rating, that there are notes."""
    marks: dict[str, list[str]] = defaultdict(list)
    labelled = Label.conversations.through.objects.filter(conversation__in=ids)
    for conversation, label in labelled.values_list("conversation", "label"):
        marks[conversation].append(f"b:{label}")
    for conversation, stars in rated.items():
        marks[conversation].append(f"r:{stars}")
    noted = set(Remark.objects.filter(conversation__in=ids).values_list("conversation", flat=True))
    noted |= set(Note.objects.filter(handoff__conversation__in=ids).values_list("handoff__conversation", flat=True))
    for conversation in noted:
        marks[conversation].append("n:1")
    return marks
