"""The worker: what is done on time and not on request. `python -m web.worker`, which the launcher starts.

It deletes conversations whose storage period is over. It touches a file after each round, by which the launcher
knows that it works.
"""

from __future__ import annotations

import asyncio
import datetime
import logging
import os
import signal
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
django.setup()

from django.conf import settings  # noqa: E402  settings come first

from web.chat.database import Database, Unavailable  # noqa: E402
from web.chat.retention import delete_due, tidy  # noqa: E402
from web.chat.upstream import Upstream  # noqa: E402

logger = logging.getLogger(__name__)

ROUND_S = 60.0
ALIVE = "worker.alive"  # in the data folder


async def work(alive: Path, stop: asyncio.Event, every_s: float = ROUND_S) -> None:
    """Does round after round until told to stop.

    Args:
        alive: touched after each round.
        stop: set to end.
        every_s: pause between rounds.
    """
    database = Database(threads=1)
    upstream = Upstream(settings.ENVIRONMENT.rasa_url, settings.ENVIRONMENT.gateway_secret)
    while not stop.is_set():
        try:
            await _round(database, upstream)
        except Unavailable:
            logger.warning("The database is not available.")
        alive.touch()
        try:
            await asyncio.wait_for(stop.wait(), every_s)
        except asyncio.TimeoutError:
            continue
    await upstream.close()
    await asyncio.to_thread(database.close)


async def _round(database: Database, upstream: Upstream) -> None:
    deleted = 0
    while senders := await database.run(delete_due, datetime.datetime.now(datetime.timezone.utc).date()):
        await upstream.forget(senders)
        deleted += len(senders)
    await database.run(tidy)
    if deleted:
        logger.info("Deleted %d conversations whose storage period is over.", deleted)


async def _run() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await work(settings.ENVIRONMENT.data_dir / ALIVE, stop)


def main() -> int:
    """Command line."""
    asyncio.run(_run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
