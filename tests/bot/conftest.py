from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.classifier import KernelIntentClassifier
from bot.featurizer import TermsFeaturizer
from bot.meaning import MeaningFeaturizer
from bot.tokenizer import BilingualTokenizer
from bot.topics import TopicExtractor
from knowledge.intents import intent_of
from knowledge.loading import KnowledgeBase
from knowledge.schema import LANGUAGES


@dataclass
class Bench:
    """What Rasa gives a component: storage, a resource of its own and the execution context."""

    storage: LocalModelStorage
    context: ExecutionContext

    def create(self, component: Any, **config: Any) -> Any:
        """A component as Rasa creates it, over its default configuration."""
        return component.create(
            {**component.get_default_config(), **config}, self.storage, self._of(component), self.context
        )

    def load(self, component: Any, **config: Any) -> Any:
        """The same component as Rasa loads it from what `train` stored."""
        return component.load(
            {**component.get_default_config(), **config}, self.storage, self._of(component), self.context
        )

    @staticmethod
    def _of(component: Any) -> Resource:
        return Resource(component.__name__)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Empty storage, as at the start of a training."""
    (tmp_path / "model").mkdir()
    return Bench(LocalModelStorage(tmp_path / "model"), ExecutionContext(GraphSchema({}), node_name="node"))


def training_data(base: KnowledgeBase) -> TrainingData:
    """The sample's questions, read by the tokenizer and with their topics marked, as the next component gets them."""
    examples = [
        Message.build(text=question, intent=intent_of(article.id))
        for article in base.articles.values()
        for language in LANGUAGES
        for question in article.questions[language]
    ]
    data = TrainingData(training_examples=examples)
    tokenizer = BilingualTokenizer(BilingualTokenizer.get_default_config())
    return TopicExtractor(base).process_training_data(tokenizer.process_training_data(data))


@pytest.fixture
def examples(base: KnowledgeBase) -> TrainingData:
    """Tokenized examples without features."""
    return training_data(base)


@pytest.fixture
def read(base: KnowledgeBase) -> Callable[[str], Message]:
    """Makes of a text the message that reaches the featurizer."""
    tokenizer = BilingualTokenizer(BilingualTokenizer.get_default_config())
    topics = TopicExtractor(base)

    def reader(text: str) -> Message:
        return topics.process(tokenizer.process([Message({TEXT: text})]))[0]

    return reader


@pytest.fixture
def featurizer(bench: Bench, examples: TrainingData) -> TermsFeaturizer:
    """Trained on the sample's questions."""
    component = bench.create(TermsFeaturizer)
    component.train(examples)
    return component


@dataclass
class Features:
    """Both featurizers of the pipeline, one after the other."""

    terms: TermsFeaturizer
    meaning: MeaningFeaturizer

    def __call__(self, messages: list[Message]) -> list[Message]:
        return self.meaning.process(self.terms.process(messages))

    def of_examples(self, examples: TrainingData) -> TrainingData:
        """The examples with their features."""
        return self.meaning.process_training_data(self.terms.process_training_data(examples))


@pytest.fixture
def features(bench: Bench, featurizer: TermsFeaturizer) -> Features:
    """Trained on the sample's questions."""
    return Features(featurizer, bench.create(MeaningFeaturizer))


@pytest.fixture
def classifier(bench: Bench, features: Features, examples: TrainingData) -> KernelIntentClassifier:
    """Trained on the sample's questions."""
    component = bench.create(KernelIntentClassifier)
    component.train(features.of_examples(examples))
    return component
