"""What the environment variables say about the review. All are listed in the README."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from web.environment import SettingError


@dataclass(frozen=True)
class ReviewEnvironment:
    """The settings of the review.

    Attributes:
        reviewers: how many must say the same of a turn before it counts, 1 or 2.
    """

    reviewers: int

    @classmethod
    def read(cls, values: Mapping[str, str] = os.environ) -> ReviewEnvironment:
        """Reads the variables.

        Raises:
            SettingError: when one is malformed.
        """
        reviewers = values.get("REVIEWERS") or "1"
        if reviewers not in ("1", "2"):
            raise SettingError("REVIEWERS must be 1 or 2.")
        return cls(int(reviewers))
