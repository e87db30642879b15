"""Matrices for the tests of what is fitted on a kernel."""

from __future__ import annotations

import numpy as np

from bot.packed import PackedMatrix


def packed(matrix: np.ndarray) -> PackedMatrix:
    """A symmetric matrix in packed form."""
    result = PackedMatrix(len(matrix))
    for number in range(len(matrix)):
        result.column(number)[:] = matrix[number:, number]
    return result
