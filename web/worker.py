"""The worker: what is done on time and not on request. `python -m web.worker`, which the launcher starts.

It delivers notices, looks after promises, keeps the index of the transcripts, trains models, runs trials, and deletes
what need not be kept any longer. It touches a file after each round of deleting, by which the launcher knows that it
works. Several may run.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import logging
import os
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
django.setup()

from django.conf import settings  # noqa: E402  settings come first
from django.utils import timezone  # noqa: E402

from web.chat.database import Database, Unavailable  # noqa: E402
from web.chat.retention import delete_due, tidy  # noqa: E402
from web.chat.upstream import Upstream  # noqa: E402
from web.chat.watch import watch  # noqa: E402
from web.contacts import keeping  # noqa: E402
from web.notices import outbox  # noqa: E402
from web.notices.courier import AT_ONCE, Courier  # noqa: E402
from web.review.keeping import keep_record  # noqa: E402
from web.review.rounds import follow  # noqa: E402
from web.training import rounds as training  # noqa: E402
from web.trials import rounds as trials  # noqa: E402

logger = logging.getLogger(__name__)

ROUND_S = 60.0
WATCH_S = 5.0  # how exact escalations are
DELIVER_S = 1.0
AGAIN_S = 2.0  # when the database was locked or down
ALIVE = "worker.alive"  # in the data folder


async def work(alive: Path, stop: asyncio.Event, every_s: float = ROUND_S) -> None:
    """Does round after round until told to stop.

    Args:
        alive: touched after each round of deleting.
        stop: set to end.
        every_s: pause between those rounds.
    """
    database = Database(threads=1)
    environment = settings.ENVIRONMENT
    upstream = Upstream(environment.rasa_url, environment.gateway_secret, environment.rasa_file)

    async def delete() -> int:
        await _round(database, upstream)
        alive.touch()
        return 0

    async def look() -> int:
        await database.run(watch, timezone.now())
        return 0

    couriers = [_deliver(channel, stop) for channel in settings.NOTICES.channels]
    rounds = [_repeat(delete, every_s, stop), _repeat(look, WATCH_S, stop), follow(stop)]
    await asyncio.gather(*rounds, trials.follow(stop), training.follow(stop), *couriers)
    await upstream.close()
    await asyncio.to_thread(database.close)


async def _deliver(channel: str, stop: asyncio.Event) -> None:
    """One channel with threads of its own, so that a slow receiver keeps nobody else waiting."""
    database = Database(threads=1)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix=channel) as pool:
        courier = Courier(channel, pool=pool)
        await _repeat(lambda: database.run(courier.round), DELIVER_S, stop)
    await asyncio.to_thread(database.close)


async def _repeat(job: Callable[[], Awaitable[int]], every_s: float, stop: asyncio.Event) -> None:
    """Does something again and again until told to stop: at once where there is more to do, soon where it failed."""
    while not stop.is_set():
        try:
            pause_s = 0.0 if await job() else every_s
        except Unavailable:
            logger.warning("The database is not available.")
            pause_s = min(every_s, AGAIN_S)
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stop.wait(), pause_s)


async def _round(database: Database, upstream: Upstream) -> None:
    deleted, counts, today = 0, Counter[str](), datetime.datetime.now(datetime.timezone.utc).date()
    while senders := await database.run(delete_due, today, counts=counts):
        await upstream.forget(senders)
        deleted += len(senders)
    await database.run(keeping.delete_due, timezone.now())
    await database.run(outbox.forget, timezone.now())
    await database.run(keep_record, today, counts)
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
