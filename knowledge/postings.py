"""One searchable field: which documents hold which terms, weighted by BM25."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix


class Postings:
    """BM25 (Robertson/Sparck Jones weighting) over lists of terms.

    Args:
        documents: the terms of each document.
        k1: how soon repeating a term stops helping.
        b: how much a long document is held back, 0 to 1.
    """

    def __init__(self, documents: Sequence[Iterable[str]], *, k1: float = 1.2, b: float = 0.5):
        self.size = len(documents)
        self._row: dict[str, int] = {}
        rows, columns, counts = [], [], []
        lengths = np.zeros(self.size)
        for column, document in enumerate(documents):
            for term, count in Counter(document).items():
                rows.append(self._row.setdefault(term, len(self._row)))
                columns.append(column)
                counts.append(count)
                lengths[column] += count
        tf = np.asarray(counts, dtype=np.float32)
        column_of = np.asarray(columns, dtype=np.int32)
        mean = lengths.mean() if self.size and lengths.any() else 1.0
        held_back = k1 * (1 - b + b * lengths[column_of] / mean)
        weight = (tf * (k1 + 1) / (tf + held_back)).astype(np.float32)
        shape = (len(self._row), self.size)
        matrix = csr_matrix((weight, (np.asarray(rows, dtype=np.int32), column_of)), shape=shape)
        self._pointers, self._columns, self._weights = matrix.indptr, matrix.indices, matrix.data
        frequency = np.diff(self._pointers)
        self._idf = np.log1p((self.size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        self.unknown_idf = float(np.log1p((self.size + 0.5) / 0.5))

    def idf(self, term: str) -> float:
        """How telling a term is; a term of no document counts most."""
        row = self._row.get(term)
        return self.unknown_idf if row is None else float(self._idf[row])

    def scores(self, query: Iterable[str]) -> np.ndarray:
        """The BM25 score of every document for a query, an array of `size`."""
        total = np.zeros(self.size, dtype=np.float32)
        for term, count in Counter(query).items():
            row = self._row.get(term)
            if row is None:
                continue
            span = slice(self._pointers[row], self._pointers[row + 1])
            total[self._columns[span]] += count * self._idf[row] * self._weights[span]
        return total

    def best_possible(self, query: Iterable[str]) -> float:
        """The score a document would have that holds every term of the query once, at mean length."""
        return sum(count * self.idf(term) for term, count in Counter(query).items()) or 1.0

    def missing(self, query: Iterable[str], document: int) -> list[float]:
        """How telling each distinct term of the query is that the document lacks (idf)."""
        found = []
        for term in set(query):
            row = self._row.get(term)
            columns = [] if row is None else self._columns[self._pointers[row] : self._pointers[row + 1]]
            place = int(np.searchsorted(columns, document))
            if place >= len(columns) or columns[place] != document:
                found.append(self.idf(term))
        return found
