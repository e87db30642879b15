"""When the office is open: intervals of a day, weekdays, public holidays, the year-end closure. A pure module.

Public holidays of Japan come from the `holidays` library (its source: the Act on National Holidays and the Cabinet
Office's list), so that a change of the law needs an update and no change here.
"""

from __future__ import annotations

import datetime
import zoneinfo
from dataclasses import dataclass
from functools import lru_cache
from typing import Optional

import holidays

LOOK_AHEAD_DAYS = 400  # an office that does not open within so long is closed for good
Interval = tuple[datetime.time, datetime.time]
MonthDay = tuple[int, int]


@dataclass(frozen=True)
class Hours:
    """The hours of an office.

    Attributes:
        intervals: of an open day, in order; each from its first minute up to but not including its last.
        weekdays: on which it opens, Monday is 0.
        year_end: first and last day of the yearly closure, both closed, as month and day; None without one.
        closed_days: more days on which it stays closed.
        zone: its time zone, an IANA name.
        country: whose public holidays count, ISO 3166; empty for none.

    Example:
        >>> Hours(((datetime.time(9), datetime.time(17)),)).is_open(
        ...     datetime.datetime(2026, 11, 25, 1, tzinfo=datetime.timezone.utc))
        True
    """

    intervals: tuple[Interval, ...]
    weekdays: frozenset[int] = frozenset(range(5))
    year_end: Optional[tuple[MonthDay, MonthDay]] = None
    closed_days: frozenset[datetime.date] = frozenset()
    zone: str = "Asia/Tokyo"
    country: str = "JP"

    def opens_on(self, day: datetime.date) -> bool:
        """Whether it opens at all on a day."""
        if day.weekday() not in self.weekdays or day in self.closed_days or self._in_year_end(day):
            return False
        return not (self.country and day in _public_holidays(self.country, day.year))

    def is_open(self, at: datetime.datetime) -> bool:
        """Whether it is open at a moment."""
        return self.closes(at) is not None

    def closes(self, at: datetime.datetime) -> Optional[datetime.datetime]:
        """The end of the interval that is open at a moment; None while closed."""
        return next((end for start, end in self._of_day(self._local(at).date()) if start <= at < end), None)

    def next_opening(self, at: datetime.datetime) -> Optional[datetime.datetime]:
        """The moment itself while open, else when it opens next; None when that is not in sight."""
        return next((max(start, at) for start, _ in self._from(at)), None)

    def after(self, at: datetime.datetime, minutes: int) -> Optional[datetime.datetime]:
        """The moment at which so many open minutes have passed since `at`; None when that is not in sight."""
        left = datetime.timedelta(minutes=minutes)
        for start, end in self._from(at):
            begin = max(start, at)
            if left <= end - begin:
                return begin + left
            left -= end - begin
        return None

    def _from(self, at: datetime.datetime) -> list[tuple[datetime.datetime, datetime.datetime]]:
        first = self._local(at).date()
        found: list[tuple[datetime.datetime, datetime.datetime]] = []
        for days in range(LOOK_AHEAD_DAYS):
            found += [one for one in self._of_day(first + datetime.timedelta(days=days)) if one[1] > at]
            if len(found) > 6 * len(self.intervals):  # promises are hours, not weeks
                break
        return found

    def _of_day(self, day: datetime.date) -> list[tuple[datetime.datetime, datetime.datetime]]:
        if not self.opens_on(day):
            return []
        zone = zoneinfo.ZoneInfo(self.zone)
        moment = datetime.datetime.combine
        return [(moment(day, start, zone), moment(day, end, zone)) for start, end in self.intervals]

    def _local(self, at: datetime.datetime) -> datetime.datetime:
        return at.astimezone(zoneinfo.ZoneInfo(self.zone))

    def _in_year_end(self, day: datetime.date) -> bool:
        if self.year_end is None:
            return False
        first, last = self.year_end
        today = (day.month, day.day)
        return first <= today <= last if first <= last else today >= first or today <= last


@lru_cache(maxsize=64)
def _public_holidays(country: str, year: int) -> frozenset[datetime.date]:
    return frozenset(holidays.country_holidays(country, years=year))
