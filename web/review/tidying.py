"""Takes the last traces of deleted texts out of SQLite's full-text index, bit by bit.

Its segments only note that a turn is gone; the terms leave the file when segments are merged. PostgreSQL's own
vacuum does that.
"""

from __future__ import annotations

from django.db import connection, transaction

from web.review.models import Progress

_NAME = "tidy"
_PAGES = 200  # merged in one short transaction: visitors' turns wait for a writer
_LEAST = 2  # changes of a statement that found nothing to merge (sqlite.org/fts5.html, "merge")


def ask_for_tidying() -> None:
    """Notes, within the transaction that deletes, that the worker has something to do."""
    Progress.objects.update_or_create(name=_NAME, defaults={"number": 1})


def tidy_step() -> bool:
    """One step.

    Returns:
        whether there is more to do.
    """
    if not Progress.objects.filter(name=_NAME, number__gt=0).exists():
        return False
    with transaction.atomic():
        progress = Progress.objects.select_for_update().get(name=_NAME)
        first, progress.number = progress.number == 1, 2
        more = connection.vendor == "sqlite" and _merge(-_PAGES if first else _PAGES)
        if not more:
            progress.number = 0
        progress.save()
        return more


def _merge(pages: int) -> bool:
    with connection.cursor() as cursor:
        before = connection.connection.total_changes
        cursor.execute("INSERT INTO review_search(review_search, rank) VALUES ('merge', %s)", [pages])
        return bool(connection.connection.total_changes - before >= _LEAST)
