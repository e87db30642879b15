"""Fits the weights of `actions/weights.json` on the tuning questions: `make tune`.

The test questions play no part. A candidate is right when its article rests on one of the question's facts. A linear
model and a model of small trees are fitted, in both of which evidence for an article never counts against it: the
tuning questions call all articles right that rest on the same fact, so that without signs they would be told apart by
accident.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier

from actions.candidates import Context, features
from actions.evidence import TREES_PATH, WEIGHTS_PATH
from actions.library import Library, Shelf
from actions.turn import Turn
from actions.understanding import Reading, Understanding
from bench.questions import OUTSIDE, Pipeline, Question, read, shuffled
from ops.model import ensure_model

FOLLOW_UP_WEIGHT = 1.5  # they are fewer among the tuning questions than among visitors'
STRENGTH = 0.3  # of the fit to the questions against small weights; 0.1 to 3 hardly differ
FOLDS = 5
ANSWERED = 0.75  # of visitors' questions, about; of the tuning questions hardly a third have an answer
AGAINST = {
    "conversation",
    "out_of_scope",
    "not_stated",
    "near_out_of_scope",
    "near_not_stated",
    "gap",
    "other_named",
    "elsewhere",
    "brief",
    "unstated",
    "year_missing",
    "place_missing",
    "aside",
}
EITHER = {"continues", "familiar", "just_said"}
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
        question: twice the number of the question each belongs to, one more after talk about something else.
        weight: how much each counts.
        kind: the language and kind of the question each belongs to.
    """

    names: list[str]
    matrix: np.ndarray
    right: np.ndarray
    question: np.ndarray
    weight: np.ndarray
    kind: list[str]


def rows(pipeline: Pipeline, shelf: Shelf) -> Rows:
    """The candidates of every tuning question; a clear question also after talk about something else."""
    found: list[dict[str, float]] = []
    right: list[bool] = []
    numbers: list[int] = []
    weights: list[float] = []
    kinds: list[str] = []
    topics = shuffled(list(shelf.base.topics))
    asked = [q for q in read("tune") if q.kind != "double" and q.style != "long"]
    for number, question in enumerate(asked):
        contexts = [_context(pipeline, shelf, question)]
        if question.kind != "followup":
            contexts.append(Context(topic=topics[number % len(topics)]))
        for turn, context in enumerate(contexts):
            understood = _understood(pipeline, shelf, question.turns[-1], context.topic)
            for article, values in features(understood.whole, question.language, shelf, context).items():
                found.append(values)
                right.append(bool(shelf.facts[article] & set(question.facts)))
                numbers.append(number * 2 + turn)
                weights.append(FOLLOW_UP_WEIGHT if question.kind == "followup" else 1.0)
                kinds.append(f"{question.language} {question.kind}")
    names = sorted(found[0])
    matrix = np.array([[row[name] for name in names] for row in found])
    return Rows(names, matrix, np.array(right, dtype=float), np.array(numbers), np.array(weights), kinds)


def fit_trees(data: Rows, chosen: np.ndarray) -> HistGradientBoostingClassifier:
    """Small trees, each over what the ones before it got wrong, which keep the signs of their features."""
    signs = [-1 if name in AGAINST else 0 if name in EITHER else 1 for name in data.names]
    machine = HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=0.06,
        max_leaf_nodes=6,
        l2_regularization=5.0,
        min_samples_leaf=80,
        monotonic_cst=signs,
        early_stopping=False,
        random_state=1,
    )
    return machine.fit(data.matrix[chosen], data.right[chosen], sample_weight=data.weight[chosen])


def as_lists(machine: HistGradientBoostingClassifier) -> dict[str, Any]:
    """The trees as plain lists, as `actions.evidence.Trees` takes them."""
    trees = []
    for (predictor,) in machine._predictors:
        nodes, own = predictor.nodes, range(len(predictor.nodes))
        leaf = nodes["is_leaf"].astype(bool)
        trees.append(
            {
                "feature": np.where(leaf, 0, nodes["feature_idx"]).tolist(),
                "threshold": [round(float(t), 6) if not end else 0.0 for t, end in zip(nodes["num_threshold"], leaf)],
                "left": np.where(leaf, own, nodes["left"]).tolist(),
                "right": np.where(leaf, own, nodes["right"]).tolist(),
                "value": [round(float(value), 6) for value in nodes["value"]],
            }
        )
    return {"baseline": float(np.ravel(machine._baseline_prediction)[0]), "trees": trees}


def fit_linear(data: Rows, chosen: np.ndarray) -> np.ndarray:
    """Logistic regression whose slopes keep their sign; the intercept comes last."""
    right, weight = data.right[chosen], data.weight[chosen]
    scale = data.matrix.std(axis=0)
    scale[scale == 0] = 1.0
    matrix = np.hstack([data.matrix[chosen] / scale, np.ones((len(right), 1))])

    def loss(slopes: np.ndarray) -> tuple[float, np.ndarray]:
        margin = matrix @ slopes
        held = np.append(slopes[:-1], 0.0) / STRENGTH
        value = (weight * (np.logaddexp(0, margin) - right * margin)).sum() + held @ slopes / 2
        return float(value), matrix.T @ (weight * (expit(margin) - right)) + held

    smallest = [None if name in AGAINST | EITHER else LEAST if name in EVIDENCE else 0.0 for name in data.names]
    largest = [-MODESTY if name == "unstated" else 0.0 if name in AGAINST else None for name in data.names]
    bounds = [*zip(smallest, largest), (None, None)]
    start = np.array([low or high or 0.0 for low, high in zip(smallest, largest)] + [0.0])
    slopes = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return np.append(slopes[:-1] / scale, slopes[-1])


def _context(pipeline: Pipeline, shelf: Shelf, question: Question) -> Context:
    """What was talked about before the last turn: named, else answered by what classifier and search like best.

    It asks no fitted weights, or a fit would depend on the one before.
    """
    turn = Turn(Understanding(Reading("")), "ja")
    for text in question.turns[:-1]:
        understood = _understood(pipeline, shelf, text, turn.topic)
        turn = Turn(understood, "ja", turn.topic, turn.answered)
        found = features(understood.whole, question.language, shelf, turn.context)
        best = sorted(found, key=lambda a: found[a]["confidence"] + found[a]["score"] + found[a]["continued_score"])
        answered = tuple(best[-1:])
        turn = Turn(turn.understood, "ja", turn.topic_after(shelf, answered), answered)
    return turn.context


def _understood(pipeline: Pipeline, shelf: Shelf, text: str, topic: Optional[str]) -> Understanding:
    known = shelf.base.topics.get(topic or "")
    return pipeline.understand(text, known.name if known else None)


def odds(data: Rows, chosen: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """What a fit to the chosen rows says of the rows asked about, as log odds."""
    slopes = fit_linear(data, chosen)
    trees = fit_trees(data, chosen).decision_function(data.matrix[asked])
    return (data.matrix[asked] @ slopes[:-1] + slopes[-1] + trees) / 2


def leading(data: Rows, unseen: np.ndarray) -> dict[str, list[int]]:
    """The row of the likeliest candidate of each question, by language and kind of question."""
    best: dict[int, int] = {}
    for row in np.argsort(unseen):
        best[data.question[row]] = row
    found: dict[str, list[int]] = {}
    for row in best.values():
        found.setdefault(data.kind[row], []).append(row)
    return found


def shift(data: Rows, unseen: np.ndarray) -> float:
    """What is added to log odds so that they hold where `ANSWERED` of the questions have an answer.

    Args:
        data: the candidates.
        unseen: the log odds of each, from a fit to other questions.
    """
    found = np.concatenate([np.array(rows_of) for rows_of in leading(data, unseen).values()])
    outside = np.array([data.kind[row].split()[1] in OUTSIDE for row in found])
    weight = np.where(outside, (1 - ANSWERED) / outside.mean(), ANSWERED / (1 - outside.mean()))
    right, told = data.right[found], unseen[found]

    def loss(added: float) -> float:
        return float((weight * (np.logaddexp(0, told + added) - right * (told + added))).sum())

    return float(minimize_scalar(loss, bounds=(-5.0, 5.0), method="bounded").x)


def report(data: Rows, unseen: np.ndarray) -> None:
    """How far the probabilities hold, and what each bar would answer, on questions not fitted on."""
    for low in np.arange(0, 1, 0.2):
        here = (unseen >= low) & (unseen < low + 0.2)
        if here.any():
            print(f"said {low:.1f}-{low + 0.2:.1f}: {here.sum():6d} candidates, right {data.right[here].mean():.2f}")
    kinds = sorted(leading(data, unseen).items())
    for bar in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        told = []
        for kind, found in kinds:
            answered = unseen[found] >= bar
            right = data.right[found] > 0
            told.append(f"{kind} right {(answered & right).mean():.3f} wrong {(answered & ~right).mean():.3f}")
        print(f"bar {bar:.1f}: " + "  ".join(told))


def main() -> None:
    """Command line: fits, reports on questions not fitted on, writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=None, help="default: the model of the present inputs")
    options = parser.parse_args()
    data = rows(Pipeline(options.model or ensure_model()), Library().shelf())
    unseen = np.zeros(len(data.right))
    for part in range(FOLDS):
        held_out = data.question // 2 % FOLDS == part
        unseen[held_out] = odds(data, ~held_out, held_out)
    added = shift(data, unseen)
    report(data, expit(unseen + added))
    everything = np.ones(len(data.right), dtype=bool)
    slopes = fit_linear(data, everything)
    slopes[-1] += 2 * added  # the trees, which are half of the odds, get nothing
    weights = {name: round(float(slope), 4) for name, slope in zip([*data.names, "intercept"], slopes)}
    WEIGHTS_PATH.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    TREES_PATH.write_text(json.dumps(as_lists(fit_trees(data, everything))) + "\n", encoding="utf-8")
    print(json.dumps(weights, indent=1))


if __name__ == "__main__":
    main()
