"""Rasa intent classifier: logistic regression on a kernel of words and meaning, calibrated per language."""

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
from scipy.sparse import csr_matrix, load_npz, save_npz, vstack

from bot.familiarity import Familiarity
from bot.fingerprint import of_sources
from bot.holdout import parts
from bot.kernel import ROWS_AT_ONCE, Kernel, Vectors
from bot.logistic import KernelLogistic, softmax
from bot.tokenizer import CONTINUED, LANGUAGE, SEGMENTS, with_segments

INTENT_RANKING = "intent_ranking"
FAMILIARITY = "familiarity"  # 0 to 1: how likely the message has any trained intent at all


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KernelIntentClassifier(IntentClassifier, GraphComponent):
    """Compares a message with every example, in its words and in its meaning, and sums the votes training learnt.

    Part of the examples is left out of a first fit, some intents entirely. On what that fit makes of them the
    sharpness of the softmax is calibrated, per language, and it is learnt what tells an unknown intent. Then the fit
    goes on with all examples. The model is plain arrays: loading takes no pickle.
    """

    @classmethod
    def required_components(cls) -> List[type]:
        """Components that must stand before this one (see parent class)."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The component's default configuration (see parent class)."""
        return {
            # Share of the meaning (dense features) in the likeness of two texts; the words (sparse) have the rest.
            "share": 0.7,
            # How quickly likeness in meaning fades.
            "sharpness": 1.0,
            # Strength of the regularisation.
            "penalty": 0.02,
            # Rounds of the optimisation: more change little and take longer.
            "rounds": 8,
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
        self._kernel = Kernel(share=config["share"], sharpness=config["sharpness"])
        self._votes = np.zeros((0, 0), dtype=np.float32)
        self._sharpness: Dict[str, float] = {}
        self._familiarity = Familiarity()

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
        own = ("kernel", "logistic", "packed", "holdout", "familiarity")
        return of_sources(*(f"bot/{name}.py" for name in own), "language/whitening.py")

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on the examples and calibrates (see parent class)."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT) and _featurized(m)]
        names = [m.get(INTENT) for m in examples]
        if len(set(names)) < 2:
            return self._resource
        self._intents = sorted(set(names))
        labels = np.array([self._intents.index(n) for n in names])
        languages = np.array([_language(m) for m in examples])
        self._kernel.learn(_vectors(examples))
        self._fit(labels, languages)
        with self._storage.write_to(self._resource) as folder:
            save_npz(folder / "words.npz", self._kernel.examples.words)
            np.save(folder / "meaning.npy", self._kernel.examples.meaning.astype(np.float16))
            np.save(folder / "mean.npy", self._kernel.mean)
            np.save(folder / "votes.npy", self._votes)
            facts = {
                "intents": self._intents,
                "sharpness": self._sharpness,
                "familiarity": self._familiarity.learnt(),
            }
            (folder / "intents.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def _fit(self, labels: np.ndarray, languages: np.ndarray) -> None:
        """Fits without each part in turn, learns from what becomes of it, and goes on with all examples."""
        classes, rounds = len(self._intents), self._config["rounds"]
        sizes = np.bincount(labels)[labels]
        weights = (np.median(sizes) / sizes) ** self._config["balance"]
        everything = self._kernel.examples
        asked, outside, unseen = [], [], []
        for part in parts(labels, languages, everything.meaning):
            order = np.append(np.setdiff1d(np.arange(len(labels)), part.rows), part.rows)
            rest = order[: len(order) - len(part.rows)]
            self._kernel.restore(everything.take(order), self._kernel.mean)
            machine = KernelLogistic(self._kernel.matrix(), weights[order], penalty=self._config["penalty"])
            votes, decisions = machine.fit(labels[rest], classes, rounds=rounds)
            results = []
            for start in range(0, len(part.rows), ROWS_AT_ONCE):
                texts = everything.take(part.rows[start : start + ROWS_AT_ONCE])
                words, meaning = (c[:, : len(rest)] for c in self._kernel.cosines(texts))
                results.append(self._kernel.of(words, meaning) @ votes)
            found = np.vstack(results)
            asked.append(part.rows)
            outside.append(part.outside)
            unseen.append(found)
        # From here the part left out last only has to find its place.
        begun = np.vstack([votes, np.zeros_like(found)]), np.vstack([decisions, found])
        self._votes, _ = machine.fit(labels[order], classes, rounds=(rounds + 1) // 2, start=begun)
        known = ~np.concatenate(outside)
        results = np.concatenate(unseen)
        self._familiarity.fit(results.max(axis=1), known)
        rows, results = np.concatenate(asked)[known], results[known]
        for language in ("ja", "en"):
            here = languages[rows] == language
            here = here if here.any() else np.ones(len(rows), dtype=bool)
            self._sharpness[language] = _calibrated(results[here], labels[rows][here])

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds intent, ranking and familiarity to messages, the last two for each segment too (see parent class)."""
        read = with_segments(messages)
        self._understand([m for m in read if self._intents and _featurized(m)])
        for message in read:
            ranking = message.get(INTENT_RANKING) or []
            nothing = {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            message.set(INTENT, ranking[0] if ranking else nothing, add_to_output=True)
            message.set(INTENT_RANKING, ranking, add_to_output=True)
            message.set(FAMILIARITY, message.get(FAMILIARITY, 0.0), add_to_output=True)
        for message in messages:
            found = [{**_told(part), CONTINUED: _continued(part)} for part in message.get(SEGMENTS) or []]
            message.set(SEGMENTS, found, add_to_output=True)
            message.set(CONTINUED, _continued(message), add_to_output=True)
        return messages

    def _understand(self, messages: List[Message]) -> None:
        if not messages:
            return
        words, meaning = self._kernel.cosines(self._kernel.prepared(_vectors(messages, self._kernel.examples)))
        decisions = self._kernel.of(words, meaning) @ self._votes
        chances = softmax(decisions * np.array([[self._sharpness[_language(m)]] for m in messages]))
        familiar = self._familiarity.of(decisions.max(axis=1)) if self._familiarity.fitted else chances.max(axis=1)
        for message, row, known in zip(messages, chances, familiar):
            best = np.argsort(-row)[: self._config["ranking_length"]]
            ranking = [
                {INTENT_NAME_KEY: self._intents[i], PREDICTED_CONFIDENCE_KEY: round(float(row[i]), 4)} for i in best
            ]
            message.set(INTENT_RANKING, ranking)
            message.set(FAMILIARITY, round(float(known), 4))

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
            examples = Vectors(load_npz(folder / "words.npz"), np.load(folder / "meaning.npy"))
            component._kernel.restore(examples, np.load(folder / "mean.npy"))
            component._votes = np.load(folder / "votes.npy")
            facts = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
        component._intents, component._sharpness = facts["intents"], facts["sharpness"]
        component._familiarity = Familiarity.restored(facts["familiarity"])
        return component


def _told(part: Message) -> Dict[str, Any]:
    """What was understood of a part of a message."""
    return {name: part.get(name) for name in (TEXT, INTENT_RANKING, FAMILIARITY)}


def _continued(part: Message) -> Optional[Dict[str, Any]]:
    """What was understood of a message, or a part of it, behind the name of what it is about."""
    continued = part.get(CONTINUED)
    return _told(continued) if continued else None


def _calibrated(decisions: np.ndarray, labels: np.ndarray) -> float:
    """The sharpness of the softmax that gives examples not trained on the least log loss (temperature scaling)."""
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    def loss(sharpness: float) -> float:
        return -float(log_softmax(decisions * sharpness, axis=1)[np.arange(len(labels)), labels].mean())

    return float(minimize_scalar(loss, bounds=(0.05, 20.0), method="bounded").x)


def _featurized(message: Message) -> bool:
    return bool(message.get_sparse_features(TEXT)[1] or message.get_dense_features(TEXT)[1])


def _vectors(messages: List[Message], like: Optional[Vectors] = None) -> Vectors:
    """The sparse and the dense sentence features, as wide as others; whoever lacks either has zeros there."""
    sparse = [m.get_sparse_features(TEXT)[1] for m in messages]
    dense = [m.get_dense_features(TEXT)[1] for m in messages]
    if like is None:
        widths = [next((f.features.shape[1] for f in block if f), 0) for block in (sparse, dense)]
    else:
        widths = [like.words.shape[1], like.meaning.shape[1]]
    nothing = csr_matrix((1, widths[0]), dtype=np.float32)
    words = vstack([csr_matrix(f.features) if f else nothing for f in sparse]).tocsr()
    meaning = [f.features[-1] if f else np.zeros(widths[1]) for f in dense]
    return Vectors(words, np.array(meaning, dtype=np.float32).reshape(len(messages), widths[1]))


def _language(message: Message) -> str:
    return "en" if (message.get(LANGUAGE) or {}).get("detected") == "en" else "ja"
