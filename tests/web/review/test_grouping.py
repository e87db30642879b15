"""Questions in other words come into one cluster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from language.meaning import SIZE
from tests.web.review.conftest import index, said
from web.review import queue
from web.review.grouping import group
from web.review.models import Cluster, Review

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def _by_first_letter(texts: Sequence[str]) -> np.ndarray:
    found = np.zeros((len(texts), SIZE), dtype=np.float32)
    for row, text in enumerate(texts):
        found[row, ord(text[0]) % SIZE] = 1.0
    return found


def _ask(text: str, article: str = "grants/overview", language: str = "en") -> None:
    said({"text": text, "outcome": "unsure", "article": article}, language=language)


def test_clusters_of_one_article_and_language_that_are_alike_become_one() -> None:
    for text in ("apply for grants", "apply", "amounts", "how much"):
        _ask(text)
    _ask("apply for loans", article="loans/overview")
    _ask("ａpply", language="ja")
    assert len(queue.clusters()) == 6
    assert group(_by_first_letter) == 6
    found = queue.clusters()
    assert next((c.turn and c.turn.text, c.waiting) for c in found) == ("apply for grants", 3)
    assert sorted(c.waiting for c in found) == [1, 1, 1, 3]
    assert group(_by_first_letter) == 0


def test_later_questions_of_the_same_words_or_meaning_join_them() -> None:
    _ask("apply")
    _ask("ask for it")
    group(_by_first_letter)
    _ask("Ask for it!")
    _ask("all of it")
    assert group(_by_first_letter) == 1
    assert [c.waiting for c in queue.clusters()] == [4]
    assert {review.cluster_id for review in Review.objects.all()} == {Cluster.objects.get().pk}
    index()


def test_the_encoder_brings_paraphrases_together() -> None:
    _ask("補助金の申請方法を教えてください", language="ja")
    _ask("補助金はどうやって申請しますか", language="ja")
    _ask("横浜で一番高いビルは", language="ja")
    group()
    assert [c.waiting for c in queue.clusters()] == [2, 1]
