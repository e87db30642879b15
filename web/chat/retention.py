"""Deletes conversations whose storage period is over."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Optional

from django.db import connection

from web.chat.models import Conversation

AT_ONCE = 200  # short transactions: visitors' turns wait for a writer on SQLite


def delete_due(today: datetime.date, at_once: int = AT_ONCE, counts: Optional[Counter[str]] = None) -> list[str]:
    """Deletes one portion of what is due, with everything that belongs to it.

    Args:
        today: of UTC.
        at_once: how many conversations.
        counts: rows deleted of each model, to which this portion is added.

    Returns:
        what Rasa knew them by, so that it can be made to forget them; empty when nothing is left to delete.
    """
    due = Conversation.objects.filter(delete_at__lte=today).order_by("delete_at")
    found = dict(due.values_list("pk", "sender")[:at_once])
    _, deleted = Conversation.objects.filter(pk__in=found).delete()
    if counts is not None:
        counts.update(deleted)
    return list(found.values())


def tidy() -> None:
    """Empties SQLite's journal file into the database, so that deleted texts do not linger in it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
