"""kill -9 during load: no acknowledged turn is lost or doubled, and the service is back in time.

`TEST_KILLS` says how often; `make test-faults` takes the full count.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.web.fake_rasa import FakeRasa
from tests.web.processes import Process, Site
from tests.web.visitors import Visitor, client

pytestmark = [pytest.mark.faults, pytest.mark.database]

KILLS = int(os.environ.get("TEST_KILLS") or 20)
VISITORS, BACK_WITHIN_S = 5, 30.0


@pytest.fixture
def site(tmp_path: Path, rasa: FakeRasa) -> Iterator[Site]:
    rasa.delay_s = 0.05
    site = Site(tmp_path, rasa.url)
    yield site
    site.stop()


async def under_load(urls: list[str], harm: object, text: str = "{visitor}/{place}", visitors: int = VISITORS) -> None:
    """Visitors who ask until `harm` is done; then everything that was acknowledged must be there, once."""
    done = asyncio.Event()

    async def visit(http: object, number: int) -> None:
        visitor = Visitor(http, urls, f"10.2.0.{number}", random.Random(number))  # type: ignore[arg-type]
        acknowledged: list[str] = []
        started: list[tuple[Visitor, list[str]]] = []
        while not done.is_set():
            if len(acknowledged) % 25 == 0:
                visitor.headers.pop("Authorization", None)
                await _begin(visitor)
                acknowledged = []
                started.append((_same(visitor), acknowledged))
            turn = str(uuid.uuid4())
            await visitor.insist(text.format(visitor=number, place=len(acknowledged)), turn)
            acknowledged.append(turn)
            await asyncio.sleep(0.1)
        for conversation, turns in started:
            await conversation.settled(turns, BACK_WITHIN_S)
            history = await conversation.history()
            assert [t["id"] for t in history["turns"]] == turns
            replies = [m["turn"] for m in history["messages"] if m["turn"] and m["author"] == "assistant"]
            assert replies == turns

    async with client() as http:
        visits = [asyncio.create_task(visit(http, number)) for number in range(visitors)]
        await asyncio.to_thread(harm)  # type: ignore[arg-type]
        done.set()
        await asyncio.gather(*visits)


async def _begin(visitor: Visitor) -> None:
    for _ in range(200):
        try:
            await visitor.start()
        except (AssertionError, httpx.TransportError):
            await asyncio.sleep(0.1)
        else:
            return
    raise AssertionError("no conversation could be started")


def _same(visitor: Visitor) -> Visitor:
    copy = Visitor(visitor.client, visitor.urls, rng=visitor.rng)
    copy.id, copy.headers = visitor.id, dict(visitor.headers)
    return copy


def killing(process: Process, times: int, pause_s: float = 0.3) -> None:
    """Kills a process again and again; each time it must be back in time."""
    for _ in range(times):
        time.sleep(pause_s)
        process.kill()
        killed = time.monotonic()
        process.start()
        assert time.monotonic() - killed < BACK_WITHIN_S


def test_web_processes_are_killed_during_load(site: Site) -> None:
    first, second = site.web(), site.web()

    def harm() -> None:
        for number in range(KILLS):
            killing((first, second)[number % 2], 1)

    asyncio.run(under_load([first.url, second.url], harm))


def test_the_only_web_process_is_killed_during_load(site: Site) -> None:
    web = site.web()
    asyncio.run(under_load([web.url], lambda: killing(web, max(KILLS // 5, 1))))


def test_the_worker_is_killed_during_load(site: Site) -> None:
    web, worker = site.web(), site.worker()
    asyncio.run(under_load([web.url], lambda: killing(worker, KILLS, 0.05)))
