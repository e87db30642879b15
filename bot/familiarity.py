"""How likely a message has any of the trained intents at all, whichever it is."""

from __future__ import annotations

from typing import Dict

import numpy as np
from scipy.special import expit

FEWEST = 20  # left out examples of either kind, below which nothing can be learnt


class Familiarity:
    """A logistic regression over the highest decision, fitted on examples some of whose intents were left out of a fit.

    The decision itself tells the unknown better than the softmax, which only says how far the best intent is ahead of
    the others: where nothing speaks for any intent, one may still be far ahead.
    """

    def __init__(self) -> None:
        self._slope = 0.0
        self._start = 0.0

    @property
    def fitted(self) -> bool:
        """Whether there was enough to learn from."""
        return self._slope > 0.0

    def fit(self, highest: np.ndarray, known: np.ndarray) -> None:
        """Learns from the highest decision about each text and whether its intent was among those trained.

        Both kinds count the same, however many there are. Where the unknown do not have lower decisions, or too few
        are there, nothing is learnt.
        """
        from sklearn.linear_model import LogisticRegression

        if min(known.sum(), (~known).sum()) < FEWEST:
            return
        machine = LogisticRegression(class_weight="balanced").fit(highest[:, None], known)
        self._slope, self._start = float(machine.coef_[0, 0]), float(machine.intercept_[0])

    def of(self, highest: np.ndarray) -> np.ndarray:
        """From 0 (unknown) to 1, for the highest decision about each text."""
        return expit(highest * self._slope + self._start)

    def learnt(self) -> Dict[str, float]:
        """For storage."""
        return {"slope": self._slope, "start": self._start}

    @classmethod
    def restored(cls, learnt: Dict[str, float]) -> Familiarity:
        """Out of what `learnt` gave."""
        found = cls()
        found._slope, found._start = learnt["slope"], learnt["start"]
        return found
