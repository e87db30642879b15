from typing import Any

import pytest

from actions.understanding import Reading, Understanding
from tests.actions.messages import pressed, typed

EMPTY: list[dict[str, Any]] = [
    {},
    {"text": None, "intent": None, "entities": None, "segments": None, "language": None},
    {"text": "", "intent": {"name": None, "confidence": None}, "intent_ranking": []},
]


def test_understanding_reads_a_typed_message() -> None:
    message = typed(
        "Hello. How many?",
        [("example-hub.members", 0.7), ("greet", 0.2)],
        segments=[("Hello.", [("greet", 0.9)]), ("How many?", [("example-hub.members", 0.8)])],
    )
    understood = Understanding.of(message)
    assert understood.whole == Reading("Hello. How many?", (("example-hub.members", 0.7), ("greet", 0.2)))
    assert understood.parts == (
        Reading("Hello.", (("greet", 0.9),)),
        Reading("How many?", (("example-hub.members", 0.8),)),
    )
    assert (understood.detected, understood.code, understood.pressed) == ("en", "en", {})


def test_understanding_reads_the_familiarity_of_the_message_and_its_segments() -> None:
    message = typed("Hello. How many?", segments=[("Hello.", [("greet", 0.9)]), ("How many?", [])])
    message["familiarity"] = 0.4
    message["segments"][0]["familiarity"] = 0.8
    understood = Understanding.of(message)
    assert understood.whole.familiarity == 0.4
    assert [part.familiarity for part in understood.parts] == [0.8, None]


def test_understanding_reads_the_message_as_asked_on() -> None:
    message = typed("How many?", [("greet", 0.5)])
    ranking = [{"name": "example-hub.members", "confidence": 0.9}]
    message["continued"] = {"text": "Example Hub How many?", "intent_ranking": ranking, "familiarity": 0.7}
    assert Understanding.of(message).whole.continued == Reading(
        "Example Hub How many?", (("example-hub.members", 0.9),), 0.7
    )


@pytest.mark.parametrize("message", EMPTY)
def test_understanding_of_what_is_missing_is_empty(message: dict[str, Any]) -> None:
    understood = Understanding.of(message)
    assert understood == Understanding(whole=Reading(""))
    assert (understood.whole.intent, understood.whole.confidence) == (None, 0.0)


def test_understanding_takes_the_intent_where_there_is_no_ranking() -> None:
    understood = Understanding.of({"text": "hi", "intent": {"name": "greet", "confidence": 0.6}})
    assert (understood.whole.intent, understood.whole.confidence) == ("greet", 0.6)


def test_understanding_reads_what_a_button_asks_for() -> None:
    message = pressed('/show{"article": "a/b"}', "show", article="a/b", other="x")
    assert Understanding.of(message).pressed == {"article": "a/b"}


@pytest.mark.parametrize("extractor", ["TopicExtractor", None])
def test_understanding_believes_an_article_only_from_a_button(extractor: str) -> None:
    message = typed("text")
    message["entities"] = [{"entity": "article", "value": "a/b", "extractor": extractor}]
    assert Understanding.of(message).pressed == {}


def test_reading_tells_articles_from_conversation() -> None:
    reading = Reading("text", (("a.b", 0.5), ("greet", 0.3), ("c-d.e", 0.15), ("out_of_scope", 0.05)))
    assert reading.articles == {"a/b": 0.5, "c-d/e": 0.15}
    assert reading.conversation == pytest.approx(0.35)
    assert reading.small_talk == pytest.approx(0.3)


@pytest.mark.parametrize("name", ["out_of_scope", "not_stated"])
def test_a_question_that_nothing_answers_is_no_small_talk(name: str) -> None:
    assert Reading("text", ((name, 0.6), ("greet", 0.4))).small_talk == pytest.approx(0.4)
