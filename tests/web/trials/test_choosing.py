"""Which turns are asked again."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from tests.web.review.conftest import member, said, turn
from web.chat.models import Turn
from web.desk.roles import Role
from web.review.judging import Opinion, judge
from web.trials.choosing import as_past, asked

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
A = "yoxo-box/overview"


def _texts(chosen: dict[str, object]) -> dict[str, list[str]]:
    found = asked(chosen)
    return {turns[0].conversation_id: [one.text for one in turns if one.asked] for turns in found.values()}


def test_turns_of_the_last_days_with_those_before_them() -> None:
    had = said({"text": "old", "days_ago": 9}, {"text": "new", "outcome": "unsure"})
    said({"text": "long ago", "days_ago": 20})
    assert _texts({"days": 7}) == {had.pk: ["new"]}
    past = [as_past(one) for one in asked({"days": 7})[had.pk]]
    assert [(one["text"], one["asked"], one["outcome"], one["articles"]) for one in past] == [
        ("old", False, "sure", [A]), ("new", True, "unsure", []),
    ]  # fmt: skip


def test_what_the_assistant_did_not_answer_is_not_asked_again() -> None:
    had = said(
        {"text": "to staff", "understood": None},
        {"text": "stars", "payload": '/rate_handoff{"stars": 5}', "button_id": "1.1"},
        {"text": "x" * 3000, "outcome": "too_long"},
        {"text": "pressed", "payload": '/show{"article": "yoxo-box/overview"}', "button_id": "2.1"},
    )
    turn(had, "failed", "apology", status=Turn.Status.APOLOGISED, understood=None)
    turn(had, "not yet", status=Turn.Status.WAITING)
    assert _texts({"days": 7}) == {had.pk: ["pressed", "failed"]}
    pressed, failed = [as_past(one) for one in asked({"days": 7})[had.pk]]
    assert pressed["pressed"] and pressed["text"].startswith("/show")
    assert (failed["outcome"], failed["articles"]) == ("apology", [])


def test_a_filter_or_one_conversation_can_be_chosen_and_what_was_reviewed_is_always_asked() -> None:
    grants, box = said({"text": "補助金の申請"}), said({"text": "YOXO BOXの場所"})
    other = said({"text": "hello"}, {"text": "again", "outcome": "unsure"}, language="en")
    assert _texts({"query": "q=%E8%A3%9C%E5%8A%A9%E9%87%91"}) == {grants.pk: ["補助金の申請"]}
    assert _texts({"conversation": box.pk}) == {box.pk: ["YOXO BOXの場所"]}
    judge(other.turns.get(text="again").pk, member(Role.EDITOR), Opinion("out_of_scope"))
    assert _texts({"conversation": box.pk}) == {box.pk: ["YOXO BOXの場所"], other.pk: ["again"]}
    Turn.objects.update(at=timezone.now() - datetime.timedelta(days=9))
    assert _texts({"days": 7}) == {other.pk: ["again"]}
