import json

import numpy as np
import pytest

from actions.evidence import TREES_PATH, WEIGHTS_PATH, Evidence, Trees, evidence

# One tree: up to 0.5 of the first feature -1, above it -0.2 or 2 by the second; one tree that is a single leaf.
STEP = {
    "feature": [0, 0, 1, 0, 0],
    "threshold": [0.5, 0.0, 10.0, 0.0, 0.0],
    "left": [1, 1, 3, 3, 4],
    "right": [2, 1, 4, 3, 4],
    "value": [0.0, -1.0, 0.0, -0.2, 2.0],
}
LEAF = {"feature": [0], "threshold": [0.0], "left": [0], "right": [0], "value": [0.1]}
WALKS = [((0.5, 99.0), -1.0), ((0.6, 10.0), -0.2), ((0.6, 10.1), 2.0)]
FOR = ["confidence", "question_meaning", "coverage", "lead_confidence", "lead_score", "named", "familiarity"]
AGAINST = ["out_of_scope", "gap", "year_missing", "other_named"]


@pytest.mark.parametrize(("row", "leaf"), WALKS)
def test_trees_add_the_leaves_that_a_row_reaches(row: tuple[float, float], leaf: float) -> None:
    assert Trees([STEP, LEAF], 0.3).total(np.array([row])) == pytest.approx([leaf + 0.1 + 0.3])


def test_trees_read_several_rows_at_once() -> None:
    rows = np.array([row for row, _ in WALKS])
    assert Trees([STEP], 0.0).total(rows) == pytest.approx([leaf for _, leaf in WALKS])


def test_evidence_is_the_mean_of_both_models_as_log_odds() -> None:
    found = Evidence({"a": 2.0, "b": 0.0, "intercept": -1.0}, Trees([STEP], 0.0))
    assert found.names == ["a", "b"]
    assert found.probabilities([{"a": 1.0, "b": 11.0}]) == pytest.approx([1 / (1 + np.exp(-(2.0 - 1.0 + 2.0) / 2))])
    assert found.probabilities([]) == []


ROUNDING = 1e-12


def _typical() -> dict[str, float]:
    return dict.fromkeys(evidence().names, 0.3)


@pytest.mark.parametrize("name", FOR)
def test_evidence_for_an_article_never_counts_against_it(name: str) -> None:
    steps = [{**_typical(), name: value} for value in np.linspace(0, 1, 21)]
    assert np.all(np.diff(evidence().probabilities(steps)) >= -ROUNDING)


@pytest.mark.parametrize("name", AGAINST)
def test_evidence_against_an_article_never_counts_for_it(name: str) -> None:
    steps = [{**_typical(), name: value} for value in np.linspace(0, 1, 21)]
    assert np.all(np.diff(evidence().probabilities(steps)) <= ROUNDING)


def test_evidence_in_use_stands_in_two_files_of_the_same_features() -> None:
    weights = json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))
    trees = json.loads(TREES_PATH.read_text(encoding="utf-8"))
    asked = {feature for tree in trees["trees"] for feature in tree["feature"]}
    assert max(asked) < len(weights) - 1
