"""The office as it is now: its hours, and how long an answer takes. Set on the desk, else by the environment."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from web.chat.hours import Hours
from web.chat.models import OfficeHours
from web.chat.opening import hours_of, minutes_of, written


@dataclass(frozen=True)
class Office:
    """What visitors are promised by.

    Attributes:
        hours: when it is open.
        answer_minutes: how long an answer usually takes while staff are there.
    """

    hours: Hours
    answer_minutes: int

    @classmethod
    def read(cls, values: dict[str, str]) -> Office:
        """From the text of the variables; the time zone is always the environment's.

        Raises:
            SettingError: when one is malformed; its text begins with the variable's name.
        """
        return cls(hours_of({**values, "OFFICE_TIME_ZONE": settings.DESK.time_zone}), minutes_of(values))

    @property
    def written(self) -> dict[str, str]:
        """The text of the variables."""
        return written(self.hours, self.answer_minutes)


def office() -> Office:
    """As it is now, for all processes."""
    row = OfficeHours.objects.first()
    return Office.read(row.values) if row else Office(settings.DESK.hours, settings.DESK.answer_minutes)


def set_office(chosen: Office | None) -> None:
    """Sets it for all processes, within the caller's transaction; None goes back to the environment's settings."""
    OfficeHours.objects.all().delete()
    if chosen:
        OfficeHours.objects.create(values=chosen.written)
