import json
import re

import pytest

from actions.library import Shelf
from actions.reply import (
    MAIN_TOPICS,
    Reply,
    article_buttons,
    for_machines,
    language_button,
    none_button,
    person_button,
    topic_buttons,
    topics_button,
)
from actions.turn import Turn
from knowledge.loading import KnowledgeBase
from knowledge.messages import say
from knowledge.schema import LANGUAGES
from tests.actions.messages import typed

# Rasa's form of a button: an intent, with entities in JSON behind it
PAYLOAD = re.compile(r"^/([a-z_]+)(\{.*\})?$")
RANKING = [
    ("example-hub.members", 0.4),
    ("greet", 0.3),
    ("thank", 0.1),
    ("deny", 0.1),
    ("repeat", 0.05),
    ("praise", 0.04),
]


def test_article_buttons_carry_title_and_id_and_skip_unknown_articles(shelf: Shelf) -> None:
    buttons = article_buttons(("sample-lab/members", "gone/overview", "model-fund/amount"), "en", shelf)
    assert [b.title for b in buttons] == ["Number of members of Sample Lab", "Highest amount of Model Fund"]
    assert [b.payload for b in buttons] == [
        '/show{"article": "sample-lab/members"}',
        '/show{"article": "model-fund/amount"}',
    ]
    assert article_buttons(("sample-lab/members",), "ja", shelf)[0].title == "サンプルラボの会員数"


@pytest.mark.parametrize("language", LANGUAGES)
def test_fixed_buttons_speak_the_language_and_carry_a_payload(language: str) -> None:
    buttons = [person_button(language), none_button(language), topics_button(language), language_button(language)]
    assert [b.title for b in buttons] == [
        say(key, language) for key in ("button_person", "button_none", "button_topics", "button_language")
    ]
    other = "en" if language == "ja" else "ja"
    assert [b.payload for b in buttons] == [
        "/talk_to_person", "/none_of_these", "/capabilities", f'/switch_language{{"to": "{other}"}}'
    ]  # fmt: skip


def test_payloads_are_what_rasa_can_read(shelf: Shelf) -> None:
    for button in (*article_buttons(tuple(shelf.base.articles), "ja", shelf), language_button("ja"), none_button("ja")):
        match = PAYLOAD.match(button.payload)
        assert match
        assert isinstance(json.loads(match[2] or "{}"), dict)


@pytest.mark.parametrize("topic", MAIN_TOPICS)
def test_every_main_topic_has_an_overview_to_show(real_base: KnowledgeBase, topic: str) -> None:
    assert f"{topic}/overview" in real_base.articles


def test_topic_buttons_leave_out_topics_that_the_base_lacks(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.reply.MAIN_TOPICS", ("sample-lab", "gone", "example-hub"))
    assert [b.title for b in topic_buttons("en", shelf)] == ["Sample Lab", "Example Hub"]
    assert [b.title for b in topic_buttons("ja", shelf)] == ["サンプルラボ", "エグザンプル・ハブ"]


def test_for_machines_tells_what_was_understood() -> None:
    turn = Turn.of(typed("How many?", RANKING), {})
    reply = Reply(("text",), "close", offered=("a/b",), answered=("c/d",), considered=(("a/b", 0.12345),))
    assert for_machines(turn, reply) == {
        "understood": {
            "language": "en",
            "detected": "en",
            "intent": "example-hub.members",
            "confidence": 0.4,
            "ranking": [{"name": name, "confidence": confidence} for name, confidence in RANKING[:5]],
            "outcome": "close",
            "articles": ["c/d"],
            "offered": ["a/b"],
            "considered": [{"article": "a/b", "probability": 0.123}],
        }
    }


def test_for_machines_gives_the_question_that_was_not_answered_to_staff() -> None:
    turn = Turn.of(typed("Where can I park?", language="en"), {"last_question": "earlier", "answered": ["c/d"]})
    reply = Reply(("text",), "unsure", answered=("c/d",), handoff="unsure", considered=(("a/b", 0.1),))
    assert for_machines(turn, reply)["handoff"] == {
        "reason": "unsure", "language": "en", "last_question": "Where can I park?", "articles": ["a/b"]
    }  # fmt: skip


def test_for_machines_gives_the_last_question_to_staff_when_a_person_was_asked_for() -> None:
    turn = Turn.of(typed("人と話したい", language="ja"), {"last_question": "駐車場は？", "answered": ["c/d"]})
    assert for_machines(turn, Reply(("text",), "handoff", handoff="asked"))["handoff"] == {
        "reason": "asked", "language": "ja", "last_question": "駐車場は？", "articles": ["c/d"]
    }  # fmt: skip


def test_for_machines_can_be_sent_as_json() -> None:
    turn = Turn.of(typed("会員数は？", RANKING, language="ja"), {"answered": ["c/d"]})
    custom = for_machines(turn, Reply(("text",), "unsure", handoff="unsure", considered=(("a/b", 0.1),)))
    assert json.loads(json.dumps(custom)) == custom
