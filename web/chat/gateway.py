"""The parts of a running gateway: database threads, streams, the runner, Rasa, counters."""

from __future__ import annotations

import asyncio
import uuid
from typing import Optional

from web.chat.database import Database
from web.chat.hub import Hub
from web.chat.news import Poll, RedisNews
from web.chat.rates import Rates
from web.chat.runner import Runner, lasting
from web.chat.upstream import Upstream
from web.environment import Environment


class Gateway:
    """One web process, between its start and its end. Made inside the event loop it serves."""

    def __init__(self, environment: Environment):
        self.database = Database()
        self.staff = Database()  # threads of its own: a page or a password hash of the desk delays no visitor
        self.rates = Rates()
        self._redis = RedisNews(environment.redis_url, uuid.uuid4().hex) if environment.redis_url else None
        self.hub = Hub(self._redis.announce) if self._redis else Hub()
        self.upstream = Upstream(environment.rasa_url, environment.gateway_secret, environment.rasa_file)
        self.runner = Runner(self.database, self.hub, self.upstream)
        self.ending = False
        self._news: Optional[asyncio.Task[None]] = None
        self._errands: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        """Starts the background work."""
        poll = self._redis.run(self.hub, self.database) if self._redis else Poll(self.database, self.hub).run()
        self._news = lasting(poll)
        self.runner.begin()

    def forget(self, sender: str) -> None:
        """Has Rasa forget a deleted conversation, without making the visitor wait for it."""
        task = asyncio.create_task(self.upstream.forget([sender]))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def end(self) -> None:
        """Ends the streams, finishes or gives back the turns, closes everything."""
        self.ending = True
        self.hub.end_all()
        if self._news:
            self._news.cancel()
            await asyncio.gather(self._news, return_exceptions=True)
        await self.runner.end()
        await asyncio.gather(*self._errands, return_exceptions=True)
        await self.upstream.close()
        if self._redis:
            await self._redis.close()
        await asyncio.to_thread(self.database.close)
        await asyncio.to_thread(self.staff.close)


_current: Optional[Gateway] = None


def current() -> Gateway:
    """The gateway of this process.

    Raises:
        RuntimeError: when the server has not begun (`web.asgi`).
    """
    if _current is None:
        raise RuntimeError("the gateway has not begun")
    return _current


def use(gateway: Optional[Gateway]) -> None:
    """Makes a gateway the one of this process."""
    global _current
    _current = gateway
