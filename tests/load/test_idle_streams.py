"""1,000 idle event streams to one web process: memory, threads and file descriptors, and how fast a push arrives."""

from __future__ import annotations

import asyncio
import resource
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.fake_rasa import FakeRasa
from tests.web.processes import Process, Site, until
from tests.web.visitors import Visitor, client

pytestmark = pytest.mark.load

STREAMS, MAX_MB, MEDIAN_PUSH_S = 1_000, 150, 0.1


@pytest.fixture
def web(tmp_path: Path, rasa: FakeRasa) -> Iterator[Process]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8_192, hard), hard))
    site = Site(tmp_path, rasa.url)
    yield site.web()
    site.stop()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _threads_and_files(pid: int) -> tuple[int, int]:
    return len(list(Path(f"/proc/{pid}/task").iterdir())), len(list(Path(f"/proc/{pid}/fd").iterdir()))


def test_a_thousand_idle_streams_cost_little_and_leave_nothing(web: Process) -> None:
    async def visit() -> tuple[float, int, list[float]]:
        async with client() as http:
            visitors = [Visitor(http, [web.url], f"10.3.{n // 250}.{n % 250}") for n in range(100)]
            for visitor in visitors:
                await visitor.start()
            arrived: list[float] = []

            async def listen(visitor: Visitor) -> None:
                async for event in visitor.events():
                    if event["kind"] == "message" and event["author"] == "visitor":
                        arrived.append(time.time())

            streams = []
            for number in range(STREAMS):
                streams.append(asyncio.create_task(listen(visitors[number % 100])))
                if number % 50 == 49:
                    await asyncio.sleep(0.1)
            await asyncio.sleep(3)
            megabytes, (threads, _) = _megabytes(web.pid), _threads_and_files(web.pid)
            waits: list[float] = []
            for visitor in visitors[:10]:
                arrived.clear()
                sent = time.time()
                await visitor.put("q")
                await asyncio.sleep(0.5)
                assert len(arrived) == 10
                waits += [at - sent for at in arrived]
            assert not any(stream.done() for stream in streams)
            for stream in streams:
                stream.cancel()
            await asyncio.gather(*streams, return_exceptions=True)
        return megabytes, threads, waits

    async def first() -> None:
        async with client() as http:
            await (await Visitor(http, [web.url]).start()).says("q")

    asyncio.run(first())
    before = _threads_and_files(web.pid)
    megabytes, threads, waits = asyncio.run(visit())
    print(
        f"{STREAMS} streams: {megabytes:.0f} MB, {threads} threads, median push {statistics.median(waits) * 1000:.0f} ms"
    )
    assert megabytes <= MAX_MB
    assert threads <= before[0] + 4
    assert statistics.median(waits) < MEDIAN_PUSH_S
    # The database threads stay, with a connection (two or three files) each.
    until(lambda: _threads_and_files(web.pid)[1] <= before[1] + 15, 30)
    assert _threads_and_files(web.pid)[0] <= before[0] + 4
