"""Database work away from the event loop: a few threads, each with a connection that stays open."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from typing_extensions import ParamSpec

THREADS = 4  # connections that stay open, for reading and as many for writing; the work takes a millisecond or two
QUEUE_S = 6.0  # for a thread; with LOCK_WAIT_S on top a request is refused within 10 s

P = ParamSpec("P")
T = TypeVar("T")


class Unavailable(Exception):
    """The database is locked or down."""


class Database:
    """Runs functions of the journal in threads of its own.

    Django would start a thread and open a connection for each request, and a stream would hold both for hours.
    Writers take turns on SQLite anyway, and its own way of waiting is unfair: there they share one thread.
    """

    def __init__(self, threads: int = THREADS):
        self._readers = ThreadPoolExecutor(threads, thread_name_prefix="reader")
        alone = connection.vendor == "sqlite"
        self._writers = ThreadPoolExecutor(1 if alone else threads, thread_name_prefix="writer")
        self._connections: dict[int, BaseDatabaseWrapper] = {}

    async def run(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function of the journal that writes returns.

        Raises:
            Unavailable: when the database is locked for longer than `LOCK_WAIT_S` or cannot be reached.
        """
        return await self._run(self._writers, functools.partial(work, *args, **kwargs))

    async def read(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function of the journal that only reads returns (raises as `run`)."""
        return await self._run(self._readers, functools.partial(work, *args, **kwargs))

    async def _run(self, pool: ThreadPoolExecutor, call: Callable[[], T]) -> T:
        future = pool.submit(self._guarded, call)
        waiting = asyncio.wrap_future(future)
        await asyncio.wait([waiting], timeout=QUEUE_S)
        if not waiting.done() and future.cancel():  # it never began: others wait for the lock before it
            raise Unavailable("queue")
        return await waiting

    def _guarded(self, call: Callable[[], T]) -> T:
        self._connections[threading.get_ident()] = connections[DEFAULT_DB_ALIAS]
        try:
            return call()
        except (OperationalError, InterfaceError) as problem:
            connection.close_if_unusable_or_obsolete()
            raise Unavailable(type(problem).__name__) from None

    def close(self) -> None:
        """Ends the threads and closes their connections."""
        self._readers.shutdown(wait=True)
        self._writers.shutdown(wait=True)
        for opened in self._connections.values():
            opened.inc_thread_sharing()
            opened.close()


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
