"""What came of a trial, from the lines of its process into rows and figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

from django.db import transaction
from django.utils import timezone

from knowledge.schema import LANGUAGES
from web.chat.models import Turn
from web.review.models import Review
from web.review.outcomes import facts_of
from web.trials.models import Trial, TrialTurn, running
from web.trials.verdicts import RESULTS, result_of, verdict_of

Line = dict[str, Any]
AT_ONCE = 500
COUNTED = ("asked", "reviewed", "better", "worse", "changed")


def store(trial: Trial, lines: Iterable[Line]) -> bool:
    """Ends a trial with what its process told.

    Turns that were deleted meanwhile are left out: their rows are locked, so that none goes while this is stored.

    Returns:
        whether it was still running.
    """
    lines = list(lines)
    with transaction.atomic():
        found = running(trial).select_for_update().first()
        if found is None:
            return False
        figures: dict[str, Any] = {code: _none() for code in LANGUAGES}
        rows = _questions(found, [line for line in lines if "question" in line], figures)
        rows += _turns(found, {line["turn"]: line for line in lines if "turn" in line}, figures)
        TrialTurn.objects.bulk_create(rows, batch_size=AT_ONCE)
        found.figures, found.state, found.done = figures, Trial.State.DONE, found.total
        found.ended_at = timezone.now()
        found.save(update_fields=["figures", "state", "done", "ended_at"])
        return True


def _none() -> dict[str, Any]:
    results = {"now": dict.fromkeys(RESULTS, 0), "then": dict.fromkeys(RESULTS, 0)}
    return {"held_out": {"questions": 0, **results}, "turns": dict.fromkeys(COUNTED, 0)}


def _questions(trial: Trial, lines: list[Line], figures: dict[str, Any]) -> list[TrialTurn]:
    rows = []
    for line in lines:
        before, after = line["before"], line["after"]
        held = figures[before["language"]]["held_out"]
        held["questions"] += 1
        held["now"][before["result"]] += 1
        held["then"][after["result"]] += 1
        row = _row(trial, before["language"], before, after, reviewed=True)
        if row:
            row.question, row.text = line["question"], before["asked"]
            rows.append(row)
    return rows


def _turns(trial: Trial, lines: dict[int, Line], figures: dict[str, Any]) -> list[TrialTurn]:
    rows = []
    numbers = sorted(lines)
    for start in range(0, len(numbers), AT_ONCE):
        portion = numbers[start : start + AT_ONCE]
        turns = Turn.objects.select_for_update().filter(pk__in=portion).order_by("pk")
        reviews = Review.objects.filter(turn__in=portion, state=Review.State.DONE).in_bulk()
        for turn in turns:
            before, after = lines[turn.pk]["before"], lines[turn.pk]["after"]
            language, review = facts_of(turn).language, reviews.get(turn.pk)
            if review:
                for answer in (before, after):
                    named = review.article or review.intent
                    answer["result"] = result_of(review.verdict, named, turn.understood or {}, answer)
            counts = figures[language]["turns"]
            counts["asked"] += 1
            counts["reviewed"] += review is not None
            row = _row(trial, language, before, after, reviewed=review is not None)
            if row:
                counts[row.verdict] += 1
                row.turn = turn
                rows.append(row)
    return rows


def _row(trial: Trial, language: str, before: Line, after: Line, *, reviewed: bool) -> Optional[TrialTurn]:
    verdict = verdict_of(before, after)
    if verdict is None:
        return None
    kept = ("outcome", "articles", "offered", "text", "result")
    sides = [{name: side[name] for name in kept if name in side} for side in (before, after)]
    return TrialTurn(
        trial=trial, language=language, verdict=verdict, reviewed=reviewed, before=sides[0], after=sides[1]
    )
