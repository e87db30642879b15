import numpy as np
import pytest

from tests.bot.matrices import packed


def symmetric(size: int) -> np.ndarray:
    values = np.random.default_rng(size).normal(size=(size, size))
    return values @ values.T + np.eye(size)


@pytest.mark.parametrize("size", [1, 2, 3, 8, 9])
def test_packed_matrix_gives_back_its_columns(size: int) -> None:
    matrix = symmetric(size)
    result = packed(matrix)
    assert len(result) == size
    for number in range(size):
        assert result.column(number) == pytest.approx(matrix[number:, number], rel=1e-6)


@pytest.mark.parametrize("size", [1, 2, 3, 8, 9])
def test_packed_matrix_solves_itself_and_its_leading_parts(size: int) -> None:
    matrix, right = symmetric(size), np.random.default_rng(0).normal(size=(size, 3))
    result = packed(matrix)
    result.factorise()
    for rows in range(1, size + 1):
        wanted = np.linalg.solve(matrix[:rows, :rows], right[:rows])
        assert result.solve(right[:rows]) == pytest.approx(wanted, abs=1e-3)


def test_packed_matrix_that_is_not_positive_definite_is_refused() -> None:
    with pytest.raises(ValueError, match="not positive definite"):
        packed(np.full((2, 2), -1.0)).factorise()
