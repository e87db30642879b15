"""Rasa featurizer: what a message means, as a dense vector."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.fingerprint import of_sources
from bot.tokenizer import with_segments
from bot.topics import CANONICAL
from language.meaning import PACKAGE, vectors


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MeaningFeaturizer(DenseFeaturizer, GraphComponent):
    """One dense sentence vector: near that of other texts that say the same, in the other language too.

    It reads the text with the names of topics written alike and kana as words, since the encoder knows neither.
    """

    @classmethod
    def required_components(cls) -> List[type]:
        """Components that must stand before this one (see parent class)."""
        return [Tokenizer]  # for the segments

    @staticmethod
    def supported_languages() -> List[str]:
        """Both languages of the assistant (see parent class)."""
        return ["ja", "en"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The component's default configuration (see parent class)."""
        return {**DenseFeaturizer.get_default_config()}

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Nothing to validate beyond the defaults (see parent class)."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MeaningFeaturizer:
        """Creates the component; there is nothing to train (see parent class)."""
        return cls(execution_context.node_name, config)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The helper modules and the encoder the result depends on (see parent class)."""
        # Not under `required_packages`: Rasa looks the version up by the module's name, which is another one.
        return of_sources("language/meaning.py", "language/text.py") + version(PACKAGE)

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the vector to messages and their segments, all read at once (see parent class)."""
        read = [m for m in with_segments(messages) if m.get(TEXT)]
        for message, vector in zip(read, vectors([m.get(CANONICAL) or m.get(TEXT) for m in read])):
            message.add_features(Features(vector[None], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the vector to the examples (see parent class)."""
        self.process(training_data.training_examples)
        return training_data
