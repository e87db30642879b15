"""What `knowledge.search` is measured against: usual ways of finding an article, over the same texts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.search import Document, Search
from language.meaning import vectors
from language.text import folded
from language.tokens import words


class Finder(ABC):
    """Ranks the documents of one language."""

    name: str

    @abstractmethod
    def __init__(self, documents: Sequence[Document], language: str, alike: Sequence[Sequence[str]] = ()):
        """Indexes the documents.

        Args:
            documents: those of the language are to be found; those of the other one are there for whoever can use them.
            language: `ja` or `en`.
            alike: groups of texts that ask the same, likewise.
        """

    @abstractmethod
    def find(self, question: str, limit: int) -> list[str]:
        """The ids of the best documents, best first."""


class Ours(Finder):
    """`knowledge.search`, with its own weights. The vectors of texts that came before are not worked out again."""

    name = "knowledge.search"

    def __init__(self, documents: Sequence[Document], language: str, alike: Sequence[Sequence[str]] = ()):
        self._search = Search(documents, encode=_remembered, alike=alike)
        self._language = language

    def find(self, question: str, limit: int) -> list[str]:
        """See parent class."""
        return self._search.rank(question, self._language).ids(limit)


class WordBM25(Finder):
    """BM25 (bm25s) on Sudachi's normalised content words, or on English stems, over questions and answer."""

    name = "BM25, content words (bm25s)"

    def __init__(self, documents: Sequence[Document], language: str, alike: Sequence[Sequence[str]] = ()):
        import bm25s

        documents = [d for d in documents if d.language == language]
        self._language = language
        self._ids = [d.id for d in documents]
        self._index = bm25s.BM25()
        self._index.index([self._tokens(_whole(d)) or [""] for d in documents], show_progress=False)

    def find(self, question: str, limit: int) -> list[str]:
        """See parent class."""
        known = [t for t in self._tokens(question) if t in self._index.vocab_dict]  # without any it raises
        scores = self._index.get_scores(known) if known else np.zeros(len(self._ids))
        return _best(scores, self._ids, limit)

    def _tokens(self, text: str) -> list[str]:
        return [w.norm for w in words(text, self._language) if w.content]


class CharacterTfidf(Finder):
    """TF-IDF of character n-grams (scikit-learn), each question and the answer compared singly."""

    name = "character TF-IDF (scikit-learn)"

    def __init__(self, documents: Sequence[Document], language: str, alike: Sequence[Sequence[str]] = ()):
        from sklearn.feature_extraction.text import TfidfVectorizer

        lengths = (1, 3) if language == "ja" else (2, 5)
        self._vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=lengths, sublinear_tf=True, dtype=np.float32)
        documents = [d for d in documents if d.language == language]
        self._ids = [d.id for d in documents]
        texts = [[*d.questions, d.answer] for d in documents]
        self._starts = np.cumsum([0, *map(len, texts)])[:-1]
        self._matrix = self._vectorizer.fit_transform(folded(t) for ts in texts for t in ts)

    def find(self, question: str, limit: int) -> list[str]:
        """See parent class."""
        alike = (self._matrix @ self._vectorizer.transform([folded(question)]).T).toarray().ravel()
        return _best(np.maximum.reduceat(alike, self._starts), self._ids, limit)


class MeanVectors(Finder):
    """Mean of ja_ginza's static word vectors, weighted by idf; Japanese only, since it has none for English."""

    name = "mean static vectors (ja_ginza)"

    def __init__(self, documents: Sequence[Document], language: str, alike: Sequence[Sequence[str]] = ()):
        documents = [d for d in documents if d.language == language]
        self._ids = [d.id for d in documents]
        texts = [[t.norm for t in words(_whole(d), language) if t.content] for d in documents]
        seen = Counter(word for text in texts for word in set(text))
        self._idf = {word: float(np.log(1 + len(texts) / n)) for word, n in seen.items()}
        self._unknown = float(np.log(1 + len(texts)))
        self._language = language
        self._matrix = np.array([self._mean(text) for text in texts], dtype=np.float32)

    def find(self, question: str, limit: int) -> list[str]:
        """See parent class."""
        asked = [t.norm for t in words(question, self._language) if t.content]
        return _best(self._matrix @ self._mean(asked), self._ids, limit)

    def _mean(self, text: Sequence[str]) -> np.ndarray:
        known = _vocabulary()
        rows = [known.get_vector(w) * self._idf.get(w, self._unknown) for w in text if known.has_vector(w)]
        total = np.sum(rows, axis=0) if rows else np.zeros(known.vectors_length, dtype=np.float32)
        return total / (np.linalg.norm(total) or 1.0)


FINDERS: tuple[type[Finder], ...] = (Ours, WordBM25, CharacterTfidf, MeanVectors)

_VECTORS: dict[str, np.ndarray] = {}


def _remembered(texts: Sequence[str]) -> np.ndarray:
    unknown = list(dict.fromkeys(text for text in texts if text not in _VECTORS))
    _VECTORS.update(zip(unknown, vectors(unknown)))
    return np.array([_VECTORS[text] for text in texts])


@lru_cache(maxsize=1)
def _vocabulary() -> Any:
    """GiNZA's vocabulary with its vectors, without its pipeline."""
    import ja_ginza
    from spacy.vocab import Vocab

    return Vocab().from_disk(next(Path(ja_ginza.__file__).parent.glob("*/vocab")))


def _whole(document: Document) -> str:
    return "\n".join([*document.questions, document.answer])


def _best(scores: np.ndarray, ids: Sequence[str], limit: int) -> list[str]:
    limit = min(limit, len(ids))
    best = np.argpartition(-scores, limit - 1)[:limit]
    return [ids[i] for i in best[np.argsort(-scores[best], kind="stable")]]
