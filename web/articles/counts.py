"""The counts that pages show: made once a minute at most, beside the work, since they go over all turns of a month."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Optional

from django.conf import settings
from django.db import Error, connection, connections, transaction
from django.utils import timezone

from web.articles.usage import Usage, usage

DAYS = 30  # of the journal, or as many as are kept
FRESH_S = 60.0
SHARE = 20  # counting takes at most a twentieth of the time, however much there is
LONGEST_S = 60  # on PostgreSQL, where statements are usually ended after a few seconds


@dataclass(frozen=True)
class Counts:
    """The counts of all articles.

    Attributes:
        used: by the article's id.
        at: when they were made.
    """

    used: dict[str, Usage]
    at: datetime.datetime


_lock = threading.Lock()
_last: Optional[Counts] = None
_made = _took = 0.0
_making: Optional[threading.Thread] = None


def days() -> int:
    """Over how many days the counts go."""
    return min(DAYS, settings.ENVIRONMENT.retention_days)


@contextmanager
def patiently() -> Iterator[None]:
    """Lets statements count for longer than pages usually may. On SQLite nothing ends them, and no lock is taken."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST_S}s'")
        yield


def latest() -> Counts:
    """The newest counts; where they are older than a minute, new ones are made meanwhile for whoever asks next."""
    global _made, _making
    with _lock:
        last = _last or _count()
        if time.monotonic() - _made > max(FRESH_S, SHARE * _took) and not (_making and _making.is_alive()):
            _made = time.monotonic()
            _making = threading.Thread(target=_beside, name="counts", daemon=True)
            _making.start()
        return last


def forget() -> None:
    """Counts anew the next time."""
    global _last
    with _lock:
        _last = None


def _count() -> Counts:
    global _last, _made, _took
    began = time.monotonic()
    at = timezone.now()
    with patiently():
        _last = Counts(usage(at - datetime.timedelta(days=days())), at)
    _made = time.monotonic()
    _took = _made - began
    return _last


def _beside() -> None:
    try:
        _count()
    except Error:  # the next one who asks tries again
        return
    finally:
        connections.close_all()
