"""One searchable field by meaning: how near a question is to what documents say, whatever the words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from language.meaning import SIZE

EXACT_ROWS = 2_000  # up to so many texts, every one is compared in full
COARSE = 128  # directions kept for the first look at more texts than that
LOOKED_AT = 500  # texts compared in full after the first look
_SAMPLE = 20_000  # texts the directions are learnt from


class Meanings:
    """The vectors of several texts a document.

    With many texts a first look along the directions in which they differ most leaves the best for a full comparison;
    the others keep what the first look gave them.

    Args:
        rows: the vectors of all texts, those of a document one after the other; an array of texts x
            `language.meaning.SIZE`.
        counts: how many texts each document has, at least one.
    """

    def __init__(self, rows: np.ndarray, counts: Sequence[int]):
        self.size = len(counts)
        self._starts = np.cumsum([0, *counts])[:-1]
        if len(rows) <= EXACT_ROWS:
            self._rows, self._directions, self._coarse = rows, None, None
            return
        sample = rows[:: len(rows) // _SAMPLE + 1]
        _, directions = np.linalg.eigh(sample.T @ sample)
        self._directions = np.ascontiguousarray(directions[:, SIZE - COARSE :])
        self._coarse = rows @ self._directions
        self._rows = rows.astype(np.float16)  # half the memory; only the best are read

    def scores(self, question: np.ndarray) -> np.ndarray:
        """The cosine of each document's nearest text, an array of `size`.

        Args:
            question: a vector of length 1, an array of `language.meaning.SIZE`.
        """
        if not self.size:
            return np.zeros(0, dtype=np.float32)
        if self._coarse is None or self._directions is None:
            alike = self._rows @ question
        else:
            alike = self._coarse @ (self._directions.T @ question)
            best = np.argpartition(alike, -LOOKED_AT)[-LOOKED_AT:]
            alike[best] = self._rows[best].astype(np.float32) @ question
        return np.maximum.reduceat(alike, self._starts)
