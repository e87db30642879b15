"""A symmetric matrix in half the memory of a square one, and its Cholesky factor in the same place.

LAPACK's rectangular full packed format: the lower triangle folded into a rectangle, as fast as the square
(Gustavson et al., "Rectangular Full Packed Format for Cholesky's Algorithm", ACM TOMS 37, 2010).
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import lapack

_FORMAT = {"transr": "N", "uplo": "L"}


class PackedMatrix:
    """A symmetric matrix of float32, all zeros at first; `factorise` replaces it by its factor.

    Args:
        size: rows and columns.
    """

    def __init__(self, size: int):
        self._size = size
        self._flat = np.zeros(size * (size + 1) // 2, dtype=np.float32)
        even = int(size % 2 == 0)
        half = (size + 1) // 2
        self._rectangle = self._flat.reshape((size + even, half), order="F")
        self._even, self._half = even, half

    def __len__(self) -> int:
        return self._size

    def column(self, number: int) -> np.ndarray:
        """One column from the diagonal downwards, to be read and written."""
        if number < self._half:
            return self._rectangle[number + self._even :, number]
        row = number - self._half
        return self._rectangle[row, row + 1 - self._even :]

    def factorise(self) -> None:
        """Puts the lower Cholesky factor in the matrix's place.

        Raises:
            ValueError: when the matrix is not positive definite.
        """
        _, failed = lapack.spftrf(self._size, self._flat, overwrite_a=1, **_FORMAT)
        if failed:
            raise ValueError("the matrix is not positive definite")

    def solve(self, right: np.ndarray) -> np.ndarray:
        """What the factorised matrix, or its leading part, has to be multiplied by to give `right`.

        Args:
            right: rows x columns; with fewer rows than the matrix has, the leading part of the matrix is meant.
        """
        rows, columns = right.shape
        whole = np.zeros((self._size, columns), dtype=np.float32, order="F")
        whole[:rows] = right
        for transposed in ("N", "T"):
            whole[rows:] = 0.0  # the leading part of a factor is the factor of the leading part
            whole = lapack.stfsm(1.0, self._flat, whole, side="L", trans=transposed, overwrite_b=1, **_FORMAT)
        return whole[:rows]
