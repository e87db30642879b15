"""How alike texts are: the kernel over their word vectors (sparse) and their meaning vectors (dense)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

from bot.packed import PackedMatrix
from language.whitening import unit

ROWS_AT_ONCE = 512  # of the kernel matrix, so that its parts never stand in memory whole


@dataclass(frozen=True)
class Vectors:
    """Texts as vectors, one row a text; either block may have no columns.

    Attributes:
        words: sparse; only directions count, and a row of zeros is like nothing.
        meaning: dense; likewise.
    """

    words: csr_matrix
    meaning: np.ndarray

    def __len__(self) -> int:
        return int(self.words.shape[0])

    def take(self, rows: np.ndarray) -> Vectors:
        """Some of the texts, in the order asked for."""
        return Vectors(self.words[rows], self.meaning[rows])


class Kernel:
    """`(1 - share) * cosine of words + share * exp(sharpness * (cosine of meaning - 1))`, against fixed examples.

    Meaning vectors are taken from the examples' mean, since all texts of one domain mean something similar. Where
    one block has no columns, the other counts whole.

    Args:
        share: of the meaning, 0 to 1.
        sharpness: how quickly likeness in meaning fades, above 0.
    """

    def __init__(self, *, share: float, sharpness: float):
        self._share = share
        self._sharpness = sharpness
        self.examples = Vectors(csr_matrix((0, 0), dtype=np.float32), np.zeros((0, 0), dtype=np.float32))
        self.mean = np.zeros(0, dtype=np.float32)
        self._by_word = csc_matrix((0, 0), dtype=np.float32)

    def learn(self, examples: Vectors) -> None:
        """Takes these examples to compare with."""
        known = np.any(examples.meaning, axis=1)
        mean = examples.meaning[known].mean(axis=0) if known.any() else np.zeros(examples.meaning.shape[1])
        centred = self._centred(examples.meaning, mean.astype(np.float32))
        # Half precision is how they are stored: rounded now, a loaded model decides as the trained one.
        self.restore(Vectors(_unit(examples.words), centred.astype(np.float16)), mean.astype(np.float32))

    def restore(self, examples: Vectors, mean: np.ndarray) -> None:
        """Takes over what an earlier `learn` prepared (`examples`, `mean`)."""
        self.examples = Vectors(examples.words, examples.meaning.astype(np.float32))
        self.mean = mean
        self._by_word = examples.words.tocsc()

    def prepared(self, texts: Vectors) -> Vectors:
        """Texts as the examples are: of unit length, the meaning taken from the examples' mean."""
        return Vectors(_unit(texts.words), self._centred(texts.meaning, self.mean))

    def cosines(self, texts: Vectors) -> tuple[np.ndarray, np.ndarray]:
        """Of words and of meaning, two arrays of (prepared) texts x examples."""
        words, known = texts.words, self.examples
        if len(texts) > ROWS_AT_ONCE:
            alike = (words @ known.words.T).toarray()
        else:
            alike = np.zeros((len(texts), len(known)), dtype=np.float32)
            # A product of sparse matrices goes through all examples, this only through those with the texts' words.
            for row in range(len(texts)):
                here = slice(words.indptr[row], words.indptr[row + 1])
                alike[row] = self._by_word[:, words.indices[here]] @ words.data[here]
        return alike, texts.meaning @ known.meaning.T

    def of(self, words: np.ndarray, meaning: np.ndarray) -> np.ndarray:
        """The kernel out of cosines. An exact 0 in meaning is that of a text without any."""
        share = self._share if self.examples.words.shape[1] else 1.0
        if not self.examples.meaning.shape[1]:
            return words
        near = np.exp(self._sharpness * (meaning - 1.0)) * (meaning != 0)
        return (1.0 - share) * words + share * near

    def matrix(self) -> PackedMatrix:
        """All examples against all."""
        size = len(self.examples)
        kernel = PackedMatrix(size)
        words, meaning = self.examples.words, self.examples.meaning
        for start in range(0, size, ROWS_AT_ONCE):
            here = slice(start, start + ROWS_AT_ONCE)
            alike = (words[start:] @ words[here].T).toarray()
            block = self.of(alike, meaning[start:] @ meaning[here].T)
            for place in range(block.shape[1]):
                kernel.column(start + place)[:] = block[place:, place]
        return kernel

    @staticmethod
    def _centred(meaning: np.ndarray, mean: np.ndarray) -> np.ndarray:
        known = np.any(meaning, axis=1, keepdims=True)
        return unit(np.where(known, meaning - mean, 0.0).astype(np.float32))


def _unit(vectors: csr_matrix) -> csr_matrix:
    lengths = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    scaled = csr_matrix(vectors, dtype=np.float32, copy=True)
    scaled.data /= np.repeat(lengths, np.diff(scaled.indptr)).astype(np.float32)
    return scaled
