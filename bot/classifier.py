"""Rasa intent classifier: kernel ridge regression, calibrated per language."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, load_npz, save_npz, vstack
from scipy.special import softmax

from bot.fingerprint import of_sources
from bot.kernel import KernelRidge
from bot.tokenizer import LANGUAGE, SEGMENTS, with_segments

INTENT_RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KernelIntentClassifier(IntentClassifier, GraphComponent):
    """Compares a message with every example and sums the votes, weighted by what training learnt.

    As accurate as a support vector machine on the same features and several times quicker to train with hundreds
    of intents. It also gives, without any cross-validation, the outcome each example would have had if it had not
    been trained on (leave-one-out); the sharpness of the softmax is calibrated on that, per language.
    The trained weights are plain arrays: loading takes no pickle.
    """

    @classmethod
    def required_components(cls) -> List[type]:
        """Components that must stand before this one (see parent class)."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The component's default configuration (see parent class)."""
        return {
            # Likeness (cosine) is raised to this power: above 1, near examples count more than many far ones.
            "power": 2.0,
            # Strength of the regularisation.
            "ridge": 0.2,
            # Examples of an intent with many count less, by this power of their number: 0 all the same, 1 every
            # intent as much. Out of scope has fifty times as many examples as an article.
            "balance": 0.8,
            # Length of the ranking in the parse result.
            "ranking_length": 10,
        }

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource):
        self._config = config
        self._storage = storage
        self._resource = resource
        self._intents: List[str] = []
        self._machine = KernelRidge(power=config["power"], ridge=config["ridge"])
        self._sharpness: Dict[str, float] = {}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KernelIntentClassifier:
        """Creates a new, untrained component (see parent class)."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The helper modules the result depends on (see parent class)."""
        return of_sources("bot/kernel.py")

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on the examples and calibrates (see parent class)."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT) and _vector(m) is not None]
        names = [m.get(INTENT) for m in examples]
        if len(set(names)) < 2:
            return self._resource
        self._intents = sorted(set(names))
        labels = np.array([self._intents.index(n) for n in names])
        sizes = np.bincount(labels)[labels].astype(np.float32)
        weights = (np.median(sizes) / sizes) ** self._config["balance"]
        unseen = self._machine.fit(vstack([_vector(m) for m in examples]).tocsr(), labels, weights)
        languages = np.array([_language(m) for m in examples])
        for language in ("ja", "en"):
            rows = np.flatnonzero(languages == language)
            rows = rows if len(rows) else np.arange(len(labels))
            self._sharpness[language] = _calibrated(unseen[rows], labels[rows])
        with self._storage.write_to(self._resource) as folder:
            save_npz(folder / "examples.npz", self._machine.examples)
            np.save(folder / "votes.npy", self._machine.votes)
            facts = {"intents": self._intents, "sharpness": self._sharpness}
            (folder / "intents.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds intent and ranking to messages, and the ranking of each segment (see parent class)."""
        for message in with_segments(messages):
            ranking = self._ranking(message)
            nothing = {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            message.set(INTENT, ranking[0] if ranking else nothing, add_to_output=True)
            message.set(INTENT_RANKING, ranking, add_to_output=True)
        for message in messages:
            parts = message.get(SEGMENTS) or []
            found = [{TEXT: p.get(TEXT), INTENT_RANKING: p.get(INTENT_RANKING)} for p in parts]
            message.set(SEGMENTS, found, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> List[Dict[str, Any]]:
        vector = _vector(message)
        if vector is None or not self._intents:
            return []
        confidences = softmax(self._machine.decide(vector) * self._sharpness[_language(message)])
        best = np.argsort(-confidences)[: self._config["ranking_length"]]
        return [
            {INTENT_NAME_KEY: self._intents[i], PREDICTED_CONFIDENCE_KEY: round(float(confidences[i]), 4)} for i in best
        ]

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> KernelIntentClassifier:
        """Loads a trained component; raises when the model lacks it (see parent class)."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component._machine.restore(load_npz(folder / "examples.npz"), np.load(folder / "votes.npy"))
            facts = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        component._intents, component._sharpness = facts["intents"], facts["sharpness"]
        return component


def _calibrated(decisions: np.ndarray, labels: np.ndarray) -> float:
    """The sharpness of the softmax that gives examples not trained on the least log loss (temperature scaling)."""
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    def loss(sharpness: float) -> float:
        return -float(log_softmax(decisions * sharpness, axis=1)[np.arange(len(labels)), labels].mean())

    return float(minimize_scalar(loss, bounds=(1.0, 60.0), method="bounded").x)


def _vector(message: Message) -> csr_matrix | None:
    """All sparse and dense sentence features of a message side by side, or None without any."""
    sparse = message.get_sparse_features(TEXT)[1]
    dense = message.get_dense_features(TEXT)[1]
    blocks = [csr_matrix(f.features) for f in (sparse, dense) if f is not None]
    if len(blocks) < 2:
        return blocks[0] if blocks else None
    return csr_matrix(hstack(blocks))


def _language(message: Message) -> str:
    return "en" if (message.get(LANGUAGE) or {}).get("detected") == "en" else "ja"
