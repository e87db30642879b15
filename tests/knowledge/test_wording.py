"""Words that mean nearly the same."""

import numpy as np
import pytest

from knowledge.wording import Wording
from language.terms import terms

TITLES = ["Money for young firms", "Where to park a bicycle", ""]
ANSWERS = ["A subsidy.", "In the garage behind the station.", "!"]


def wording() -> Wording:
    return Wording([[[terms(text, "en")] for text in texts] for texts in (TITLES, ANSWERS)])


def covered(question: str, articles: list[int], shares: list[float]) -> list[np.ndarray]:
    return wording().covered(terms(question, "en"), np.array(shares), np.array(articles))


def test_a_word_of_the_article_counts_whole_and_a_related_one_in_part() -> None:
    exact, related = covered("money", [0, 1], [1.0])[0], covered("cash", [0, 1], [1.0])[0]
    assert exact[0] == pytest.approx(1, abs=1e-5)
    assert 0.2 < related[0] < 1
    assert related[0] > related[1] + 0.1


def test_each_field_is_looked_at_by_itself() -> None:
    title, answer = covered("garage", [1], [1.0])
    assert answer[0] == pytest.approx(1, abs=1e-5)
    assert title[0] < 1


def test_words_count_by_their_shares_and_inflected_ones_as_one() -> None:
    money, bicycle = covered("money", [0], [1.0])[0][0], covered("bicycle", [0], [1.0])[0][0]
    both = covered("moneys and bicycles", [0], [0.25, 0.75])[0][0]
    assert both == pytest.approx(0.25 * money + 0.75 * bicycle, abs=1e-5)


def test_articles_are_answered_in_the_order_asked_and_those_without_words_cover_nothing() -> None:
    forth, back = (covered("money", order, [1.0]) for order in ([0, 1, 2], [2, 1, 0]))
    assert all(np.allclose(one, other[::-1]) for one, other in zip(forth, back))
    assert forth[0][2] == forth[1][2] == 0


def test_words_that_no_article_holds_are_told_as_said() -> None:
    assert wording().unknown(terms("Grants and money", "en")) == ["grants"]


def test_no_articles_hold_no_words() -> None:
    assert Wording([[], []]).unknown(terms("money", "en")) == ["money"]
