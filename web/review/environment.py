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
        days = values.get("STATISTICS_DAYS") or "1825"
        if not days.isdecimal() or not 1 <= int(days) <= 36_500:
            raise SettingError("STATISTICS_DAYS must be a number of days, 1 to 36500.")
        return cls(int(reviewers), int(days))
