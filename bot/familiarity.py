"""How likely a message has any of the trained intents at all, whichever it is."""

from __future__ import annotations

from typing import Dict, List

import numpy as np
from scipy.special import expit

NEAREST = 5  # examples of the likely intent
FEWEST = 20  # left out examples of either kind, below which nothing can be learnt


def signals(decisions: np.ndarray, words: np.ndarray, meaning: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """What tells the known from the unknown, about the intent each text is most likely to have.

    Args:
        decisions: texts x classes.
        words: cosines, texts x examples.
        meaning: likewise.
        labels: class numbers of the examples.

    Returns:
        Texts x 4: the decision; the nearest example in words and in meaning, and the mean of the nearest `NEAREST`.
    """
    found = np.zeros((len(decisions), 4))
    for row, best in enumerate(decisions.argmax(axis=1)):
        own = labels == best
        if own.any():
            near = np.sort(meaning[row, own])[-NEAREST:]
            found[row] = decisions[row, best], words[row, own].max(), near[-1], near.mean()
    return found


class Familiarity:
    """A logistic regression over the signals, fitted on examples whose intents were left out of a fit."""

    def __init__(self) -> None:
        self._mean = np.zeros(4)
        self._slopes = np.zeros(4)
        self._start = 0.0

    @property
    def fitted(self) -> bool:
        """Whether there was enough to learn from."""
        return bool(self._slopes.any())

    def fit(self, given: np.ndarray, known: np.ndarray) -> None:
        """Learns from signals and whether the intent was among those trained; both kinds count the same."""
        from sklearn.linear_model import LogisticRegression

        if min(known.sum(), (~known).sum()) < FEWEST:
            return
        scale = given.std(axis=0)
        scale[scale == 0] = 1.0
        self._mean = given.mean(axis=0)
        machine = LogisticRegression(class_weight="balanced").fit((given - self._mean) / scale, known)
        self._slopes, self._start = machine.coef_[0] / scale, float(machine.intercept_[0])

    def of(self, given: np.ndarray) -> np.ndarray:
        """From 0 (unknown) to 1, a number a text."""
        return expit((given - self._mean) @ self._slopes + self._start)

    def learnt(self) -> Dict[str, List[float]]:
        """For storage."""
        return {"mean": self._mean.tolist(), "slopes": self._slopes.tolist(), "start": [self._start]}

    @classmethod
    def restored(cls, learnt: Dict[str, List[float]]) -> Familiarity:
        """Out of what `learnt` gave."""
        found = cls()
        found._mean, found._slopes = np.array(learnt["mean"]), np.array(learnt["slopes"])
        found._start = learnt["start"][0]
        return found
