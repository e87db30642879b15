"""Multinomial logistic regression on a kernel, in a dozen solves with one factorisation."""

from __future__ import annotations

import numpy as np

from bot.packed import PackedMatrix

BOUND = 0.03  # of the loss's curvature in the preconditioner; at .5 (its true maximum) four times the rounds
LINE_STEPS = 8  # of Newton along one direction, at most


class KernelLogistic:
    """Weighted log loss of the softmax plus `penalty / 2` times the squared norm in the kernel's space.

    Minimised by conjugate gradients. The preconditioner `(BOUND * kernel + penalty)` is factorised once; the
    product with the kernel follows from the solve, so the kernel itself need not be kept. The leading part of the
    factor is the factor of the leading examples: fitting without the last ones costs no second factorisation.

    Args:
        kernel: of the examples; it is overwritten.
        weights: how much each example counts, above 0.
        penalty: strength of the regularisation, above 0.

    Raises:
        ValueError: when the matrix is not positive definite.
    """

    def __init__(self, kernel: PackedMatrix, weights: np.ndarray, *, penalty: float):
        self._penalty = (penalty / weights).astype(np.float32)[:, None]
        self._weights = weights.astype(np.float32)[:, None]
        for number, more in enumerate(self._penalty[:, 0] / BOUND):
            kernel.column(number)[0] += more
        self._factor = kernel
        try:
            kernel.factorise()
        except ValueError as error:
            raise ValueError(f"{error}: raise `penalty`") from error

    def fit(
        self, labels: np.ndarray, classes: int, *, rounds: int, start: tuple[np.ndarray, np.ndarray] | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Trains on the first examples, as many as there are labels.

        Args:
            labels: class numbers from 0.
            classes: how many there are.
            rounds: of conjugate gradients, each one solve.
            start: votes and decisions to go on from; zeros by default.

        Returns:
            The votes of the examples and the decisions about them, both examples x classes.
        """
        size = len(labels)
        votes, decisions = start or (np.zeros((size, classes), dtype=np.float32),) * 2
        penalty, weights = self._penalty[:size], self._weights[:size]
        direction = image = before = np.zeros_like(votes)
        length = 0.0
        for turn in range(rounds):
            slope = softmax(decisions)
            slope[np.arange(size), labels] -= 1.0
            slope += penalty * votes
            step = self._factor.solve(slope) / BOUND
            step_image = (slope - penalty * step) / BOUND
            slope *= weights
            # Polak and Ribière's rule, which falls back to the plain gradient where it does not help.
            keep = max(0.0, float(np.vdot(slope - before, step_image)) / length) if turn else 0.0
            direction, image = keep * direction - step, keep * image - step_image
            length, before = float(np.vdot(slope, step_image)), slope
            far = self._distance(votes, decisions, direction, image, labels)
            votes, decisions = votes + far * direction, decisions + far * image
        return votes, decisions

    def _distance(
        self, votes: np.ndarray, decisions: np.ndarray, direction: np.ndarray, image: np.ndarray, labels: np.ndarray
    ) -> float:
        """How far to go along a direction: Newton's method, kept between bounds already known."""
        size = len(labels)
        weights, penalty = self._weights[:size, 0], float((self._penalty * self._weights)[0, 0])
        own = image[np.arange(size), labels]
        slope0, curve0 = penalty * float(np.vdot(votes, image)), penalty * float(np.vdot(direction, image))
        far, least, most = 0.0, 0.0, np.inf
        for _ in range(LINE_STEPS):
            chances = softmax(decisions + far * image)
            chances *= image
            mean = chances.sum(axis=1)
            slope = float(weights @ (mean - own)) + slope0 + far * curve0
            curve = float(weights @ (np.einsum("ij,ij->i", chances, image) - mean**2)) + curve0
            least, most = (far, most) if slope < 0 else (least, far)
            following = far - slope / curve
            if not least <= following <= most:
                following = 2 * least + 1.0 if most == np.inf else (least + most) / 2
            if abs(following - far) <= 0.02 * abs(following):
                return following
            far = following
        return far


def softmax(decisions: np.ndarray) -> np.ndarray:
    """Along the classes, without a second copy."""
    chances = np.exp(decisions - decisions.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    return chances
