from typing import Any

import pytest

from knowledge.schema import LANGUAGES
from web.chat.replies import MAX_BUTTONS, MAX_TEXT_CHARS, apology, greeting, offered, read

NOTHING: list[Any] = [
    None,
    [],
    {},
    "text",
    7,
    [None],
    [[]],
    [{}],
    [{"text": ""}],
    [{"text": "  "}],
    [{"text": 7}],
    [{"custom": {"understood": {}}}],
]


@pytest.mark.parametrize("replies", NOTHING)
def test_what_holds_no_text_is_no_reply(replies: Any) -> None:
    assert read(replies) is None


def test_several_messages_become_one_with_the_buttons_of_all() -> None:
    reply = read([
        {"text": "a", "buttons": [{"title": "A", "payload": "/a"}]}, {"text": "b", "buttons": None}, {"image": "x"},
        {"custom": {"understood": {"language": "en", "outcome": "sure"}, "state": {"topic": "t"}}},
    ])  # fmt: skip
    assert reply and reply.text == "a\n\nb" and reply.buttons == (("A", "/a"),)
    assert reply.language == "en" and reply.state == {"topic": "t"} and not reply.is_apology


def test_malformed_parts_are_left_out() -> None:
    reply = read([{"text": "a" * 50_000, "buttons": [{"title": 7, "payload": "/a"}, "x", {"title": "t", "payload": "no"}]},
                  {"custom": {"understood": "no", "said": [], "state": 7, "handoff": None}}])  # fmt: skip
    assert reply and len(reply.text) == MAX_TEXT_CHARS and reply.buttons == ()
    assert (reply.understood, reply.said, reply.state, reply.handoff) == ({}, None, None, None)
    many = read([{"text": "a", "buttons": [{"title": "t", "payload": "/p"}] * 99}])
    assert many and len(many.buttons) == MAX_BUTTONS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_apology_has_the_contact_in_both_languages_and_offers_a_person(language: str) -> None:
    reply = apology(language)
    assert "横浜市経済局" in reply.text and "Economic Affairs Bureau" in reply.text
    assert reply.is_apology and [b["kind"] for b in offered(reply, 3, language)] == ["person"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_greeting_offers_topics(language: str) -> None:
    buttons = offered(greeting(language), 1, language)
    assert [b["kind"] for b in buttons] == ["article"] * 6
    assert {b["lang"] for b in buttons} == {language} and buttons[0]["id"] == "1.0"
