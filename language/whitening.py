"""Vectors of texts that say the same, brought nearer to each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

import numpy as np

FEWEST = 50  # groups of several texts, below which nothing is learnt
EASE = 1.0  # times the mean variance, added in every direction: the more, the less is changed


class Whitening:
    """Takes out of vectors what differs between texts that say the same: how polite they are, which words they choose.

    Within-class covariance normalisation (Hatch, Kajarekar and Stolcke, "Within-class covariance normalization for
    SVM-based speaker recognition", 2006): directions along which the texts of a group differ count less.

    Args:
        mean: of the vectors it was learnt from, which all others are taken from; an array of their size.
        matrix: what they are multiplied by then, size x size; nothing changes them by default.
    """

    def __init__(self, mean: np.ndarray, matrix: Optional[np.ndarray] = None):
        self.mean = mean
        self.matrix = np.eye(len(mean), dtype=np.float32) if matrix is None else matrix

    @classmethod
    def learn(cls, vectors: np.ndarray, groups: Sequence[Any]) -> Whitening:
        """Learns from texts that say the same; large groups count no more than small ones.

        Args:
            vectors: texts x size; rows of zeros are left out.
            groups: for each row, what it says. With fewer than `FEWEST` groups of several texts, vectors stay as they
                are.
        """
        told = np.any(vectors, axis=1)
        rows = vectors[told].astype(np.float32)
        names, place = np.unique(np.asarray(groups)[told], return_inverse=True)
        sizes = np.bincount(place)
        if (sizes > 1).sum() < FEWEST:
            return cls(np.zeros(vectors.shape[1], dtype=np.float32))
        means = np.zeros((len(names), rows.shape[1]), dtype=np.float32)
        np.add.at(means, place, rows)
        apart = rows - (means / sizes[:, None])[place]
        apart *= np.sqrt(1.0 / np.maximum(sizes - 1, 1))[place][:, None]
        scatter = apart.T @ apart
        variances, directions = np.linalg.eigh(scatter / scatter.trace())
        scale = 1.0 / np.sqrt(variances.clip(0.0) * len(variances) + EASE)
        return cls(rows.mean(axis=0), ((directions * scale) @ directions.T).astype(np.float32))

    def of(self, vectors: np.ndarray) -> np.ndarray:
        """The vectors (texts x size, or one of them) so changed, and of length 1; zeros stay zeros."""
        told = np.any(vectors, axis=-1, keepdims=True)
        return unit(np.where(told, vectors - self.mean, 0.0).astype(np.float32) @ self.matrix)


def unit(vectors: np.ndarray) -> np.ndarray:
    """The vectors (texts x size, or one of them) of length 1; zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1.0, lengths))
