import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.kernel import ROWS_AT_ONCE, KernelRidge

CLASSES = 4


def _random(examples: int = 40, features: int = 15, seed: int = 7) -> tuple[csr_matrix, np.ndarray]:
    draw = np.random.default_rng(seed)
    values = draw.random((examples, features)) * (draw.random((examples, features)) < 0.4)
    values[:, 0] += 0.1  # no example is empty
    return csr_matrix(values.astype(np.float32)), np.arange(examples) % CLASSES


def _by_hand(known: np.ndarray, labels: np.ndarray, asked: np.ndarray, power: float, ridge: float) -> np.ndarray:
    """The decisions of the textbook formula, in double precision."""

    def kernel(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        one = one / np.linalg.norm(one, axis=1, keepdims=True)
        other = other / np.linalg.norm(other, axis=1, keepdims=True)
        return np.maximum(one @ other.T, 0) ** power

    votes = np.linalg.solve(kernel(known, known) + ridge * np.eye(len(known)), np.eye(CLASSES)[labels])
    return kernel(asked, known) @ votes


@pytest.mark.parametrize(("power", "ridge"), [(1.0, 0.5), (2.0, 0.2), (3.0, 1.0)])
def test_kernel_leave_one_out_is_what_really_leaving_one_out_gives(power: float, ridge: float) -> None:
    vectors, labels = _random()
    unseen = KernelRidge(power=power, ridge=ridge).fit(vectors, labels)
    dense = vectors.toarray().astype(np.float64)
    for i in range(len(labels)):
        others = np.arange(len(labels)) != i
        expected = _by_hand(dense[others], labels[others], dense[i : i + 1], power, ridge)[0]
        assert unseen[i] == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize(("power", "ridge"), [(1.0, 0.5), (2.0, 0.2)])
def test_kernel_decide_is_the_textbook_formula(power: float, ridge: float) -> None:
    vectors, labels = _random()
    machine = KernelRidge(power=power, ridge=ridge)
    machine.fit(vectors, labels)
    asked, _ = _random(examples=5, seed=8)
    expected = _by_hand(vectors.toarray().astype(np.float64), labels, asked.toarray(), power, ridge)
    assert np.vstack([machine.decide(asked[i]) for i in range(5)]) == pytest.approx(expected, abs=2e-3)


def test_kernel_restored_decides_as_the_fitted_one() -> None:
    vectors, labels = _random()
    fitted, restored = KernelRidge(), KernelRidge()
    fitted.fit(vectors, labels)
    restored.restore(fitted.examples, fitted.votes)
    asked, _ = _random(examples=5, seed=9)
    for i in range(5):
        assert np.array_equal(restored.decide(asked[i]), fitted.decide(asked[i]))


def test_kernel_decision_does_not_depend_on_the_length_of_a_vector() -> None:
    vectors, labels = _random()
    machine = KernelRidge()
    machine.fit(vectors, labels)
    assert machine.decide(vectors[3] * 5.0) == pytest.approx(machine.decide(vectors[3]), abs=1e-4)


def test_kernel_gives_nothing_for_a_vector_like_no_example() -> None:
    machine = KernelRidge()
    machine.fit(csr_matrix(np.array([[1, 0, 0], [0, 1, 0]], dtype=np.float32)), np.array([0, 1]))
    assert machine.decide(csr_matrix(np.array([[0, 0, 1]], dtype=np.float32))).tolist() == [0.0, 0.0]
    assert machine.decide(csr_matrix((1, 3), dtype=np.float32)).tolist() == [0.0, 0.0]


def test_kernel_of_more_examples_than_one_block_is_the_same() -> None:
    vectors, labels = _random(examples=ROWS_AT_ONCE + 40, features=30)
    machine = KernelRidge(ridge=1.0)
    machine.fit(vectors, labels)
    asked = vectors[ROWS_AT_ONCE + 5]
    expected = _by_hand(vectors.toarray().astype(np.float64), labels, asked.toarray(), 2.0, 1.0)[0]
    assert machine.decide(asked) == pytest.approx(expected, abs=5e-3)


def test_kernel_that_cannot_be_solved_names_the_remedy() -> None:
    twice = csr_matrix(np.ones((2, 2), dtype=np.float32))
    with pytest.raises(ValueError, match="raise `ridge`"):
        KernelRidge(ridge=-0.5).fit(twice, np.array([0, 1]))
