"""The office's hours as they are written: in the environment, or by a manager on the desk's page."""

from __future__ import annotations

import datetime
import itertools
import re
import zoneinfo
from collections.abc import Mapping

from web.chat.hours import Hours, Interval, MonthDay
from web.environment import SettingError, several, whole_number

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# The variables that a manager may set on the page too.
WRITTEN = ("OFFICE_HOURS", "OFFICE_WEEKDAYS", "OFFICE_YEAR_END", "OFFICE_CLOSED_DAYS", "ANSWER_MINUTES")


def hours_of(values: Mapping[str, str]) -> Hours:
    """Hours from variables.

    Raises:
        SettingError: when one is malformed; its text begins with the variable's name.
    """
    return Hours(
        _intervals(several(values, "OFFICE_HOURS") or ("08:45-12:00", "13:00-17:15")),
        frozenset(_weekday(part) for part in several(values, "OFFICE_WEEKDAYS") or WEEKDAYS[:5]),
        _year_end(values.get("OFFICE_YEAR_END", "12-29/01-03")),
        frozenset(_day(part) for part in several(values, "OFFICE_CLOSED_DAYS")),
        _zone(values.get("OFFICE_TIME_ZONE") or "Asia/Tokyo"),
    )


def minutes_of(values: Mapping[str, str]) -> int:
    """Within how many minutes staff usually answer (raises as `hours_of`)."""
    return whole_number(values, "ANSWER_MINUTES", 10, 480)


def written(hours: Hours, minutes: int) -> dict[str, str]:
    """The other way round: what `hours_of` and `minutes_of` read."""
    year_end = hours.year_end and "/".join(f"{month:02d}-{day:02d}" for month, day in hours.year_end)
    return {
        "OFFICE_HOURS": ",".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in hours.intervals),
        "OFFICE_WEEKDAYS": ",".join(WEEKDAYS[day] for day in sorted(hours.weekdays)),
        "OFFICE_YEAR_END": year_end or "",
        "OFFICE_CLOSED_DAYS": ",".join(day.isoformat() for day in sorted(hours.closed_days)),
        "ANSWER_MINUTES": str(minutes),
    }


def _intervals(parts: tuple[str, ...]) -> tuple[Interval, ...]:
    found = tuple(sorted(map(_interval, parts)))
    if any(start < end for (_, end), (start, _) in itertools.pairwise(found)):
        raise SettingError(f"OFFICE_HOURS: {', '.join(parts)} overlap.")
    return found


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
    try:
        for month, day in ((first_month, first), (last_month, last)):
            datetime.date(2000, month, day)  # a leap year
    except ValueError:
        raise SettingError(f"OFFICE_YEAR_END: {text} names a day that does not exist.") from None
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
