"""What texts mean, as vectors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from language import meaning
from language.meaning import MANY, SIZE, remembered, vector, vectors
from tests.naughty import each_naughty

PAIRS = [
    ("ごみの出し方を教えてください", "How do I take out the garbage?"),
    ("外国人が起業するためのビザ", "a visa for foreigners who start a company"),
    ("会員は何社ですか", "How many members are there?"),
]


@pytest.mark.parametrize(("japanese", "english"), PAIRS)
def test_the_same_in_both_languages_is_nearer_than_anything_else(japanese: str, english: str) -> None:
    others = [en for ja, en in PAIRS if ja != japanese]
    near, *far = vectors([english, *others]) @ vector(japanese)
    assert near > 0.4 and all(near > value + 0.1 for value in far)


def test_vectors_have_length_one_and_are_the_same_alone_as_together() -> None:
    texts = [text for pair in PAIRS for text in pair]
    together = vectors(texts)
    assert together.shape == (len(texts), SIZE)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-3)
    assert np.allclose(together, [vector(text) for text in texts], atol=1e-4)


@pytest.mark.parametrize("end", ["", "?", "？", " ?!", "...", "。", "？\n"])
@pytest.mark.parametrize("text", PAIRS[2])
def test_signs_at_the_end_change_nothing(text: str, end: str) -> None:
    assert np.allclose(vector(text.rstrip("?") + end), vector(text), atol=1e-5)


def test_many_texts_are_read_as_few_are_and_leave_algebra_its_threads() -> None:
    texts = [f"{text} {number}" for number in range(MANY // 2) for text in PAIRS[0]] + [PAIRS[1][0]]
    threads = [library["num_threads"] for library in threadpool_info()]
    together = vectors(texts)
    assert len(texts) > MANY
    assert np.allclose(together[-3:], vectors(texts[-3:]), atol=1e-4)
    assert [library["num_threads"] for library in threadpool_info()] == threads


def test_remembered_vectors_are_those_of_the_texts_in_order_however_often_asked() -> None:
    texts = [PAIRS[0][0], "", PAIRS[1][1], PAIRS[0][0]]
    for _ in range(2):
        assert np.allclose(remembered(texts), vectors(texts), atol=1e-4)
    assert remembered([]).shape == (0, SIZE)


def test_remembered_vectors_cannot_be_spoilt_and_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "_REMEMBERED", 3)
    found = remembered([PAIRS[0][0]])
    found[:] = 0
    assert remembered([PAIRS[0][0]]).any()
    for number in range(6):
        remembered([f"number {number}", PAIRS[0][0]])
    assert len(meaning._KEPT) == 3
    assert PAIRS[0][0] in meaning._KEPT  # what is asked for again stays


def test_width_and_case_make_no_difference() -> None:
    assert np.allclose(vector("ＹＯＸＯ　ＢＯＸはどこ"), vector("yoxo boxはどこ"))


def test_nothing_to_read_is_zeros() -> None:
    assert not vectors(["", "  \n"]).any()
    assert vectors([]).shape == (0, SIZE)


@each_naughty
def test_naughty_strings_have_a_finite_vector(text: str) -> None:
    assert np.isfinite(vector(text)).all()


def test_threads_share_it() -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: vector(f"質問{n % 4}"), range(64)))
    assert all(np.allclose(found[i], found[i % 4], atol=1e-4) for i in range(64))
