"""Fits the weights of `actions/weights.json` on the tuning questions: `make tune`.

The test questions play no part. A candidate is right when its article rests on one of the question's facts.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from actions.candidates import WEIGHTS_PATH, Context, candidates, features
from actions.library import Library, Shelf
from bench.questions import Pipeline, Question, read, shuffled
from ops.model import ensure_model

FOLLOW_UP_WEIGHT = 3.0  # they are few among the tuning questions, not among visitors'


def rows(pipeline: Pipeline, shelf: Shelf) -> tuple[list[dict[str, float]], list[bool], list[int], list[float]]:
    """Features, rightness, question number and weight of every candidate of every tuning question."""
    weights: list[float] = []
    found: list[dict[str, float]] = []
    right: list[bool] = []
    groups: list[int] = []
    topics = shuffled(list(shelf.base.topics))
    asked = [q for q in read("tune") if q.kind != "double" and q.style != "long"]
    for number, question in enumerate(asked):
        contexts = [_context(pipeline, shelf, question)]
        if question.kind != "followup":  # what was talked about before must not decide a question that is clear
            contexts.append(Context(topic=topics[number % len(topics)]))
        reading = pipeline.understand(question.turns[-1]).whole
        for context in contexts:
            for article, values in features(reading, question.language, shelf, context).items():
                weights.append(FOLLOW_UP_WEIGHT if question.kind == "followup" else 1.0)
                found.append(values)
                right.append(bool(set(shelf.base.articles[article].facts) & set(question.facts)))
                groups.append(number)
    return found, right, groups, weights


def _context(pipeline: Pipeline, shelf: Shelf, question: Question) -> Context:
    context = Context()
    for turn in question.turns[:-1]:
        best = candidates(pipeline.understand(turn).whole, question.language, shelf, context)
        if best:
            article = shelf.base.articles[best[0].article]
            context = Context(article.topic_id, article.id)
    return context


def main() -> None:
    """Command line: fits, reports the cross-validated quality, writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=None, help="default: the model of the present inputs")
    options = parser.parse_args()
    found, right, groups, importance = rows(Pipeline(options.model or ensure_model()), Library().shelf())
    names = sorted(found[0])
    matrix = np.array([[row[name] for name in names] for row in found])
    labels = np.array(right)
    machine = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=2000))
    unseen = cross_val_predict(machine, matrix, labels, groups=groups, cv=GroupKFold(10), method="predict_proba")[:, 1]
    machine.fit(matrix, labels, logisticregression__sample_weight=importance)
    scaler, regression = machine[0], machine[1]
    slopes = regression.coef_[0] / scaler.scale_
    weights = {name: round(float(slope), 4) for name, slope in zip(names, slopes)}
    weights["intercept"] = round(float(regression.intercept_[0] - (slopes * scaler.mean_).sum()), 4)
    bins = [(low, low + 0.2) for low in np.arange(0, 1, 0.2)]
    for low, high in bins:
        here = (unseen >= low) & (unseen < high)
        if here.any():
            print(f"said {low:.1f}-{high:.1f}: {here.sum():6d} candidates, right {labels[here].mean():.2f}")
    WEIGHTS_PATH.write_text(json.dumps({"weights": weights}, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(weights, indent=1))


if __name__ == "__main__":
    main()
