"""Words that mean nearly the same: how well what an article says covers the words of a question, whichever they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.spans import spans
from language.meaning import SIZE, Encode, remembered, vectors
from language.terms import Terms
from language.whitening import unit

DIRECTIONS = 64  # in which words differ most; with all of them no more is found


class Wording:
    """The content words of articles, field by field, by meaning.

    Args:
        fields: each the texts of every article.
        encode: gives the vectors of words.
    """

    def __init__(self, fields: Sequence[Sequence[Sequence[Terms]]], encode: Encode = vectors):
        texts = [text for field in fields for article in field for text in article]
        said = {word: how for text in texts for word, how in _said(text).items()}
        self._place = {word: i for i, word in enumerate(said)}
        rows = encode(list(said.values())) if said else np.zeros((0, SIZE), dtype=np.float32)
        # All words of a domain mean something similar; only how they differ tells.
        self._mean = rows.mean(axis=0) if said else np.zeros(SIZE, dtype=np.float32)
        rows = rows - self._mean
        _, directions = np.linalg.eigh(rows.T @ rows)
        self._directions = np.ascontiguousarray(directions[:, SIZE - DIRECTIONS :], dtype=np.float32)
        self._rows = self._turned(rows)
        self._fields = [_Field([self._places(article) for article in field], len(said)) for field in fields]

    def unknown(self, question: Terms) -> list[str]:
        """How the content words are said that no article holds."""
        return [how for word, how in _said(question).items() if word not in self._place]

    def covered(self, question: Terms, shares: np.ndarray, articles: np.ndarray) -> list[np.ndarray]:
        """How near the nearest word of an article is to each content word of a question, on average.

        Args:
            question: with one content word at least.
            shares: how much each of its distinct content words counts, in order, together 1.
            articles: the numbers of those looked at, at least one.

        Returns:
            For each field an array of articles, 0 to 1.
        """
        alike = self._alike(question)
        return [shares @ field.nearest(alike, articles) for field in self._fields]

    def _alike(self, question: Terms) -> np.ndarray:
        """The words of a question x (all words of the articles, and one that stands for none), 0 to 1."""
        said = _said(question)
        places = np.array([self._place.get(word, -1) for word in said])
        rows = np.zeros((len(places), DIRECTIONS), dtype=np.float32)
        rows[places >= 0] = self._rows[places[places >= 0]]
        rows[places < 0] = self._turned(remembered(self.unknown(question)) - self._mean)
        alike = np.zeros((len(places), len(self._rows) + 1), dtype=np.float32)
        np.maximum(rows @ self._rows.T, 0.0, out=alike[:, :-1])
        return alike

    def _turned(self, rows: np.ndarray) -> np.ndarray:
        return unit(rows @ self._directions)

    def _places(self, texts: Sequence[Terms]) -> list[int]:
        return sorted({self._place[word] for text in texts for word in text.content})


class _Field:
    """Which words every article has in one field."""

    def __init__(self, articles: Sequence[Sequence[int]], nothing: int):
        held = [places or [nothing] for places in articles]
        self._counts = np.array([len(places) for places in held], dtype=int)
        self._starts = np.cumsum(self._counts) - self._counts
        self._places = np.array([place for places in held for place in places], dtype=np.int32)

    def nearest(self, alike: np.ndarray, articles: np.ndarray) -> np.ndarray:
        """Of each word's likeness to all words the greatest to one of an article, an array of words x articles."""
        counts = self._counts[articles]
        here = self._places[spans(self._starts[articles], counts)]
        return np.maximum.reduceat(alike[:, here], np.cumsum(counts) - counts, axis=1)


def _said(text: Terms) -> dict[str, str]:
    return dict(zip(text.content, text.said))
