from pathlib import Path

import pytest
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.tokenizer import CONTINUED, LANGUAGE, SEGMENTS
from bot.topics import TopicExtractor
from knowledge.loading import KnowledgeBase, load
from tests.bot.conftest import Bench
from tests.editing import LAB, edit

TEXTS = [
    ("SLAB and M-Fund", [("sample-lab", 0, 4), ("model-fund", 9, 15)]),
    ("見本基金について", [("model-fund", 0, 4)]),
    ("ＥＸＨとは", [("example-hub", 0, 3)]),
    ("exhibit", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_topics_become_entities_whose_value_is_the_topics_id(
    base: KnowledgeBase, text: str, expected: list[tuple[str, int, int]]
) -> None:
    message = TopicExtractor(base).process([Message({TEXT: text})])[0]
    assert message.get(ENTITIES) == [
        {"entity": "topic", "value": value, "start": start, "end": end, "extractor": "TopicExtractor"}
        for value, start, end in expected
    ]


def test_topics_keep_the_entities_found_before(base: KnowledgeBase) -> None:
    earlier = {"entity": "date", "value": "today"}
    message = Message({TEXT: "SLAB today", ENTITIES: [earlier]})
    found = TopicExtractor(base).process([message])[0].get(ENTITIES)
    assert found[0] == earlier
    assert [entity["value"] for entity in found] == ["today", "sample-lab"]


def test_topics_are_found_in_segments_and_in_messages_without_text(base: KnowledgeBase) -> None:
    part = Message({TEXT: "SLAB?"})
    whole, silent = Message({TEXT: "Hello. SLAB?", SEGMENTS: [part]}), Message({})
    TopicExtractor(base).process([whole, silent])
    assert [entity["start"] for entity in whole.get(ENTITIES)] == [7]
    assert [entity["start"] for entity in part.get(ENTITIES)] == [0]
    assert silent.get(ENTITIES) == []


def test_topics_are_marked_in_training_examples(base: KnowledgeBase) -> None:
    examples = [Message({TEXT: "SLAB"}), Message({"intent": "greet"})]
    TopicExtractor(base).process_training_data(TrainingData(training_examples=examples))
    assert [entity["value"] for entity in examples[0].get(ENTITIES)] == ["sample-lab"]
    assert examples[1].get(ENTITIES) is None


def test_topics_of_a_new_alias_are_known_without_training(
    bench: Bench, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(folder / LAB, "en: [SLAB]", "en: [SLAB, Zebra Room]")
    monkeypatch.setattr("bot.topics.load", lambda: load(folder))
    message = bench.create(TopicExtractor).process([Message({TEXT: "the zebra room"})])[0]
    assert [entity["value"] for entity in message.get(ENTITIES)] == ["sample-lab"]


def test_topics_put_a_sentence_behind_the_topic_named_before_it(base: KnowledgeBase) -> None:
    parts = [
        Message({TEXT: text, LANGUAGE: {"detected": "en"}}) for text in ("Hello.", "What is SLAB?", "Who runs it?")
    ]
    TopicExtractor(base).process([Message({TEXT: "Hello. What is SLAB? Who runs it?", SEGMENTS: parts})])
    assert [part.get(CONTINUED) and part.get(CONTINUED).get(TEXT) for part in parts] == [
        None,
        None,
        "Sample Lab Who runs it?",
    ]
    assert [e["value"] for e in parts[2].get(CONTINUED).get(ENTITIES)] == ["sample-lab"]


def test_topics_put_a_sentence_behind_what_the_conversation_is_about(base: KnowledgeBase) -> None:
    part = Message({TEXT: "会員は？", LANGUAGE: {"detected": "ja"}})
    about = {"about": {"ja": "サンプル・ラボ", "en": "Sample Lab"}}
    TopicExtractor(base).process([Message({TEXT: "会員は？", "metadata": about, SEGMENTS: [part]})])
    assert part.get(CONTINUED).get(TEXT) == "サンプル・ラボ 会員は？"
