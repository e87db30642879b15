"""Parts that fail: the visitor has an answer or the apology with the contact within 10 s, and the rest recovers."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.web.fake_rasa import FakeRasa
from tests.web.processes import Process, Site, until
from tests.web.visitors import Visitor, client

pytestmark = [pytest.mark.faults, pytest.mark.database]

WITHIN_S, RECOVERY_S = 10.0, 5.0


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeRasa]:
    rasa = FakeRasa().start()
    yield rasa
    rasa.stop()


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, fake: FakeRasa) -> Iterator[Process]:
    site = Site(tmp_path_factory.mktemp("site"), fake.url)
    yield site.web()
    site.stop()


async def _apologised(visitor: Visitor) -> None:
    started = time.monotonic()
    message = await visitor.says("q", within_s=WITHIN_S)
    assert time.monotonic() - started < WITHIN_S
    assert message["outcome"] == "apology"
    assert "横浜市経済局" in message["text"] and "Economic Affairs Bureau" in message["text"]


async def _answered(visitor: Visitor, within_s: float = RECOVERY_S) -> None:
    assert (await visitor.says("again", within_s=within_s))["outcome"] == "sure"


def _visit(web: Process, story: Callable[[Visitor], object]) -> None:
    async def visit() -> None:
        async with client() as http:
            visitor = await Visitor(http, [web.url]).start()
            await story(visitor)  # type: ignore[misc]

    asyncio.run(visit())


@pytest.mark.parametrize("mode", ["empty", "error", "garbage", "not_json", "apology", "hang", "drop"])
def test_a_failing_assistant_is_apologised_for_and_its_return_is_used(web: Process, fake: FakeRasa, mode: str) -> None:
    async def story(visitor: Visitor) -> None:
        fake.mode = mode
        await _apologised(visitor)
        fake.mode = "answer"
        await _answered(visitor)

    _visit(web, story)


def test_rasa_down_is_apologised_for_and_its_return_is_used(web: Process, fake: FakeRasa) -> None:
    async def story(visitor: Visitor) -> None:
        fake.stop()
        await _apologised(visitor)
        sent = asyncio.create_task(visitor.says("while it is down", within_s=WITHIN_S))
        await asyncio.sleep(1)
        fake.start()
        assert (await sent)["outcome"] == "sure", "a short outage is waited for"
        await _answered(visitor)

    _visit(web, story)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Another program holds the database."""
    if address := os.environ.get("DATABASE_URL"):
        with psycopg.connect(address) as postgres:
            postgres.execute("LOCK TABLE chat_conversation IN ACCESS EXCLUSIVE MODE")
            yield
            postgres.rollback()
        return
    sqlite = sqlite3.connect(folder / "chat.sqlite3", isolation_level=None)
    sqlite.execute("BEGIN IMMEDIATE")
    yield
    sqlite.execute("ROLLBACK")
    sqlite.close()


def test_a_locked_database_is_told_with_the_contact_and_its_return_is_used(web: Process) -> None:
    async def story(visitor: Visitor) -> None:
        with _locked(web.site.folder):
            started = time.monotonic()
            refusals = await asyncio.gather(*[visitor.put("q") for _ in range(8)])
            assert time.monotonic() - started < WITHIN_S
            for refusal in refusals:
                assert refusal.status_code == 503 and int(refusal.headers["Retry-After"]) > 0
                assert "横浜市経済局" in refusal.json()["error"]["ja"]
        await _answered(visitor)

    _visit(web, story)


def test_a_worker_that_starts_while_the_database_is_locked_works_soon_after(tmp_path: Path, fake: FakeRasa) -> None:
    site = Site(tmp_path, fake.url)
    try:
        with ThreadPoolExecutor(1) as pool:
            with _locked(site.folder):
                started = pool.submit(site.worker)  # ends when the worker has done its first round
                until(lambda: "not available" in site.logs())
            started.result()
    finally:
        site.stop()


def test_an_answer_that_cannot_be_stored_yet_is_announced_and_stored_later(web: Process, fake: FakeRasa) -> None:
    async def story(visitor: Visitor) -> None:
        heard: list[str] = []

        async def listen() -> None:
            async for event in visitor.events():
                heard.append(event["kind"])

        listening = asyncio.create_task(listen())
        fake.delay_s = 0.5
        turn = (await visitor.put("q")).json()["turn"]["id"]
        with _locked(web.site.folder):
            await asyncio.sleep(WITHIN_S)
            assert "notice" in heard
        fake.delay_s = 0.0
        assert await visitor.settled([turn], RECOVERY_S) == {turn: "answered"}
        listening.cancel()

    _visit(web, story)
