"""Rasa training data out of the knowledge base: one intent an article."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Union

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from knowledge.check import check
from knowledge.intents import intent_of
from knowledge.schema import LANGUAGES

ANSWER_ACTION = "action_answer"
# Questions of each article and language that the classifier learns from; the search knows them all. Its training takes
# memory by the square of their number and time by the cube.
MOST_QUESTIONS = 19


class KnowledgeImporter(TrainingDataImporter):
    """Turns articles into intents, examples and rules, so that adding an answer touches one file.

    Listed in `config.yml` beside Rasa's own file importer, which reads `data/` and `domain.yml`. Refuses to
    train on a malformed knowledge base (`knowledge.loading.KnowledgeError`, with file, line and reason).
    """

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[List[str], str]] = None,
        **kwargs: Any,
    ):
        """Checks the knowledge base (see parent class for the arguments, none of which is used)."""
        self._base = check()

    def get_domain(self) -> Domain:
        """One intent an article (see parent class)."""
        intents: list[Any] = [{intent_of(a): {"use_entities": []}} for a in self._base.articles]
        return Domain.from_dict({"version": "3.1", "intents": intents})

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        """One rule an article: its intent is answered by the answering action (see parent class)."""
        rules = [
            {"rule": f"answer {a}", "steps": [{"intent": intent_of(a)}, {"action": ANSWER_ACTION}]}
            for a in self._base.articles
        ]
        return StoryGraph(YAMLStoryReader().read_from_parsed_yaml({"rules": rules}))

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """Example questions of every article in both languages, and its titles (see parent class)."""
        examples = {
            (text, a.id): Message.build(text=text, intent=intent_of(a.id))
            for a in self._base.articles.values()
            for lang in LANGUAGES
            for text in (a.title[lang], *_spread(a.questions[lang]))
        }
        return TrainingData(training_examples=list(examples.values()))

    def get_config(self) -> Dict:
        """Nothing: the configuration is `config.yml`'s (see parent class)."""
        return {}

    def get_config_file_for_auto_config(self) -> Optional[str]:
        """Nothing: the configuration is `config.yml`'s (see parent class)."""
        return None


def _spread(questions: Sequence[str]) -> List[str]:
    """As many as are learnt from, taken evenly from the whole list: early and late ones are of different kinds."""
    count = min(len(questions), MOST_QUESTIONS)
    return [questions[i * len(questions) // count] for i in range(count)]
