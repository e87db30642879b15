"""What the worker does for the review: the index every other second, the rest more seldom."""

from __future__ import annotations

import asyncio
import logging
import sys

from django.conf import settings

from web.chat.database import Database, Unavailable
from web.desk import chain
from web.review.indexing import AT_ONCE, catch_up
from web.review.missing import note_published
from web.review.models import Cluster
from web.review.tidying import tidy_step
from web.review.waiting import upkeep

logger = logging.getLogger(__name__)

EVERY_S = 2.0
SELDOM_S = 60.0


async def follow(stop: asyncio.Event, every_s: float = EVERY_S) -> None:
    """Keeps the index in step with the journal until told to stop; has threads of its own."""
    database = Database(threads=1)
    clock = asyncio.get_running_loop()
    seldom = clock.time()
    while not stop.is_set():
        try:
            while await database.run(catch_up) >= AT_ONCE and not stop.is_set():
                await asyncio.sleep(0)  # short transactions, one after the other: others write in between
            while await database.run(tidy_step) and not stop.is_set():
                await asyncio.sleep(0)
            if clock.time() >= seldom:
                await database.run(upkeep)
                await database.run(note_published)
                await database.run(chain.daily, settings.ENVIRONMENT.data_dir)
                if await database.read(_ungrouped):
                    await _group(stop)
                seldom = clock.time() + SELDOM_S
        except Unavailable:
            logger.warning("The database is not available.")
        try:
            await asyncio.wait_for(stop.wait(), every_s)
        except asyncio.TimeoutError:
            continue
    await asyncio.to_thread(database.close)


def _ungrouped() -> bool:
    return Cluster.objects.filter(vector=None, turn__isnull=False).exists()


async def _group(stop: asyncio.Event) -> None:
    """Groups in a process of its own, which is told to end when the worker is."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-W", "ignore", "-m", "web.review.grouping")
    ending = asyncio.create_task(stop.wait())
    done = asyncio.create_task(process.wait())
    await asyncio.wait({ending, done}, return_when=asyncio.FIRST_COMPLETED)
    ending.cancel()
    if not done.done():
        process.terminate()
    if await done and not stop.is_set():
        logger.warning("Questions could not be grouped.")
