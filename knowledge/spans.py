"""Several stretches of one array, read one behind the other."""

from __future__ import annotations

import numpy as np


def spans(starts: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The places in stretches of an array, in order.

    Args:
        starts: where each stretch begins.
        counts: how long each is, 0 or more.

    Example:
        >>> spans(np.array([7, 2]), np.array([2, 3])).tolist()
        [7, 8, 2, 3, 4]
    """
    before = np.cumsum(counts) - counts
    return np.arange(counts.sum()) + np.repeat(starts - before, counts)
