"""What the environment variables say about the desk. All are listed in the README."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from web.chat.hours import Hours
from web.chat.opening import hours_of, minutes_of
from web.desk.roles import ANSWERING, MAY, NOTICES
from web.environment import TRUE, SettingError, whole_number


@dataclass(frozen=True)
class DeskEnvironment:
    """The settings of the desk.

    Attributes:
        demo_accounts: make accounts to try the desk with, in an empty data folder.
        idle_minutes: after so long without doing anything one is signed out.
        session_hours: after so long one signs in again in any case.
        hours: of the office.
        answer_minutes: how long an answer usually takes while staff are there.
    """

    demo_accounts: bool
    idle_minutes: int
    session_hours: int
    hours: Hours
    answer_minutes: int

    @classmethod
    def read(cls, values: Mapping[str, str] = os.environ) -> DeskEnvironment:
        """Reads the variables.

        Raises:
            SettingError: when one is malformed, or asks for what production does not allow.
        """
        production = values.get("PRODUCTION", "").strip().lower() in TRUE
        demo = (values.get("DEMO_ACCOUNTS") or ("0" if production else "1")).strip().lower() in TRUE
        if production and demo:
            raise SettingError("PRODUCTION allows no DEMO_ACCOUNTS; make accounts with: make staff")
        return cls(
            demo_accounts=demo,
            idle_minutes=whole_number(values, "DESK_IDLE_MINUTES", 30, 1_440),
            session_hours=whole_number(values, "DESK_SESSION_HOURS", 12, 168),
            hours=hours_of(values),
            answer_minutes=minutes_of(values),
        )

    @property
    def time_zone(self) -> str:
        """Of the office, an IANA name."""
        return self.hours.zone

    @property
    def answering_roles(self) -> tuple[str, ...]:
        """The roles that take handoffs."""
        return ANSWERING

    @property
    def managing_roles(self) -> tuple[str, ...]:
        """The roles that hear of what nobody took in time."""
        return tuple(role for role, may in MAY.items() if NOTICES in may)
