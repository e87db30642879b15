"""Vectors of texts that say the same, brought nearer to each other."""

from __future__ import annotations

import numpy as np
import pytest

from language.whitening import FEWEST, Whitening

SIZE, STYLE = 16, 0  # of a vector, and the direction in which texts that say the same differ


def groups(count: int, texts: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Vectors of texts: what a group says, and much of a style of the text's own."""
    draw = np.random.default_rng(seed)
    labels = np.repeat(np.arange(count), texts)
    rows = draw.normal(size=(count, SIZE))[labels] + 0.1 * draw.normal(size=(count * texts, SIZE))
    rows[:, STYLE] = 3.0 * draw.normal(size=len(rows))
    return (rows / np.linalg.norm(rows, axis=1)[:, None]).astype(np.float32), labels


def found(rows: np.ndarray, labels: np.ndarray) -> float:
    """The share of texts whose nearest other text says the same."""
    alike = rows @ rows.T
    np.fill_diagonal(alike, -1.0)
    return float((labels[alike.argmax(axis=1)] == labels).mean())


def test_texts_that_say_the_same_get_nearer_in_groups_never_seen() -> None:
    whitening = Whitening.learn(*groups(200, 4))
    rows, labels = groups(100, 3, seed=4)
    assert found(whitening.of(rows), labels) > found(rows, labels) + 0.2


def test_lengths_are_one_and_zeros_stay_zeros() -> None:
    whitening = Whitening.learn(*groups(FEWEST, 2))
    rows, _ = groups(5, 2)
    assert np.linalg.norm(whitening.of(rows), axis=1) == pytest.approx(1.0, abs=1e-5)
    assert not whitening.of(np.zeros((2, SIZE))).any() and not whitening.of(np.zeros(SIZE)).any()


def test_one_vector_is_as_among_others() -> None:
    whitening = Whitening.learn(*groups(FEWEST, 2))
    rows, _ = groups(5, 2)
    assert whitening.of(rows[3]) == pytest.approx(whitening.of(rows)[3], abs=1e-6)


@pytest.mark.parametrize(("count", "texts"), [(0, 1), (FEWEST - 1, 3), (2 * FEWEST, 1)])
def test_vectors_stay_as_they_are_where_there_is_little_to_learn_from(count: int, texts: int) -> None:
    whitening = Whitening.learn(*groups(count, texts))
    rows, _ = groups(5, 2)
    assert whitening.of(rows) == pytest.approx(rows, abs=1e-6)


def test_a_large_group_counts_no_more_than_a_small_one() -> None:
    rows, labels = groups(FEWEST, 2)
    odd = np.zeros((500, SIZE), dtype=np.float32)
    odd[:, 5] = np.random.default_rng(5).normal(size=500)
    whitening = Whitening.learn(np.concatenate([rows, odd]), np.concatenate([labels, np.full(500, FEWEST)]))
    told = np.linalg.norm(whitening.matrix, axis=0)
    assert told[STYLE] < told[5]
