import numpy as np
import pytest

from bench import tune
from bench.tune import Rows


def _rows(answered: int, outside: int) -> Rows:
    """Questions with one candidate each, of which those of one kind have an answer."""
    right = np.array([1.0] * answered + [0.0] * outside)
    kind = ["en question"] * answered + ["en near"] * outside
    count = answered + outside
    return Rows([], np.zeros((count, 0)), right, np.arange(count), np.ones(count), kind)


@pytest.mark.parametrize(("answered", "outside"), [(30, 10), (10, 30), (20, 20)])
def test_log_odds_are_moved_to_what_holds_among_visitors(answered: int, outside: int) -> None:
    data = _rows(answered, outside)
    moved = tune.shift(data, np.zeros(answered + outside))
    assert moved == pytest.approx(np.log(tune.ANSWERED / (1 - tune.ANSWERED)), abs=0.01)


def test_only_the_likeliest_candidate_of_a_question_counts() -> None:
    data = _rows(2, 1)
    data = Rows([], data.matrix, data.right, np.array([0, 0, 2]), data.weight, data.kind)
    assert tune.leading(data, np.array([0.2, 0.9, 0.1])) == {"en question": [1], "en near": [2]}
