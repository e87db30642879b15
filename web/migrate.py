"""Brings the database up to date: `python -m web.migrate`, before any web process or worker starts."""

from __future__ import annotations

import sys

from web.environment import started


def main() -> int:
    """Command line. On PostgreSQL only one of several machines migrates at a time."""
    if not started():
        return 2
    from django.core.management import call_command
    from django.db import connection

    lock = 19_590_602  # any number that only this program uses
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
    call_command("migrate", interactive=False, verbosity=0)
    connection.close()  # gives the lock back
    return 0


if __name__ == "__main__":
    sys.exit(main())
