"""One searchable field: which documents hold which terms, weighted by BM25."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable

import numpy as np

from knowledge.spans import spans

MOST = 500_000  # documents holding a term that one query adds up; some thousandths of a second's work


class Postings:
    """BM25 (Robertson/Sparck Jones weighting) over lists of terms.

    Terms are kept as Python's 64-bit hashes, sorted: a tenth of the memory of their texts. Two terms would have to
    share a hash to be taken for each other, which among a million happens once in thirty million fields.

    Args:
        documents: the terms of each document; read one after the other, so that a large collection is never held whole.
        k1: how soon repeating a term stops helping.
        b: how much a long document is held back, 0 to 1.
    """

    def __init__(self, documents: Iterable[Iterable[str]], *, k1: float = 1.2, b: float = 0.5):
        hashes, columns, counts, whole = array("q"), array("i"), array("i"), array("d")
        for column, document in enumerate(documents):
            held = Counter(document)
            hashes.extend(map(hash, held))
            columns.extend([column] * len(held))
            counts.extend(held.values())
            whole.append(held.total())
        self.size = len(whole)
        lengths = np.asarray(whole)
        tf = np.asarray(counts, dtype=np.float32)
        column_of = np.asarray(columns, dtype=np.int32)
        mean = lengths.mean() if self.size and lengths.any() else 1.0
        held_back = k1 * (1 - b + b * lengths[column_of] / mean)
        weight = (tf * (k1 + 1) / (tf + held_back)).astype(np.float32)
        # One row per term, its documents ascending: sorted by hand, since a sparse matrix needs SciPy, 13 MB that every
        # web process would hold.
        keys = np.asarray(hashes, dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        self._terms, starts = np.unique(keys[order], return_index=True)
        self._starts = np.append(starts, len(keys))
        frequency = np.diff(self._starts)
        self._idf = np.log1p((self.size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        self.unknown_idf = float(np.log1p((self.size + 0.5) / 0.5))
        self._documents = column_of[order]
        self._weights = weight[order] * np.repeat(self._idf, frequency)

    def scores(self, query: Iterable[str]) -> np.ndarray:
        """The BM25 score of every document for a query, an array of `size`."""
        terms = Counter(query)
        return self._scores(self._rows(terms), np.fromiter(terms.values(), dtype=np.float32))

    def shares(self, query: Iterable[str]) -> np.ndarray:
        """The scores as shares of what a document of mean length would get that holds every term of the query once."""
        terms = Counter(query)
        rows, counts = self._rows(terms), np.fromiter(terms.values(), dtype=np.float32)
        return self._scores(rows, counts) / (float(self._telling(rows) @ counts) or 1.0)

    def telling(self, query: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """The distinct terms of a query in order, as `lacks` takes them, and how telling each is (idf), two arrays."""
        rows = self._rows(dict.fromkeys(query))
        return rows, self._telling(rows)

    def lacks(self, rows: np.ndarray, documents: np.ndarray) -> np.ndarray:
        """Whether each of some documents lacks each of the terms, an array of documents x terms."""
        lacking = np.ones((len(documents), len(rows)), dtype=bool)
        for place, row in enumerate(rows.tolist()):
            if row >= 0:
                holders = self._documents[self._starts[row] : self._starts[row + 1]]
                lacking[:, place] = holders.take(holders.searchsorted(documents), mode="clip") != documents
        return lacking

    def _rows(self, terms: Collection[str]) -> np.ndarray:
        """The row of each term, -1 for those of no document."""
        keys = np.fromiter(map(hash, terms), dtype=np.int64, count=len(terms))
        if not len(self._terms):
            return np.full(len(keys), -1)
        rows = self._terms.searchsorted(keys)
        return np.where(self._terms.take(rows, mode="clip") == keys, rows, -1)

    def _telling(self, rows: np.ndarray) -> np.ndarray:
        idf = self._idf.take(rows, mode="wrap") if len(self._idf) else np.zeros(len(rows))
        return np.where(rows < 0, np.float32(self.unknown_idf), idf)

    def _scores(self, rows: np.ndarray, counts: np.ndarray) -> np.ndarray:
        known = np.flatnonzero(rows >= 0)
        starts = self._starts[rows[known]]
        lengths = self._starts[rows[known] + 1] - starts
        if lengths.sum() > MOST:
            # What most documents hold says least and takes longest: the rarest terms, as many as there is time for.
            rarest = np.argsort(lengths, kind="stable")
            kept = rarest[np.cumsum(lengths[rarest]) <= MOST]
            known, starts, lengths = known[kept], starts[kept], lengths[kept]
        places = spans(starts, lengths)
        added = self._weights[places] * np.repeat(counts[known], lengths)
        return np.bincount(self._documents[places], added, self.size).astype(np.float32)
