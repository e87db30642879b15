import numpy as np

from bot.familiarity import FEWEST, Familiarity


def _given(size: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Decisions, higher for the known."""
    known = np.arange(size) % 3 > 0
    return np.random.default_rng(4).normal(size=size) + 3.0 * known, known


def test_familiarity_tells_the_known_from_the_unknown() -> None:
    highest, known = _given()
    familiarity = Familiarity()
    familiarity.fit(highest, known)
    found = familiarity.of(highest)
    assert ((found >= 0) & (found <= 1)).all()
    assert found[known].mean() > 0.7 > 0.3 > found[~known].mean()


def test_familiarity_rises_with_the_decision() -> None:
    familiarity = Familiarity()
    familiarity.fit(*_given())
    found = familiarity.of(np.linspace(-2.0, 6.0, 50))
    assert (np.diff(found) > 0).all()


def test_familiarity_restored_says_the_same() -> None:
    highest, known = _given()
    familiarity = Familiarity()
    familiarity.fit(highest, known)
    assert np.array_equal(Familiarity.restored(familiarity.learnt()).of(highest), familiarity.of(highest))


def test_familiarity_is_not_fitted_on_too_little() -> None:
    highest, known = _given()
    known[:] = True
    known[: FEWEST - 1] = False
    familiarity = Familiarity()
    familiarity.fit(highest, known)
    assert not familiarity.fitted


def test_familiarity_does_not_learn_that_the_unknown_are_better_known() -> None:
    highest, known = _given()
    familiarity = Familiarity()
    familiarity.fit(-highest, known)
    assert not familiarity.fitted
