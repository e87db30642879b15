from typing import Any, Optional

import pytest

from actions.candidates import Context
from actions.library import Shelf
from actions.turn import Turn
from tests.actions.messages import pressed, typed

# detected, of the conversation, of the page, the language to answer in
LANGUAGES: list[tuple[Optional[str], Optional[str], Optional[str], str]] = [
    ("en", None, None, "en"),
    ("en", "ja", "ja", "en"),
    ("ja", "en", "en", "ja"),
    (None, "en", "ja", "en"),
    (None, None, "en", "en"),
    (None, None, None, "ja"),
    ("other", "en", None, "en"),
    ("other", None, "en", "en"),
    ("other", None, None, "ja"),
    (None, "fr", "fr", "ja"),
]


@pytest.mark.parametrize(("detected", "conversation", "page", "expected"), LANGUAGES)
def test_turn_language_is_the_messages_then_the_conversations_then_the_pages(
    detected: Optional[str], conversation: Optional[str], page: Optional[str], expected: str
) -> None:
    turn = Turn.of(typed("text", language=detected, page=page), {"language": conversation})
    assert turn.language == expected


def test_turn_of_a_button_keeps_the_language_of_the_conversation() -> None:
    assert Turn.of(pressed("/capabilities", "capabilities"), {"language": "en"}).language == "en"


@pytest.mark.parametrize(
    ("slots", "answered", "last_question", "context"),
    [
        ({}, (), "", Context()),
        ({"answered": None, "last_question": None}, (), "", Context()),
        ({"topic": "a", "answered": ["a/b"], "last_question": "why?"}, ("a/b",), "why?", Context("a", "a/b")),
        ({"topic": "e", "answered": ["a/b", "c/d"]}, ("a/b", "c/d"), "", Context("e", "c/d")),
    ],
)
def test_turn_context_is_the_topic_and_the_last_answer(
    slots: dict[str, Any], answered: tuple[str, ...], last_question: str, context: Context
) -> None:
    turn = Turn.of(typed("text"), slots)
    assert (turn.answered, turn.last_question, turn.context) == (answered, last_question, context)


def test_turn_knows_a_pressed_button_from_typed_text() -> None:
    assert Turn.of(pressed("/none_of_these", "none_of_these"), {}).pressed
    assert not Turn.of(typed("none of these"), {}).pressed


@pytest.mark.parametrize(
    ("text", "answered", "expected"),
    [
        ("I like Example Hub", (), "example-hub"),
        ("Is Sample Lab near Example Hub?", ("sample-lab/overview",), "example-hub"),
        ("how many?", ("sample-lab/members",), "sample-lab"),
        ("how many?", (), "model-fund"),
        ('/show{"article": "example-hub/members"}', ("sample-lab/members",), "sample-lab"),
    ],
)
def test_turn_topic_after_is_what_was_named_else_answered_else_the_one_before(
    shelf: Shelf, text: str, answered: tuple[str, ...], expected: str
) -> None:
    turn = Turn.of(typed(text), {"topic": "model-fund"})
    assert turn.topic_after(shelf, answered) == expected
