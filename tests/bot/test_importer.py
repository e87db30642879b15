from collections import Counter
from pathlib import Path

import pytest
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.training_data.structures import RuleStep
from rasa.shared.nlu.constants import INTENT, TEXT
from ruamel.yaml import YAML

from bot.importer import ANSWER_ACTION, KnowledgeImporter
from knowledge.check import check
from knowledge.intents import intent_of
from knowledge.loading import KNOWLEDGE_DIR, KnowledgeBase, KnowledgeError
from knowledge.schema import LANGUAGES
from tests.editing import HUB, edit


@pytest.fixture
def importer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> KnowledgeImporter:
    """Over the sample knowledge."""
    monkeypatch.setattr("bot.importer.check", lambda: check(folder))
    return KnowledgeImporter("config.yml", "domain.yml", ["data"])


def test_importer_gives_one_intent_an_article(importer: KnowledgeImporter, base: KnowledgeBase) -> None:
    domain = importer.get_domain()
    own = set(domain.intents) - {"back", "nlu_fallback", "out_of_scope", "restart", "session_start"}
    assert own == {intent_of(article) for article in base.articles}


def test_importer_answers_by_an_action_that_the_domain_declares() -> None:
    domain = YAML(typ="safe").load((KNOWLEDGE_DIR.parent / "domain.yml").read_text(encoding="utf-8"))
    assert ANSWER_ACTION in domain["actions"]


def test_importer_gives_one_rule_an_article_that_answers_it(importer: KnowledgeImporter, base: KnowledgeBase) -> None:
    steps = importer.get_stories().story_steps
    asked = [[e.intent_name for e in step.events if isinstance(e, UserUttered)] for step in steps]
    assert sorted(asked) == sorted([intent_of(article)] for article in base.articles)
    for step in steps:
        assert isinstance(step, RuleStep)
        actions = [e.action_name for e in step.events if isinstance(e, ActionExecuted)]
        assert [name for name in actions if name != "..."] == [ANSWER_ACTION]


def test_importer_gives_every_question_and_title_as_an_example(
    importer: KnowledgeImporter, base: KnowledgeBase
) -> None:
    examples = importer.get_nlu_data().intent_examples
    expected = {
        (text, intent_of(article.id))
        for article in base.articles.values()
        for language in LANGUAGES
        for text in (article.title[language], *article.questions[language])
    }
    counts = Counter((message.get(TEXT), message.get(INTENT)) for message in examples)
    assert set(counts) == expected
    assert set(counts.values()) == {1}  # a title that is also a question counts once


def test_importer_learns_from_questions_of_the_whole_list(
    importer: KnowledgeImporter, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.importer.MOST_QUESTIONS", 3)
    texts = {message.get(TEXT) for message in importer.get_nlu_data().intent_examples}
    for article in base.articles.values():
        for language in LANGUAGES:
            questions = article.questions[language]
            taken = [i for i, question in enumerate(questions) if question in texts]
            assert len(taken) == 3
            assert taken[0] == 0 and taken[-1] >= len(questions) // 2


def test_importer_leaves_the_configuration_to_its_file(importer: KnowledgeImporter) -> None:
    assert importer.get_config() == {}
    assert importer.get_config_file_for_auto_config() is None


def test_importer_refuses_a_malformed_base_with_file_and_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(folder / HUB, "[A-001]", "[A-001, B-002]")
    monkeypatch.setattr("bot.importer.check", lambda: check(folder))
    with pytest.raises(KnowledgeError, match=r"example-hub.yml:11: "):
        KnowledgeImporter()
