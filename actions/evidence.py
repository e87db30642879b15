"""How much all that speaks for an article is worth: the weights fitted by `bench/tune.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

WEIGHTS_PATH = Path(__file__).with_name("weights.json")
TREES_PATH = Path(__file__).with_name("trees.json")


class Trees:
    """Small decision trees, one after the other, whose leaves add up.

    Args:
        nodes: for each tree the lists `feature`, `threshold`, `left`, `right`, `value`; a leaf is its own child.
        baseline: what is added to the leaves.
    """

    def __init__(self, nodes: Sequence[Mapping[str, Sequence[float]]], baseline: float):
        size = max((len(tree["value"]) for tree in nodes), default=1)

        def table(name: str, kind: type) -> np.ndarray:
            return np.array([[*tree[name], *[0] * (size - len(tree[name]))] for tree in nodes], dtype=kind)

        self._feature, self._threshold = table("feature", int), table("threshold", float)
        self._left, self._right, self._value = table("left", int), table("right", int), table("value", float)
        self._baseline = baseline

    def total(self, matrix: np.ndarray) -> np.ndarray:
        """What the trees say of each row of features (rows x features), an array of rows."""
        trees = np.arange(len(self._value))
        here = np.zeros((len(matrix), len(trees)), dtype=int)
        rows = np.arange(len(matrix))[:, None]
        while True:
            goes_left = matrix[rows, self._feature[trees, here]] <= self._threshold[trees, here]
            below = np.where(goes_left, self._left[trees, here], self._right[trees, here])
            if np.array_equal(below, here):
                return self._baseline + self._value[trees, here].sum(axis=1)
            here = below


class Evidence:
    """Turns the features of candidates into probabilities: the mean of a linear and a tree model, as log odds.

    In both, what speaks for an article never counts against it; the trees add what only counts together.

    Args:
        linear: slope of each feature by name, and `intercept`.
        trees: over the features in the order of `linear`.
    """

    def __init__(self, linear: Mapping[str, float], trees: Trees):
        self.names = [name for name in linear if name != "intercept"]
        self._slopes = np.array([linear[name] for name in self.names])
        self._intercept = linear["intercept"]
        self._trees = trees

    def probabilities(self, features: Sequence[Mapping[str, float]]) -> list[float]:
        """The probability, 0 to 1, that each candidate answers."""
        if not features:
            return []
        matrix = np.array([[values[name] for name in self.names] for values in features])
        odds = (matrix @ self._slopes + self._intercept + self._trees.total(matrix)) / 2
        return [float(p) for p in 1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))]


@lru_cache(maxsize=1)
def evidence() -> Evidence:
    """The weights in use."""
    trees = json.loads(TREES_PATH.read_text(encoding="utf-8"))
    return Evidence(json.loads(WEIGHTS_PATH.read_text(encoding="utf-8")), Trees(trees["trees"], trees["baseline"]))
