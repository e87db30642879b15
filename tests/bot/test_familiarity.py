import numpy as np
import pytest

from bot.familiarity import FEWEST, NEAREST, Familiarity, signals


def _given(size: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Signals of which the first is higher for the known, among noise."""
    draw = np.random.default_rng(4)
    known = np.arange(size) % 3 > 0
    given = draw.normal(size=(size, 4))
    given[:, 0] += 3.0 * known
    return given, known


def test_signals_are_about_the_likely_intent() -> None:
    labels = np.array([0, 0, 1, 1])
    decisions = np.array([[2.0, 1.0], [0.0, 3.0]])
    words = np.array([[0.1, 0.4, 0.9, 0.9], [0.9, 0.9, 0.3, 0.2]])
    meaning = np.array([[0.6, 0.2, 0.9, 0.9], [0.9, 0.9, 0.5, 0.7]])
    assert signals(decisions, words, meaning, labels) == pytest.approx(
        np.array([[2.0, 0.4, 0.6, 0.4], [3.0, 0.3, 0.7, 0.6]])
    )


def test_signals_take_the_nearest_few_examples() -> None:
    meaning = np.linspace(0, 1, NEAREST * 3)[None]
    labels = np.zeros(NEAREST * 3, dtype=int)
    found = signals(np.ones((1, 1)), np.zeros_like(meaning), meaning, labels)
    assert found[0, 3] == pytest.approx(meaning[0, -NEAREST:].mean())


def test_signals_of_an_intent_without_examples_are_zero() -> None:
    found = signals(np.array([[0.0, 1.0]]), np.ones((1, 2)), np.ones((1, 2)), np.array([0, 0]))
    assert not found.any()


def test_familiarity_tells_the_known_from_the_unknown() -> None:
    given, known = _given()
    familiarity = Familiarity()
    familiarity.fit(given, known)
    found = familiarity.of(given)
    assert ((found >= 0) & (found <= 1)).all()
    assert found[known].mean() > 0.7 > 0.3 > found[~known].mean()


def test_familiarity_restored_says_the_same() -> None:
    given, known = _given()
    familiarity = Familiarity()
    familiarity.fit(given, known)
    assert np.array_equal(Familiarity.restored(familiarity.learnt()).of(given), familiarity.of(given))


def test_familiarity_is_not_fitted_on_too_little() -> None:
    given, known = _given()
    known[:] = True
    known[: FEWEST - 1] = False
    familiarity = Familiarity()
    familiarity.fit(given, known)
    assert not familiarity.fitted
