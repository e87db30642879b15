"""Rasa featurizer: TF-IDF over words, readings, character n-grams and topics."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Dict, List, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import ENTITIES, FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.fingerprint import of_sources
from bot.tokenizer import LANGUAGE, with_segments
from bot.topics import CANONICAL, TOPIC
from language.terms import Terms, english_words, ngrams, terms


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TermsFeaturizer(SparseFeaturizer, GraphComponent):
    """One sparse sentence vector out of several views of the text, each TF-IDF weighted and of a set length.

    The weights in the configuration are the lengths of the views, so that a view with many features (character
    n-grams) does not drown one with few (topics).
    """

    @classmethod
    def required_components(cls) -> List[type]:
        """Components that must stand before this one (see parent class)."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The component's default configuration (see parent class)."""
        return {
            **SparseFeaturizer.get_default_config(),
            # Length of each view's vector; 0 leaves the view out.
            "weights": {"words": 1.0, "letters": 1.0, "reading": 0.6, "topics": 0.5},
            # Features seen in fewer examples are dropped.
            "min_examples": 1,
        }

    def __init__(self, config: Dict[str, Any], name: str, storage: ModelStorage, resource: Resource):
        super().__init__(name, config)
        self._storage = storage
        self._resource = resource
        self._columns: Dict[str, int] = {}
        self._idf = np.zeros(0, dtype=np.float32)
        self._known: frozenset[str] = frozenset()

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
    ) -> TermsFeaturizer:
        """Creates a new, untrained component (see parent class)."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The helper modules the result depends on (see parent class)."""
        return of_sources("language/*.py", "bot/t*.py", "knowledge/mentions.py")

    def train(self, training_data: TrainingData) -> Resource:
        """Learns vocabulary and weights from the examples (see parent class)."""
        examples = [m for m in training_data.training_examples if m.get(TEXT)]
        self._known = english_words(_terms(m).letters for m in examples if _terms(m).language == "en")
        seen = Counter(name for m in examples for counts in self._views(m).values() for name in counts)
        kept = sorted(name for name, count in seen.items() if count >= self._config["min_examples"])
        self._columns = {name: column for column, name in enumerate(kept)}
        frequency = np.array([seen[name] for name in kept], dtype=np.float32)
        self._idf = (np.log((1 + len(examples)) / (1 + frequency)) + 1).astype(np.float32)
        with self._storage.write_to(self._resource) as folder:
            learnt = {"features": kept, "known": sorted(self._known)}
            (folder / "features.json").write_text(json.dumps(learnt, ensure_ascii=False), encoding="utf-8")
            np.save(folder / "idf.npy", self._idf)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the vector to messages and their segments (see parent class)."""
        for message in with_segments(messages):
            if message.get(TEXT) and self._columns:
                vector = self._vector(message)
                message.add_features(Features(vector, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the vector to the examples (see parent class)."""
        self.process(training_data.training_examples)
        return training_data

    def _views(self, message: Message) -> Dict[str, Counter[str]]:
        """The features of one message with their counts, by view."""
        read = _terms(message, self._known)
        pairs = [f"{a} {b}" for a, b in zip(read.norms, read.norms[1:])]
        views = {
            "words": [*read.norms, *pairs, *read.synonyms],
            "letters": ngrams(read.letters, 2, 5) if read.language == "en" else ngrams(read.letters, 1, 4),
            "reading": ngrams(read.reading, 2, 4) if read.reading else [],
            "topics": [e["value"] for e in message.get(ENTITIES) or [] if e["entity"] == TOPIC],
        }
        weighted = [view for view, weight in self._config["weights"].items() if weight]
        return {view: Counter(f"{view[0]}:{name}" for name in views[view]) for view in weighted}

    def _vector(self, message: Message) -> csr_matrix:
        """The weighted views side by side, as one row of length 1."""
        places: List[np.ndarray] = []
        values: List[np.ndarray] = []
        for view, counts in self._views(message).items():
            known = [(column, n) for name, n in counts.items() if (column := self._columns.get(name)) is not None]
            if known:
                columns, frequencies = np.array(known, dtype=np.int32).T
                weights = (1.0 + np.log(frequencies)) * self._idf[columns]
                places.append(columns)
                values.append(self._config["weights"][view] * weights / np.linalg.norm(weights))
        shape = (1, len(self._columns))
        if not places:
            return csr_matrix(shape, dtype=np.float32)
        data = np.concatenate(values)
        data /= np.linalg.norm(data)
        return csr_matrix((data.astype(np.float32), np.concatenate(places), [0, len(data)]), shape=shape)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TermsFeaturizer:
        """Loads a trained component; raises when the model lacks it (see parent class)."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            learnt = json.loads((folder / "features.json").read_text(encoding="utf-8"))
            component._columns = {name: column for column, name in enumerate(learnt["features"])}
            component._known = frozenset(learnt["known"])
            component._idf = np.load(folder / "idf.npy")
        return component


def _terms(message: Message, known: frozenset[str] = frozenset()) -> Terms:
    language = message.get(LANGUAGE) or {}
    return terms(
        message.get(CANONICAL) or message.get(TEXT), None if language.get("romaji") else language.get("detected"), known
    )
