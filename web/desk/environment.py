"""What the environment variables say about the desk. All are listed in the README."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from web.environment import TRUE, SettingError


@dataclass(frozen=True)
class DeskEnvironment:
    """The settings of the desk.

    Attributes:
        demo_accounts: make accounts to try the desk with, in an empty data folder.
        idle_minutes: after so long without doing anything one is signed out.
        session_hours: after so long one signs in again in any case.
        time_zone: of the office, an IANA name.
    """

    demo_accounts: bool
    idle_minutes: int
    session_hours: int
    time_zone: str

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
            idle_minutes=_number("DESK_IDLE_MINUTES", values.get("DESK_IDLE_MINUTES"), 30, 1_440),
            session_hours=_number("DESK_SESSION_HOURS", values.get("DESK_SESSION_HOURS"), 12, 168),
            time_zone="Asia/Tokyo",
        )


def _number(name: str, text: str | None, default: int, most: int) -> int:
    if not text:
        return default
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise SettingError(f"{name} must be a number, 1 to {most}.")
    return int(text)
