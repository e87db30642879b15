"""Two web processes that hear of each other through a real Redis, and what happens while it is away."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import redis

from ops.service import free_port
from tests.web.fake_rasa import FakeRasa
from tests.web.processes import Site, until
from tests.web.visitors import Visitor, client
from web.chat.news import CHANNEL

pytestmark = [pytest.mark.faults, pytest.mark.database]

ARRIVES_WITHIN_S = 10.0  # less than a stream's heartbeat, at which nothing is looked up either


class Redis:
    """A server of its own, on a free port of the loopback, that keeps nothing."""

    def __init__(self, folder: Path):
        program = shutil.which("redis-server")
        assert program, "redis-server was not found; on Debian or Ubuntu: apt-get install redis-server"
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}"
        self._command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self.client = redis.Redis(port=port, socket_timeout=5)
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        until(self._answers)

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.ConnectionError:
            return False

    @property
    def listeners(self) -> int:
        """How many web processes listen for announcements."""
        return int(self.client.pubsub_numsub(CHANNEL)[0][1])

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        self.client.close()
        self.kill()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Redis]:
    one = Redis(tmp_path)
    yield one
    one.stop()


@pytest.fixture
def site(tmp_path: Path, rasa: FakeRasa, server: Redis) -> Iterator[Site]:
    one = Site(tmp_path, rasa.url, REDIS_URL=server.url)
    one.web(), one.web()
    yield one
    one.stop()


class Numbers:
    """The numbers of the events that a stream has brought."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    async def listen(self, visitor: Visitor) -> None:
        async for event in visitor.events():
            if event["number"] is not None:
                self.heard.append(event["number"])

    async def reach(self, last: int) -> None:
        for _ in range(int(ARRIVES_WITHIN_S / 0.02)):
            if self.heard and self.heard[-1] >= last:
                break
            await asyncio.sleep(0.02)
        assert self.heard == list(range(1, last + 1)), "everything once and in order"


@asynccontextmanager
async def _two_sides(site: Site) -> AsyncIterator[tuple[Visitor, Numbers]]:
    """A visitor who writes to one web process while the stream is open at the other."""
    first, second = (process.url for process in site.started)
    async with client() as http:
        writing = await Visitor(http, [first]).start()
        listening = Visitor(http, [second])
        listening.id, listening.headers = writing.id, writing.headers
        numbers = Numbers()
        stream = asyncio.create_task(numbers.listen(listening))
        try:
            yield writing, numbers
        finally:
            stream.cancel()
            await asyncio.gather(stream, return_exceptions=True)


async def _said(writing: Visitor, numbers: Numbers, text: str) -> None:
    await writing.says(text)
    await numbers.reach((await writing.history())["conversation"]["last_seq"])


def test_what_one_process_stores_the_other_pushes(site: Site, server: Redis) -> None:
    until(lambda: server.listeners == 2)
    announcements = server.client.pubsub()
    announcements.subscribe(CHANNEL)

    async def scene() -> str:
        async with _two_sides(site) as (writing, numbers):
            for text in ("one", "two", "three"):
                await _said(writing, numbers, text)
            return writing.id

    conversation = asyncio.run(scene())
    heard = []
    while message := announcements.get_message(timeout=1):
        heard += [message["data"].decode()] if message["type"] == "message" else []
    announcements.close()
    assert heard and {one.partition(" ")[2] for one in heard} == {conversation}, (
        "numbers of conversations, nothing else"
    )


def test_without_redis_the_database_is_asked_and_nothing_is_lost(site: Site, server: Redis) -> None:
    until(lambda: server.listeners == 2)

    async def scene() -> None:
        async with _two_sides(site) as (writing, numbers):
            await _said(writing, numbers, "with")
            server.kill()
            await _said(writing, numbers, "without")
            await _said(writing, numbers, "still without")
            server.start()
            until(lambda: server.listeners == 2)
            await _said(writing, numbers, "with again")

    asyncio.run(scene())
