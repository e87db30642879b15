"""Kernel ridge regression on sparse vectors, with its leave-one-out outcomes for free."""

from __future__ import annotations

import numpy as np
from scipy.linalg import lapack
from scipy.sparse import csc_matrix, csr_matrix

ROWS_AT_ONCE = 512  # of the kernel matrix, so that its sparse form never stands in memory whole


class KernelRidge:
    """One-against-rest regression on the kernel `max(cosine, 0) ** power`.

    Args:
        power: of the cosine, 1 or more; 1 is the linear machine.
        ridge: strength of the regularisation, above 0.
    """

    def __init__(self, *, power: float = 2.0, ridge: float = 0.2):
        self._power = power
        self._ridge = ridge
        self.examples = csr_matrix((0, 0), dtype=np.float32)
        self.votes = np.zeros((0, 0), dtype=np.float32)
        self._by_feature = csc_matrix((0, 0), dtype=np.float32)

    def fit(self, vectors: csr_matrix, labels: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        """Trains, and tells what each example would get had it not been trained on.

        Args:
            vectors: examples x features.
            labels: class numbers from 0, one an example.
            weights: how much each example counts, above 0; all count 1 by default.

        Returns:
            Leave-one-out decisions, examples x classes (Rifkin and Lippert, "Notes on regularized least
            squares", 2007: target minus vote over the diagonal of the inverse).
        """
        unit = _unit(vectors)
        kernel = self._kernel(unit)
        kernel[np.diag_indices(len(labels))] += self._ridge if weights is None else self._ridge / weights
        targets = np.zeros((len(labels), labels.max() + 1), dtype=np.float32)
        targets[np.arange(len(labels)), labels] = 1.0
        factor, failed = lapack.spotrf(kernel, lower=1, overwrite_a=1)
        if failed:
            raise ValueError("the kernel matrix is not positive definite: raise `ridge`")
        votes, _ = lapack.spotrs(factor, targets, lower=1)
        # The diagonal of the inverse is all that is needed, and it costs half of the inverse itself.
        triangle, _ = lapack.strtri(np.tril(factor), lower=1, overwrite_c=1)
        unseen = targets - votes / np.einsum("ij,ij->j", triangle, triangle)[:, None]
        self.restore(unit, np.ascontiguousarray(votes, dtype=np.float32))
        return unseen

    def restore(self, examples: csr_matrix, votes: np.ndarray) -> None:
        """Takes over what an earlier `fit` learnt (`examples`, `votes`)."""
        self.examples, self.votes = examples, votes
        self._by_feature = examples.tocsc()

    def decide(self, vector: csr_matrix) -> np.ndarray:
        """The decision of every class for one vector (1 x features), an array of classes."""
        alike = np.zeros(self.examples.shape[0], dtype=np.float32)
        columns = self._by_feature
        for feature, value in zip(vector.indices, vector.data):
            span = slice(columns.indptr[feature], columns.indptr[feature + 1])
            alike[columns.indices[span]] += value * columns.data[span]
        length = float(np.sqrt((vector.data**2).sum())) or 1.0
        near = np.flatnonzero(alike > 0)
        return (alike[near] / length) ** self._power @ self.votes[near]

    def _kernel(self, unit: csr_matrix) -> np.ndarray:
        """All examples against all, as LAPACK wants it (Fortran order)."""
        size = unit.shape[0]
        kernel = np.empty((size, size), dtype=np.float32, order="F")
        across = unit.T.tocsr()
        for start in range(0, size, ROWS_AT_ONCE):
            rows = (unit[start : start + ROWS_AT_ONCE] @ across).toarray()
            kernel[:, start : start + ROWS_AT_ONCE] = (np.maximum(rows, 0) ** self._power).T
        return kernel


def _unit(vectors: csr_matrix) -> csr_matrix:
    lengths = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    scaled = csr_matrix(vectors, dtype=np.float32, copy=True)
    scaled.data /= np.repeat(lengths, np.diff(scaled.indptr)).astype(np.float32)
    return scaled
