import numpy as np
import pytest

from knowledge import postings
from knowledge.postings import Postings

DOCUMENTS = [["a", "b"], ["a", "a", "c"], ["d"]]
# Three documents of 2, 3 and 1 terms, mean length 2; k1 = 1.2, b = 0.5.
IDF_OF_TWO = 0.4700036  # ln(1 + (3 - 2 + 0.5) / (2 + 0.5)) = ln 1.6
IDF_OF_ONE = 0.9808293  # ln(1 + (3 - 1 + 0.5) / (1 + 0.5)) = ln 2.6667
IDF_OF_NONE = 2.0794415  # ln(1 + (3 + 0.5) / 0.5) = ln 8
A_IN_FIRST = IDF_OF_TWO * 1 * 2.2 / (1 + 1.2 * (0.5 + 0.5 * 2 / 2))
A_IN_SECOND = IDF_OF_TWO * 2 * 2.2 / (2 + 1.2 * (0.5 + 0.5 * 3 / 2))
C_IN_SECOND = IDF_OF_ONE * 1 * 2.2 / (1 + 1.2 * (0.5 + 0.5 * 3 / 2))
D_IN_THIRD = IDF_OF_ONE * 1 * 2.2 / (1 + 1.2 * (0.5 + 0.5 * 1 / 2))

SCORES = [
    (["a"], [A_IN_FIRST, A_IN_SECOND, 0]),
    (["a", "c"], [A_IN_FIRST, A_IN_SECOND + C_IN_SECOND, 0]),
    (["a", "a"], [2 * A_IN_FIRST, 2 * A_IN_SECOND, 0]),
    (["d", "unknown"], [0, 0, D_IN_THIRD]),
    (["unknown"], [0, 0, 0]),
    ([], [0, 0, 0]),
]


@pytest.mark.parametrize(("query", "expected"), SCORES)
def test_postings_scores_are_those_of_the_bm25_formula(query: list[str], expected: list[float]) -> None:
    assert Postings(DOCUMENTS).scores(query) == pytest.approx(expected, abs=1e-5)


def test_postings_without_length_normalisation_score_by_frequency_alone() -> None:
    scores = Postings(DOCUMENTS, k1=2.0, b=0.0).scores(["a"])
    assert scores == pytest.approx([IDF_OF_TWO * 3 / 3, IDF_OF_TWO * 2 * 3 / 4, 0], abs=1e-5)


@pytest.mark.parametrize(("term", "idf"), [("a", IDF_OF_TWO), ("c", IDF_OF_ONE), ("unknown", IDF_OF_NONE)])
def test_postings_find_an_unknown_term_the_most_telling(term: str, idf: float) -> None:
    assert Postings(DOCUMENTS).telling([term])[1] == pytest.approx([idf], abs=1e-5)


def test_postings_shares_are_of_what_a_document_with_every_term_would_get() -> None:
    field = Postings(DOCUMENTS)
    query = ["a", "a", "unknown"]
    assert field.shares(query) == pytest.approx(field.scores(query) / (2 * IDF_OF_TWO + IDF_OF_NONE), abs=1e-5)
    assert field.shares([]) == pytest.approx([0, 0, 0])


@pytest.mark.parametrize(
    ("document", "missing"),
    [(0, [IDF_OF_ONE, IDF_OF_NONE]), (1, [IDF_OF_NONE]), (2, [IDF_OF_TWO, IDF_OF_ONE, IDF_OF_NONE])],
)
def test_postings_weigh_each_term_that_a_document_lacks_once(document: int, missing: list[float]) -> None:
    field = Postings(DOCUMENTS)
    rows, telling = field.telling(["a", "c", "c", "a", "unknown"])
    [lacking] = field.lacks(rows, np.array([document]))
    assert sorted(telling[lacking]) == pytest.approx(missing, abs=1e-5)


def test_postings_leave_out_what_most_documents_hold_where_there_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "MOST", 2)
    scores = Postings(DOCUMENTS).scores(["a", "c", "d", "unknown"])
    assert scores == pytest.approx([0, C_IN_SECOND, D_IN_THIRD], abs=1e-5)


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_postings_of_nothing_score_nothing(documents: list[list[str]]) -> None:
    scores = Postings(documents).scores(["a"])
    assert scores.shape == (len(documents),)
    assert not np.any(scores)
