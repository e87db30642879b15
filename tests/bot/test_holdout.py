import numpy as np

from bot.holdout import FEW, MOST, PARTS, parts

NO_VECTORS = np.zeros((0, 0))


def test_holdout_leaves_each_of_few_examples_out_once() -> None:
    labels, languages = np.arange(50) % 5, np.array(["ja"] * 50)
    found = parts(labels, languages, np.zeros((50, 0)))
    assert len(found) == PARTS
    assert sorted(np.concatenate(found).tolist()) == list(range(50))


def test_holdout_leaves_one_part_of_many_examples_out() -> None:
    size = FEW + 1
    (found,) = parts(np.zeros(size, dtype=int), np.array(["ja"] * size), np.zeros((size, 0)))
    assert len(found) == len(set(found.tolist())) == MOST


def test_holdout_leaves_a_translation_out_with_its_original() -> None:
    languages = np.array(["ja"] * 20 + ["en"] * 20)
    labels = np.tile(np.arange(20) % 4, 2)
    alike = np.tile(np.eye(20), (2, 1))  # row i of one language says what row i of the other says
    for found in parts(labels, languages, alike):
        assert {int(row + 20) % 40 for row in found} == set(found.tolist())


def test_holdout_twins_are_of_the_same_intent() -> None:
    languages = np.array(["ja", "en"] * 10)
    labels = np.arange(20)  # nobody has a twin
    found = parts(labels, languages, np.ones((20, 3)))
    assert sorted(np.concatenate(found).tolist()) == list(range(20))
