"""What the environment variables say about the desk. All are listed in the README."""

from __future__ import annotations

import datetime
import os
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass

from web.chat.hours import Hours, Interval, MonthDay
from web.desk.roles import ANSWERING, MAY, NOTICES
from web.environment import TRUE, SettingError, several, whole_number

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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
            hours=Hours(
                tuple(_interval(part) for part in several(values, "OFFICE_HOURS") or ("08:45-12:00", "13:00-17:15")),
                frozenset(_weekday(part) for part in several(values, "OFFICE_WEEKDAYS") or WEEKDAYS[:5]),
                _year_end(values.get("OFFICE_YEAR_END", "12-29/01-03")),
                frozenset(_day(part) for part in several(values, "OFFICE_CLOSED_DAYS")),
                _zone(values.get("OFFICE_TIME_ZONE") or "Asia/Tokyo"),
            ),
            answer_minutes=whole_number(values, "ANSWER_MINUTES", 10, 480),
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


def _interval(text: str) -> Interval:
    try:
        start, end = (datetime.time.fromisoformat(part) for part in text.split("-"))
    except ValueError:
        raise SettingError(f"OFFICE_HOURS: {text} is no interval such as 08:45-12:00.") from None
    if start >= end:
        raise SettingError(f"OFFICE_HOURS: {text} ends before it begins.")
    return start, end


def _weekday(text: str) -> int:
    if text.lower() not in WEEKDAYS:
        raise SettingError(f"OFFICE_WEEKDAYS: {text} is none of {', '.join(WEEKDAYS)}.")
    return WEEKDAYS.index(text.lower())


def _year_end(text: str) -> tuple[MonthDay, MonthDay] | None:
    if not text:
        return None
    found = re.fullmatch(r"(\d\d)-(\d\d)/(\d\d)-(\d\d)", text)
    if not found:
        raise SettingError(f"OFFICE_YEAR_END: {text} is not of the form 12-29/01-03.")
    first_month, first, last_month, last = map(int, found.groups())
    return (first_month, first), (last_month, last)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise SettingError(f"OFFICE_CLOSED_DAYS: {text} is no day such as 2026-12-28.") from None


def _zone(text: str) -> str:
    try:
        return zoneinfo.ZoneInfo(text).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingError(f"OFFICE_TIME_ZONE: {text} is no time zone such as Asia/Tokyo.") from None
