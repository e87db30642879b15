"""What the environment variables say about the review. All are listed in the README."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from web.environment import SettingError, whole_number


@dataclass(frozen=True)
class ReviewEnvironment:
    """The settings of the review.

    Attributes:
        reviewers: how many must say the same of a turn before it counts, 1 or 2.
        statistics_days: how long figures without texts are kept, such as what was deleted when.
    """

    reviewers: int
    statistics_days: int

    @classmethod
    def read(cls, values: Mapping[str, str] = os.environ) -> ReviewEnvironment:
        """Reads the variables.

        Raises:
            SettingError: when one is malformed.
        """
        reviewers = values.get("REVIEWERS") or "1"
        if reviewers not in ("1", "2"):
            raise SettingError("REVIEWERS must be 1 or 2.")
        return cls(int(reviewers), whole_number(values, "STATISTICS_DAYS", 1825, 36_500, "number of days"))
