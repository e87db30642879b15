import json

import pytest

from knowledge.loading import KnowledgeBase
from knowledge.menu import MAIN_TOPICS, payload, topic_choices
from knowledge.schema import LANGUAGES


def test_a_payload_is_an_intent_with_its_entities() -> None:
    assert payload("talk_to_person") == "/talk_to_person"
    assert json.loads(payload("show", article="a/b").removeprefix("/show")) == {"article": "a/b"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_topics_can_be_chosen(real_base: KnowledgeBase, language: str) -> None:
    choices = topic_choices(real_base, language)
    assert [title for title, _ in choices] == [real_base.topics[t].name[language] for t in MAIN_TOPICS]
