"""Measures of intent classification, of its confidence, and of knowing the unknown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

BINS = 15  # of a reliability plot, each with the same number of answers
LOSS = 0.05  # of known questions declined, at which the unknown declined are counted
WRONG_COST = 10  # a confident wrong answer costs as much as ten declines


def macro_f1(wanted: list[str], given: list[str]) -> float:
    """The mean over the intents asked for of the harmonic mean of precision and recall."""
    want, got = np.array(wanted), np.array(given)
    found = []
    for intent in sorted(set(wanted)):
        right = float(((want == intent) & (got == intent)).sum())
        found.append(2 * right / float((want == intent).sum() + (got == intent).sum()))
    return float(np.mean(found))


def reliability(confidences: np.ndarray, right: np.ndarray) -> list[tuple[float, float, int]]:
    """Mean confidence, share of right answers and number of answers, by bins of equal number, lowest first."""
    order = np.argsort(confidences, kind="stable")
    bins = [rows for rows in np.array_split(order, BINS) if len(rows)]
    return [(float(confidences[rows].mean()), float(right[rows].mean()), len(rows)) for rows in bins]


def calibration_error(confidences: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error: the mean gap between confidence and share of right answers."""
    bins = reliability(confidences, right)
    return sum(abs(said - held) * size for said, held, size in bins) / len(confidences)


def area(known: np.ndarray, unknown: np.ndarray) -> float:
    """Under the ROC curve: the chance that a known question scores above an unknown one."""
    ranks = rankdata(np.concatenate([known, unknown]))[: len(known)]
    return float((ranks.sum() - len(known) * (len(known) + 1) / 2) / (len(known) * len(unknown)))


def outside_recall(known: np.ndarray, unknown: np.ndarray) -> float:
    """The share of the unknown declined by the bar that declines `LOSS` of the known."""
    return float((unknown < np.quantile(known, LOSS)).mean())


@dataclass(frozen=True)
class Operating:
    """A bar and what it does: answered are the questions that score at least as much.

    Attributes:
        bar: of the score.
        right: share of known questions answered rightly.
        wrong: share of all questions, known and unknown, answered wrongly.
        declined: share of all questions declined.
        cost: a decline costs 1, a wrong answer `WRONG_COST`, on average over all questions.
    """

    bar: float
    right: float
    wrong: float
    declined: float
    cost: float


def operating(scores: np.ndarray, right: np.ndarray, known: np.ndarray, bar: float) -> Operating:
    """What a bar does.

    Args:
        scores: of all questions.
        right: whether the best intent is right (never, for unknown ones).
        known: which questions are of trained intents.
        bar: answered is what scores at least this.
    """
    answered = scores >= bar
    wrong, declined = float((answered & ~right).mean()), float((~answered).mean())
    share = float((answered & right)[known].mean())
    return Operating(bar, share, wrong, declined, declined + WRONG_COST * wrong)


def cheapest(scores: np.ndarray, right: np.ndarray) -> float:
    """The bar of least cost on these questions."""
    order = np.argsort(-scores, kind="stable")
    wrong = np.cumsum(~right[order])
    costs = WRONG_COST * wrong + (len(scores) - np.arange(1, len(scores) + 1))
    best = int(np.argmin(costs))
    return float(scores[order[best]]) if costs[best] < len(scores) else np.inf
