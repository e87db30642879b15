"""Why a notice could not be delivered."""

from __future__ import annotations


class Undeliverable(Exception):
    """An attempt failed.

    Args:
        problem: a code for the desk and the log, without any text of the receiver.
        for_good: trying again makes no sense.
    """

    def __init__(self, problem: str, *, for_good: bool = False):
        super().__init__(problem)
        self.problem, self.for_good = problem, for_good
