"""The list of conversations that fit a filter, page by page, and what comes before and after one of them.

A conversation stands where its first fitting turn stands in the order of the filter, and nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Optional

from language.grams import holds
from web.chat.models import Turn
from web.review import search
from web.review.filters import ANSWERS, BOTH, Filter
from web.review.indexing import staff_texts
from web.review.models import Indexed

PAGE = 30  # conversations
AT_ONCE = 120  # turns looked at in one go


@dataclass(frozen=True)
class Place:
    """Where something stands in a list: the part of it (`Filter.segments`), and the number of the turn."""

    segment: int
    turn: int

    @classmethod
    def read(cls, text: str) -> Optional[Place]:
        """From an address; None when it is none."""
        segment, _, turn = text.partition(".")
        if not (text.isascii() and segment.isdecimal() and turn.isdecimal() and len(text) < 22):
            return None
        return cls(int(segment), int(turn))

    def __str__(self) -> str:
        return f"{self.segment}.{self.turn}"


@dataclass(frozen=True)
class Found:
    """A conversation in the list.

    Attributes:
        turn: its first fitting turn, which stands for it.
        fitting: the numbers of all its fitting turns.
    """

    place: Place
    turn: Turn
    fitting: frozenset[int] = field(default_factory=frozenset)


def found(wanted: Filter, after: Optional[Place] = None, *, backwards: bool = False) -> Iterator[Found]:
    """The conversations that fit, in order.

    Args:
        wanted: the filter.
        after: where to go on, itself left out.
        backwards: from there towards the beginning.
    """
    segments = list(enumerate(wanted.segments))
    whole = wanted.span
    for number, (term, descending) in reversed(segments) if backwards else segments:
        if after and (number > after.segment if backwards else number < after.segment):
            continue
        descending, within = descending != backwards, whole
        if after and number == after.segment:
            within = whole.before(after.turn) if descending else whole.after(after.turn)
        query = wanted.wanted.having(term)
        while ids := search.numbers(query, within, AT_ONCE, descending=descending):
            yield from _heads(wanted, number, ids)
            within = within.before(ids[-1]) if descending else within.after(ids[-1])
            if len(ids) < AT_ONCE:
                break


def turns(wanted: Filter, most: int) -> Iterator[Turn]:
    """All turns that fit, in order, at most so many."""
    left, whole = most, wanted.span
    for term, descending in wanted.segments:
        within, query = whole, wanted.wanted.having(term)
        while left and (ids := search.numbers(query, within, AT_ONCE, descending=descending)):
            known = Turn.objects.select_related("indexed").in_bulk(_verified(wanted, ids))
            for one in [known[number] for number in ids if number in known][:left]:
                left -= 1
                yield one
            within = within.before(ids[-1]) if descending else within.after(ids[-1])


def _heads(wanted: Filter, segment: int, ids: list[int]) -> Iterator[Found]:
    """Those of some turns that stand for their conversation."""
    fitting = _fitting(wanted, ids)
    conversation_of = {turn: conversation for conversation, own in fitting.items() for turn in own}
    first = {min(own, key=lambda one: _order(wanted, own[one], one)) for own in fitting.values()}
    heads = [number for number in ids if number in first]
    known = Turn.objects.select_related("conversation", "indexed").in_bulk(heads)
    for number in heads:
        if number in known:
            yield Found(Place(segment, number), known[number], frozenset(fitting[conversation_of[number]]))


def _fitting(wanted: Filter, ids: list[int]) -> dict[str, dict[int, set[str]]]:
    """Of the conversations of some turns, all turns that fit, with their terms."""
    conversations = Turn.objects.filter(pk__in=ids).values("conversation")
    within = wanted.span
    rows = Indexed.objects.filter(turn__conversation__in=list(conversations.values_list("conversation", flat=True)))
    rows = rows.filter(turn__gte=within.first, turn__lt=within.end)
    held = {turn: (conversation, set(terms.split(" "))) for turn, conversation, terms in rows.values_list(
        "turn", "turn__conversation", "terms")}  # fmt: skip
    right = [turn for turn, (_, terms) in held.items() if wanted.wanted.fits(terms)]
    found: dict[str, dict[int, set[str]]] = defaultdict(dict)
    for turn in _verified(wanted, right):
        conversation, terms = held[turn]
        found[conversation][turn] = terms
    return found


def _order(wanted: Filter, terms: set[str], turn: int) -> tuple[int, int]:
    for number, (term, descending) in enumerate(wanted.segments):
        if not term or term in terms:
            return number, -turn if descending else turn
    return len(wanted.segments), turn


def _verified(wanted: Filter, ids: list[int]) -> list[int]:
    """Those whose words stand in one piece; pairs of characters alone do not tell that."""
    if wanted.where == ANSWERS or not any(len(run) > 2 and not run.isascii() for run in wanted.words):
        return ids
    rows = list(Turn.objects.filter(pk__in=ids))
    said = staff_texts(rows)
    texts = {turn.pk: f"{turn.text} {turn.comment} {said.get(turn.pk, '')}" for turn in rows}
    right = {one for one, text in texts.items() if holds(text, wanted.words)}
    if wanted.where == BOTH:
        held = Indexed.objects.filter(pk__in=set(ids) - right).values_list("pk", "terms")
        right |= {one for one, terms in held if not set(wanted.answers).isdisjoint(terms.split(" "))}
    return [one for one in ids if one in right]
