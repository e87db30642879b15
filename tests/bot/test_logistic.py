import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import log_softmax

from bot.logistic import KernelLogistic, softmax
from tests.bot.matrices import packed

CLASSES, PENALTY = 4, 0.1


def _problem(size: int = 40) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A kernel with unit diagonal, labels that follow it partly, and weights."""
    draw = np.random.default_rng(3)
    points = draw.normal(size=(size, 3))
    kernel = np.exp(-0.3 * ((points[:, None] - points[None]) ** 2).sum(axis=2))
    labels = (points[:, 0] > 0).astype(int) + 2 * (draw.random(size) < 0.3)
    return kernel, labels, draw.uniform(0.5, 2.0, size)


def _machine(kernel: np.ndarray, weights: np.ndarray) -> KernelLogistic:
    return KernelLogistic(packed(kernel), weights, penalty=PENALTY)


def _by_hand(kernel: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Decisions at the minimum, found by a general optimiser in double precision."""
    size = len(labels)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        votes = flat.reshape(size, CLASSES)
        decisions = kernel @ votes
        logs = log_softmax(decisions, axis=1)
        value = -(weights * logs[np.arange(size), labels]).sum() + PENALTY / 2 * (votes * decisions).sum()
        slope = weights[:, None] * (np.exp(logs) - np.eye(CLASSES)[labels]) + PENALTY * votes
        return value, (kernel @ slope).ravel()

    found = minimize(loss, np.zeros(size * CLASSES), jac=True, method="L-BFGS-B", options={"maxiter": 5000})
    return kernel @ found.x.reshape(size, CLASSES)


def test_logistic_finds_the_minimum() -> None:
    kernel, labels, weights = _problem()
    votes, decisions = _machine(kernel, weights).fit(labels, CLASSES, rounds=60)
    assert decisions == pytest.approx(_by_hand(kernel, labels, weights), abs=0.03)
    assert kernel @ votes == pytest.approx(decisions, abs=1e-3)


def test_logistic_without_the_last_examples_is_a_fit_of_the_others_alone() -> None:
    kernel, labels, weights = _problem()
    some = 31
    part, _ = _machine(kernel, weights).fit(labels[:some], CLASSES, rounds=8)
    alone, _ = _machine(kernel[:some, :some], weights[:some]).fit(labels[:some], CLASSES, rounds=8)
    assert part == pytest.approx(alone, abs=1e-3)


def test_logistic_goes_on_from_where_it_was() -> None:
    kernel, labels, weights = _problem()
    machine = _machine(kernel, weights)
    once, begun = machine.fit(labels, CLASSES, rounds=60), machine.fit(labels, CLASSES, rounds=30)
    again = machine.fit(labels, CLASSES, rounds=30, start=begun)
    assert again[1] == pytest.approx(once[1], abs=0.01)


def test_logistic_example_of_more_weight_counts_as_several() -> None:
    kernel, labels, _ = _problem(size=12)
    rows = np.append(np.arange(12), [4, 4])
    twice = _machine(kernel[np.ix_(rows, rows)], np.ones(14)).fit(labels[rows], CLASSES, rounds=60)[1]
    weights = np.ones(12)
    weights[4] = 3.0
    assert _machine(kernel, weights).fit(labels, CLASSES, rounds=60)[1] == pytest.approx(twice[:12], abs=0.01)


def test_logistic_that_cannot_be_solved_names_the_remedy() -> None:
    with pytest.raises(ValueError, match="raise `penalty`"):
        KernelLogistic(packed(np.full((2, 2), -1.0)), np.ones(2), penalty=0.01)


def test_softmax_adds_up_to_one_and_does_not_overflow() -> None:
    assert softmax(np.array([[1000.0, 0.0], [0.0, 0.0]])).tolist() == [[1.0, 0.0], [0.5, 0.5]]
