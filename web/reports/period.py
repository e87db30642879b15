"""The days that a report is about, in the office's time."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_DAYS = 366
USUAL_DAYS = 30


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included.

    Attributes:
        zone: of the office, an IANA name.
    """

    first: datetime.date
    last: datetime.date
    zone: str

    @classmethod
    def asked(cls, given: Mapping[str, str], today: datetime.date, zone: str) -> Period:
        """What the address asks for (`from` and `to`); the last 30 days without, and where it makes no sense."""
        try:
            first = datetime.date.fromisoformat(given.get("from", ""))
            last = datetime.date.fromisoformat(given.get("to", ""))
        except ValueError:
            first, last = today - datetime.timedelta(days=USUAL_DAYS - 1), today
        if first > last:
            first, last = last, first
        return cls(max(first, last - datetime.timedelta(days=LONGEST_DAYS - 1)), last, zone)

    @property
    def begin(self) -> datetime.datetime:
        """Its first moment."""
        return datetime.datetime.combine(self.first, datetime.time(), zoneinfo.ZoneInfo(self.zone))

    @property
    def end(self) -> datetime.datetime:
        """The first moment after it."""
        after = self.last + datetime.timedelta(days=1)
        return datetime.datetime.combine(after, datetime.time(), zoneinfo.ZoneInfo(self.zone))

    @property
    def days(self) -> list[datetime.date]:
        """Each of its days."""
        return [self.first + datetime.timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return f"from={self.first.isoformat()}&to={self.last.isoformat()}"


def usual(today: datetime.date, zone: str) -> list[tuple[str, Period]]:
    """Periods that are often wanted, with the keys of their names."""
    month = today.replace(day=1)
    before = month - datetime.timedelta(days=1)
    return [
        ("last_7", Period(today - datetime.timedelta(days=6), today, zone)),
        ("last_30", Period(today - datetime.timedelta(days=29), today, zone)),
        ("this_month", Period(month, today, zone)),
        ("last_month", Period(before.replace(day=1), before, zone)),
    ]
