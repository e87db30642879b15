"""Rasa entity extractor for the topics of the knowledge base."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.fingerprint import of_sources
from bot.tokenizer import ABOUT, CONTINUED, LANGUAGE, SEGMENTS, behind, with_segments
from knowledge.loading import KnowledgeBase, load
from knowledge.mentions import MentionFinder
from knowledge.spelling import Spelling

TOPIC = "topic"
CANONICAL = "canonical"  # the text as it compares: names of topics and kana written one way


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TopicExtractor(GraphComponent, EntityExtractorMixin):
    """Finds the names and aliases of topics; the value is the topic's id, so all its names are synonyms.

    A sentence that names none is also put behind the name of the topic spoken of before it (`continued`).

    The names are read from the knowledge base at start, so a new alias needs no training.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The component's default configuration (see parent class)."""
        return {}

    def __init__(self, base: KnowledgeBase):
        self._names = {key: {"ja": topic.name.ja, "en": topic.name.en} for key, topic in base.topics.items()}
        self._finder = MentionFinder(base)
        self._spelling = Spelling(base, self._finder)

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicExtractor:
        """Creates the component with the names of the knowledge base as it is now (see parent class)."""
        return cls(load())

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The helper modules the result depends on (see parent class)."""
        return of_sources("knowledge/mentions.py", "knowledge/spelling.py", "language/*.py", "knowledge/topics/*.yml")

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds a `topic` entity for each name found (see parent class)."""
        for form in with_segments(messages):
            self._mark(form)
        for message in messages:
            about = (message.get("metadata") or {}).get(ABOUT)
            for part in message.get(SEGMENTS) or []:
                named = [e[ENTITY_ATTRIBUTE_VALUE] for e in part.get(ENTITIES)]
                about = self._names[named[-1]] if named else about
                continued = None if named else behind(about, part)
                part.set(CONTINUED, continued)
                if continued:
                    self._mark(continued)
        return messages

    def _mark(self, message: Message) -> None:
        found = [
            {
                ENTITY_ATTRIBUTE_TYPE: TOPIC,
                ENTITY_ATTRIBUTE_VALUE: mention.topic,
                ENTITY_ATTRIBUTE_START: mention.start,
                ENTITY_ATTRIBUTE_END: mention.end,
            }
            for mention in self._finder.find(message.get(TEXT) or "")
        ]
        language = (message.get(LANGUAGE) or {}).get("detected")
        message.set(CANONICAL, self._spelling.canonical(message.get(TEXT) or "", language))
        entities = (message.get(ENTITIES) or []) + self.add_extractor_name(found)
        message.set(ENTITIES, entities, add_to_output=True)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Marks the topics in the examples, so that the featurizer sees them (see parent class)."""
        self.process([m for m in training_data.training_examples if m.get(TEXT)])
        return training_data
