"""How web processes hear of what the others stored: through Redis, else by looking into the database."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterable

import redis.asyncio as redis
from redis.exceptions import RedisError

from web.chat import limits
from web.chat.conversations import existing
from web.chat.database import Database, Unavailable
from web.chat.hub import Hub
from web.chat.models import Event

logger = logging.getLogger(__name__)

CHANNEL = "yokohama-startup-chat"
# On PostgreSQL a number that was drawn earlier may become visible later; so many are looked at again.
OVERLAP = 200
CONNECT_AGAIN_S = 1.0
REDIS_WAIT_S = 5.0  # for a Redis that takes connections and does not answer


class Poll:
    """Looks for new events of other processes while anybody listens."""

    def __init__(self, database: Database, hub: Hub):
        self._database, self._hub = database, hub
        self._last = 0
        self._seen: set[int] = set()

    async def run(self) -> None:
        """Looks every `POLL_S`; now and then also for conversations that were deleted elsewhere."""
        checked = 0.0
        while True:
            await asyncio.sleep(limits.POLL_S)
            if not self._hub.count:
                self._last, self._seen = 0, set()
                continue
            try:
                await self._look()
                checked += limits.POLL_S
                if checked > limits.HEARTBEAT_S:
                    checked = 0.0
                    await end_deleted(self._database, self._hub)
            except Unavailable:
                await asyncio.sleep(CONNECT_AGAIN_S)

    async def _look(self) -> None:
        found = await self._database.read(newest_events, self._last)
        fresh = [(number, conversation) for number, conversation in found if number not in self._seen]
        if found:
            self._last = max(self._last, max(number for number, _ in found))
            self._seen = {number for number, _ in found if number > self._last - OVERLAP}
        for conversation in dict.fromkeys(conversation for _, conversation in fresh):
            self._hub.wake(conversation)


def newest_events(last: int) -> list[tuple[int, str]]:
    """Number and conversation of the events after `last`, and of some before it; at first only of the newest."""
    events = Event.objects.order_by("-pk").values_list("pk", "conversation_id")
    return list(events.filter(pk__gt=last - OVERLAP)[: OVERLAP * 10] if last else events[:1])


async def end_deleted(database: Database, hub: Hub) -> None:
    """Ends the streams of conversations that are no longer there."""
    ids = hub.conversations()
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        there = await database.read(existing, part)
        for conversation in part:
            if conversation not in there:
                hub.end(conversation)


class RedisNews:
    """Announces over Redis and listens to what others announce; looks into the database while Redis is away."""

    def __init__(self, url: str, owner: str):
        self._redis = redis.from_url(url, socket_timeout=REDIS_WAIT_S)
        self._owner = owner
        self._tasks: set[asyncio.Task[None]] = set()

    def announce(self, conversation: str) -> None:
        """Tells the other processes that a conversation has news."""
        task = asyncio.ensure_future(self._publish(conversation))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _publish(self, conversation: str) -> None:
        try:
            await self._redis.publish(CHANNEL, f"{self._owner} {conversation}")
        except RedisError as problem:
            logger.warning("Redis could not be reached: %s", type(problem).__name__)

    async def run(self, hub: Hub, database: Database) -> None:
        """Wakes the streams of what others announce, until cancelled; connects again when Redis goes away."""
        poll = Poll(database, hub)
        while True:
            try:
                async with self._redis.pubsub() as channel:
                    await channel.subscribe(CHANNEL)
                    self._wake(hub, hub.conversations())  # what was announced meanwhile
                    while True:
                        heard = await channel.get_message(ignore_subscribe_messages=True, timeout=limits.HEARTBEAT_S)
                        if heard is None:
                            await end_deleted(database, hub)
                            continue
                        owner, _, conversation = heard["data"].decode().partition(" ")
                        self._wake(hub, [conversation] if owner != self._owner else [])
            except (RedisError, Unavailable) as problem:
                logger.warning("No news from Redis: %s", type(problem).__name__)
                self._wake(hub, hub.conversations())  # what it did not pass on any more
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(poll.run(), CONNECT_AGAIN_S)

    @staticmethod
    def _wake(hub: Hub, conversations: Iterable[str]) -> None:
        for conversation in conversations:
            hub.wake(conversation)

    async def close(self) -> None:
        """Closes the connection."""
        await self._redis.close()
