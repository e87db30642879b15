"""Database work away from the event loop: a few threads, each with a connection that stays open."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from typing_extensions import ParamSpec

THREADS = 6  # SQLite writes one at a time anyway; PostgreSQL is spared idle connections

P = ParamSpec("P")
T = TypeVar("T")


class Unavailable(Exception):
    """The database is locked or down."""


class Database:
    """Runs functions of the journal in threads of its own.

    Django would start a thread and open a connection for each request, and a stream would hold both for hours.
    """

    def __init__(self, threads: int = THREADS):
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="database")
        self._threads = threads

    async def run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function of the journal returns.

        Raises:
            Unavailable: when the database is locked for longer than `LOCK_WAIT_S` or cannot be reached.
        """
        call = functools.partial(_guarded, functools.partial(work, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    def close(self) -> None:
        """Closes the connections and ends the threads."""
        for _ in range(self._threads):
            self._pool.submit(connection.close)
        self._pool.shutdown(wait=True)


def _guarded(call: Callable[[], T]) -> T:
    try:
        return call()
    except (OperationalError, InterfaceError) as problem:
        connection.close_if_unusable_or_obsolete()
        raise Unavailable(type(problem).__name__) from None


@contextmanager
def on_disk() -> Iterator[None]:
    """A transaction whose commit survives a power failure, for what is acknowledged to a visitor.

    Others are only safe from the end of a process on SQLite (`synchronous=NORMAL`): an answer that gets lost with the
    power is asked for again, because its turn is still waiting. PostgreSQL is always on disk.
    """
    whole = connection.vendor == "sqlite" and not connection.in_atomic_block
    if whole:
        _synchronous("FULL")
    try:
        with transaction.atomic():
            yield
    finally:
        if whole:
            _synchronous("NORMAL")


def _synchronous(level: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={level}")
