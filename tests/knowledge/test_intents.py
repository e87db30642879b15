from typing import Optional

import pytest

from knowledge.intents import article_of, intent_of
from knowledge.loading import KnowledgeBase


def test_every_article_survives_the_way_to_its_intent_and_back(real_base: KnowledgeBase) -> None:
    intents = {intent_of(article) for article in real_base.articles}
    assert len(intents) == len(real_base.articles)
    assert not any("/" in intent for intent in intents)
    assert {article_of(intent) for intent in intents} == set(real_base.articles)


@pytest.mark.parametrize(
    ("intent", "article"),
    [("example-hub.members", "example-hub/members"), ("greet", None), ("out_of_scope", None), ("", None)],
)
def test_article_of_tells_articles_from_conversation(intent: str, article: Optional[str]) -> None:
    assert article_of(intent) == article
