"""Fits the weights of `actions/weights.json` on the tuning questions: `make tune`.

The test questions play no part. A candidate is right when its article rests on one of the question's facts. Two sets
of weights are fitted: `sure`, the probability that an article answers, free of constraints; and `rank`, which orders
the articles and in which evidence for an article never counts against it. Without the second, two articles that rest
on the same facts are told apart by accident, since the tuning questions call both right.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from actions.candidates import WEIGHTS_PATH, Context, candidates, features
from actions.library import Library, Shelf
from actions.turn import Turn
from actions.understanding import Reading, Understanding
from bench.questions import Pipeline, Question, read, shuffled
from ops.model import ensure_model

FOLLOW_UP_WEIGHT = 1.5  # they are fewer among the tuning questions than among visitors'
STRENGTH = 0.3  # of the fit to the questions against small weights; 0.1 to 3 hardly differ
FOLDS = 5
AGAINST = {"conversation", "out_of_scope", "gap", "other_named", "elsewhere", "brief", "unstated", "year_missing"}
EITHER = {"continues", "familiar"}
EVIDENCE = {"confidence", "question_meaning"}  # what tells overlapping articles apart, and so always counts a little
MODESTY = 0.3  # "our sources do not state" gives way to what they do state, unless clearly asked for
LEAST = 0.15  # of the slope of a standardised feature


@dataclass(frozen=True)
class Rows:
    """Candidates of the tuning questions.

    Attributes:
        names: of the features.
        matrix: candidates x features.
        right: whether the candidate's article answers.
        question: the number of the question each belongs to.
        weight: how much each counts.
    """

    names: list[str]
    matrix: np.ndarray
    right: np.ndarray
    question: np.ndarray
    weight: np.ndarray


def rows(pipeline: Pipeline, shelf: Shelf) -> Rows:
    """The candidates of every tuning question; a clear question also after talk about something else."""
    found: list[dict[str, float]] = []
    right: list[bool] = []
    numbers: list[int] = []
    weights: list[float] = []
    topics = shuffled(list(shelf.base.topics))
    asked = [q for q in read("tune") if q.kind != "double" and q.style != "long"]
    for number, question in enumerate(asked):
        contexts = [_context(pipeline, shelf, question)]
        if question.kind != "followup":
            contexts.append(Context(topic=topics[number % len(topics)]))
        reading = pipeline.understand(question.turns[-1]).whole
        for context in contexts:
            for article, values in features(reading, question.language, shelf, context).items():
                found.append(values)
                right.append(bool(shelf.facts[article] & set(question.facts)))
                numbers.append(number)
                weights.append(FOLLOW_UP_WEIGHT if question.kind == "followup" else 1.0)
    names = sorted(found[0])
    matrix = np.array([[row[name] for name in names] for row in found])
    return Rows(names, matrix, np.array(right, dtype=float), np.array(numbers), np.array(weights))


def fit(data: Rows, chosen: Optional[np.ndarray] = None) -> np.ndarray:
    """Logistic regression; the intercept comes last.

    Args:
        data: the candidates.
        chosen: which of them; all by default.
    """
    chosen = np.ones(len(data.right), dtype=bool) if chosen is None else chosen
    machine = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=3000))
    machine.fit(data.matrix[chosen], data.right[chosen], logisticregression__sample_weight=data.weight[chosen])
    scaler, regression = machine[0], machine[1]
    slopes = regression.coef_[0] / scaler.scale_
    return np.append(slopes, regression.intercept_[0] - (slopes * scaler.mean_).sum())


def fit_with_signs(data: Rows) -> np.ndarray:
    """Logistic regression whose slopes keep their sign; the intercept comes last."""
    scale = data.matrix.std(axis=0)
    scale[scale == 0] = 1.0
    matrix = np.hstack([data.matrix / scale, np.ones((len(data.right), 1))])

    def loss(slopes: np.ndarray) -> tuple[float, np.ndarray]:
        margin = matrix @ slopes
        held = np.append(slopes[:-1], 0.0) / STRENGTH
        value = (data.weight * (np.logaddexp(0, margin) - data.right * margin)).sum() + held @ slopes / 2
        return float(value), matrix.T @ (data.weight * (expit(margin) - data.right)) + held

    smallest = [None if name in AGAINST | EITHER else LEAST if name in EVIDENCE else 0.0 for name in data.names]
    largest = [-MODESTY if name == "unstated" else 0.0 if name in AGAINST else None for name in data.names]
    bounds = [*zip(smallest, largest), (None, None)]
    start = np.array([low or high or 0.0 for low, high in zip(smallest, largest)] + [0.0])
    slopes = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return np.append(slopes[:-1] / scale, slopes[-1])


def _context(pipeline: Pipeline, shelf: Shelf, question: Question) -> Context:
    """What was talked about before the last turn: named, else answered by the likeliest article."""
    turn = Turn(Understanding(Reading("")), "ja")
    for text in question.turns[:-1]:
        turn = Turn(pipeline.understand(text), "ja", turn.topic, turn.answered)
        best = candidates(turn.understood.whole, question.language, shelf, turn.context)[:1]
        answered = tuple(c.article for c in best)
        turn = Turn(turn.understood, "ja", turn.topic_after(shelf, answered), answered)
    return turn.context


def main() -> None:
    """Command line: fits, reports how far the probabilities hold on questions not fitted on, writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=None, help="default: the model of the present inputs")
    options = parser.parse_args()
    data = rows(Pipeline(options.model or ensure_model()), Library().shelf())
    unseen = np.zeros(len(data.right))
    for part in range(FOLDS):
        held_out = data.question % FOLDS == part
        slopes = fit(data, ~held_out)
        unseen[held_out] = expit(data.matrix[held_out] @ slopes[:-1] + slopes[-1])
    for low in np.arange(0, 1, 0.2):
        here = (unseen >= low) & (unseen < low + 0.2)
        if here.any():
            print(f"said {low:.1f}-{low + 0.2:.1f}: {here.sum():6d} candidates, right {data.right[here].mean():.2f}")
    found = {"rank": fit_with_signs(data), "sure": fit(data)}
    names = [*data.names, "intercept"]
    weights = {
        purpose: {name: round(float(slope), 4) for name, slope in zip(names, slopes)}
        for purpose, slopes in found.items()
    }
    WEIGHTS_PATH.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(weights, indent=1))


if __name__ == "__main__":
    main()
