"""The office's hours over weekends, holidays, lunch and the turn of the year; and what visitors are promised."""

from __future__ import annotations

import datetime
import zoneinfo

import pytest
from django.conf import settings

from web.chat.hours import Hours
from web.chat.promises import in_words
from web.desk.environment import DeskEnvironment
from web.environment import SettingError

T = datetime.time
TOKYO = zoneinfo.ZoneInfo("Asia/Tokyo")
OFFICE = Hours(((T(8, 45), T(12)), (T(13), T(17, 15))), year_end=((12, 29), (1, 3)))


def _at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=TOKYO).astimezone(datetime.timezone.utc)


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        ("2026-11-25 08:44", False), ("2026-11-25 08:45", True), ("2026-11-25 11:59", True), ("2026-11-25 12:00", False),
        ("2026-11-25 13:00", True), ("2026-11-25 17:15", False),
        ("2026-11-28 10:00", False),  # Saturday
        ("2026-11-23 10:00", False),  # Labour Thanksgiving Day, a Monday
        ("2026-09-22 10:00", False),  # between two holidays, so a holiday itself
        ("2026-05-06 10:00", False),  # instead of 3 May, a Sunday
        ("2026-12-28 10:00", True), ("2026-12-29 10:00", False), ("2027-01-01 10:00", False),
        ("2027-01-04 10:00", True),
    ],
)  # fmt: skip
def test_is_open(moment: str, opened: bool) -> None:
    assert OFFICE.is_open(_at(moment)) is opened


@pytest.mark.parametrize(
    ("moment", "minutes", "answer"),
    [
        ("2026-11-25 10:00", 10, "2026-11-25 10:10"),
        ("2026-11-25 11:55", 10, "2026-11-25 13:05"),  # over lunch
        ("2026-11-25 11:50", 10, "2026-11-25 12:00"),
        ("2026-11-25 17:10", 10, "2026-11-26 08:50"),  # over night
        ("2026-11-27 17:15", 10, "2026-11-30 08:55"),  # over the weekend
        ("2026-11-20 18:00", 10, "2026-11-24 08:55"),  # over the weekend and a holiday
        ("2026-12-28 17:10", 10, "2027-01-04 08:50"),  # over the turn of the year
        ("2026-05-02 12:00", 30, "2026-05-07 09:15"),  # over the holidays of May
        ("2026-11-25 08:00", 600, "2026-11-26 11:15"),  # more than a day's 450 minutes
    ],
)
def test_promises_count_open_minutes_only(moment: str, minutes: int, answer: str) -> None:
    assert OFFICE.after(_at(moment), minutes) == _at(answer)


def test_next_opening_and_an_office_that_never_opens() -> None:
    assert OFFICE.next_opening(_at("2026-12-29 00:00")) == _at("2027-01-04 08:45")
    assert OFFICE.next_opening(_at("2026-11-25 09:00")) == _at("2026-11-25 09:00")
    never = Hours(((T(9), T(10)),), frozenset())
    assert never.next_opening(_at("2026-11-25 09:00")) is None and never.after(_at("2026-11-25 09:00"), 5) is None


def test_settings_say_the_hours() -> None:
    assert settings.DESK.hours == OFFICE
    read = DeskEnvironment.read({
        "OFFICE_HOURS": "10:00-11:00", "OFFICE_WEEKDAYS": "sat,sun", "OFFICE_YEAR_END": "", "OFFICE_CLOSED_DAYS": "2026-11-28",
        "ANSWER_MINUTES": "30",
    })  # fmt: skip
    assert read.hours.year_end is None and read.answer_minutes == 30
    assert not read.hours.opens_on(datetime.date(2026, 11, 28)) and read.hours.opens_on(datetime.date(2026, 11, 29))


@pytest.mark.parametrize(
    "wrong",
    [
        {"OFFICE_HOURS": "9-17"}, {"OFFICE_HOURS": "12:00-09:00"}, {"OFFICE_HOURS": "09:00-12:00,11:00-13:00"}, {"OFFICE_YEAR_END": "12-29/02-30"}, {"OFFICE_WEEKDAYS": "monday"}, {"OFFICE_YEAR_END": "12/29"},
        {"OFFICE_CLOSED_DAYS": "28.12."}, {"OFFICE_TIME_ZONE": "Tokyo"}, {"ANSWER_MINUTES": "soon"},
    ],
)  # fmt: skip
def test_malformed_hours_are_named(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingError, match=next(iter(wrong))):
        DeskEnvironment.read(wrong)


def test_days_in_words() -> None:
    at = datetime.datetime(2027, 1, 4, 8, 5)
    assert (in_words(at, "ja"), in_words(at, "en")) == ("1月4日（月）8時05分", "Mon 4 Jan, 08:05")
