from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as django_settings

from web.notices.environment import MailServer, NoticeEnvironment
from web.notices.outbox import Notice

START = datetime.datetime(2026, 11, 25, 1, 0, tzinfo=datetime.timezone.utc)  # Wednesday, 10:00 in Tokyo
SERVER = MailServer("127.0.0.1", 1, "", "", "none", "desk@city.example.org")


def configured(**values: Any) -> NoticeEnvironment:
    ours: NoticeEnvironment = django_settings.NOTICES
    return replace(ours, **values)


@pytest.fixture
def by_mail(settings: Any) -> None:
    """A mail server is configured, as far as the settings go."""
    settings.NOTICES = configured(mail=SERVER)


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime.datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += datetime.timedelta(seconds=seconds)


def notice(number: int, channel: str = "webhook") -> Notice:
    return Notice("new", channel, "staff", f"cause {number}", {"text": f"text {number}", "subject": "s"}, to="a@b.org")
