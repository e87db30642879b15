"""How answers are judged by what reviewers said."""

from __future__ import annotations

from typing import Any

import pytest

from web.trials.verdicts import result_of, verdict_of

A, B, C = "hub/members", "hub/overview", "lab/members"


def answer(outcome: str = "sure", *articles: str, offered: tuple[str, ...] = (), intent: str = "", **more: Any) -> Any:
    return {
        "outcome": outcome,
        "intent": intent,
        "articles": list(articles),
        "offered": list(offered),
        "text": "",
        **more,
    }


SURE, BOTH, OTHER = answer("sure", A), answer("sure", A, B), answer("sure", C)
OFFERS, OFFERS_OTHER = answer("close", offered=(B, A)), answer("close", offered=(C,))
UNSURE, OUTSIDE = answer("unsure", intent="hub.members"), answer("outside", intent="out_of_scope")
GREETS, THANKS = answer("small_talk", intent="greet"), answer("small_talk", intent="thank")
PERSON = answer("handoff", intent="talk_to_person")


@pytest.mark.parametrize(
    ("verdict", "named", "had", "results"),
    [
        ("article", A, {}, {"right": [SURE, BOTH], "offered": [OFFERS], "declined": [UNSURE, GREETS, OFFERS_OTHER], "wrong": [OTHER]}),
        ("right", "", {"outcome": "sure", "articles": [A]}, {"right": [SURE, BOTH], "offered": [OFFERS], "declined": [UNSURE], "wrong": [OTHER]}),
        ("right", "", {"outcome": "sure", "articles": [A, B]}, {"right": [BOTH], "offered": [SURE, OFFERS], "wrong": [OTHER]}),
        ("right", "", {"outcome": "close", "offered": [A, C]}, {"right": [OFFERS, SURE, OTHER], "declined": [UNSURE], "wrong": [answer("sure", B)]}),
        ("right", "", {"outcome": "unsure"}, {"right": [UNSURE, OUTSIDE], "offered": [OFFERS], "wrong": [SURE]}),
        ("right", "", {"outcome": "small_talk", "intent": "greet"}, {"right": [GREETS], "declined": [THANKS, UNSURE], "offered": [OFFERS], "wrong": [SURE]}),
        ("right", "", {"outcome": "handoff", "intent": "talk_to_person"}, {"right": [PERSON], "declined": [UNSURE], "wrong": [SURE]}),
        ("no_answer", "", {}, {"right": [UNSURE, OUTSIDE], "offered": [OFFERS], "wrong": [SURE]}),
        ("out_of_scope", "", {}, {"right": [OUTSIDE, UNSURE], "offered": [OFFERS], "wrong": [OTHER]}),
        ("intent", "greet", {}, {"right": [GREETS], "declined": [THANKS, answer("unsure", intent="greet")], "wrong": [SURE]}),
    ],
)  # fmt: skip
def test_an_answer_beside_what_was_agreed_on(verdict: str, named: str, had: Any, results: dict[str, list[Any]]) -> None:
    for result, answers in results.items():
        for one in answers:
            assert result_of(verdict, named, had, one) == result, one


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("right", "right", None),
        ("right", "offered", "worse"),
        ("offered", "declined", "worse"),
        ("declined", "wrong", "worse"),
        ("wrong", "declined", "better"),
        ("declined", "right", "better"),
    ],
)
def test_a_known_answer_gets_better_or_worse_by_what_it_is(before: str, after: str, verdict: str | None) -> None:
    assert verdict_of({**SURE, "result": before}, {**SURE, "result": after}) == verdict


def test_other_words_or_other_articles_are_a_change_of_which_nothing_is_known() -> None:
    assert verdict_of(SURE, SURE) is None
    assert verdict_of(SURE, {**SURE, "text": "new"}) == "changed"
    assert verdict_of(SURE, OTHER) == "changed"
    assert verdict_of({**SURE, "result": "right"}, {**SURE, "text": "new", "result": "right"}) == "changed"
