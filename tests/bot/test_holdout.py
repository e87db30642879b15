import numpy as np

from bot.holdout import FEW, MOST, OUTSIDE_MANY, OUTSIDE_PART, PARTS, parts


def test_holdout_leaves_each_of_few_examples_out_once() -> None:
    labels, languages = np.arange(50) % 5, np.array(["ja"] * 50)
    found = parts(labels, languages, np.zeros((50, 0)))
    assert len(found) == PARTS
    assert sorted(np.concatenate([part.rows for part in found]).tolist()) == list(range(50))
    assert not any(part.outside.any() for part in found)


def test_holdout_leaves_whole_intents_out_where_there_are_enough() -> None:
    labels = np.arange(200) % OUTSIDE_PART
    for part in parts(labels, np.array(["ja"] * 200), np.zeros((200, 0))):
        gone = set(labels[part.rows[part.outside]].tolist())
        assert len(gone) == 1
        assert np.isin(np.flatnonzero(np.isin(labels, list(gone))), part.rows).all()
        assert not gone & set(labels[part.rows[~part.outside]].tolist())


def test_holdout_leaves_one_part_of_many_examples_out() -> None:
    size = FEW + OUTSIDE_MANY
    labels = np.arange(size) % OUTSIDE_MANY
    (part,) = parts(labels, np.array(["ja"] * size), np.zeros((size, 0)))
    assert len(set(labels[part.rows[part.outside]].tolist())) == 1
    assert MOST * 0.9 < (~part.outside).sum() <= MOST
    assert len(part.rows) == len(set(part.rows.tolist()))


def test_holdout_leaves_a_translation_out_with_its_original() -> None:
    languages = np.array(["ja"] * 20 + ["en"] * 20)
    labels = np.tile(np.arange(20) % 4, 2)
    alike = np.tile(np.eye(20), (2, 1))  # row i of one language says what row i of the other says
    for part in parts(labels, languages, alike):
        assert {int(row + 20) % 40 for row in part.rows} == set(part.rows.tolist())


def test_holdout_twins_are_of_the_same_intent() -> None:
    languages = np.array(["ja", "en"] * 4)
    labels = np.arange(8)  # nobody has a twin
    found = parts(labels, languages, np.ones((8, 3)))
    assert sorted(np.concatenate([part.rows for part in found]).tolist()) == list(range(8))
