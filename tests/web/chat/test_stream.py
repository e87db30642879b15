"""The event stream: everything once and in order, whatever was missed."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.web.chat.conftest import Running
from tests.web.visitors import Visitor
from web.chat import limits, stream
from web.chat.gateway import current

pytestmark = pytest.mark.database


class Browser:
    """A browser's side of one stream."""

    def __init__(self, visitor: Visitor, **headers: str):
        pairs = {"authorization": visitor.headers.get("Authorization", ""), **headers}
        self.scope = {
            "type": "http", "method": "GET", "query_string": b"",
            "headers": [(n.replace("_", "-").encode(), v.encode()) for n, v in pairs.items()],
        }  # fmt: skip
        self.status, self.text, self.gone = 0, "", asyncio.Event()
        self.task = asyncio.create_task(stream.answer(visitor.id, current(), self.scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        self.status = message.get("status", self.status)
        self.text += message.get("body", b"").decode()

    def events(self) -> list[tuple[int | None, str, dict[str, Any]]]:
        found = []
        for block in self.text.split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            if "data" in fields:
                number = int(fields["id"]) if "id" in fields else None
                found.append((number, fields["event"], json.loads(fields["data"])))
        return found

    @property
    def numbers(self) -> list[int]:
        return [n for n, _, _ in self.events() if n is not None]

    async def until(self, number: int) -> None:
        for _ in range(500):
            if self.numbers and self.numbers[-1] >= number:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(self.text)

    async def close(self) -> None:
        self.gone.set()
        await asyncio.wait_for(self.task, 5)


def test_everything_arrives_once_and_in_order(running: Running) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            browser = Browser(visitor)
            for number in range(3):
                await visitor.says(str(number))
            last = (await visitor.history())["conversation"]["last_seq"]
            await browser.until(last)
            assert browser.numbers == list(range(1, last + 1))
            assert browser.text.startswith("retry: 1000\n\n")
            assert ("typing", {"author": "assistant"}) in [(kind, data) for _, kind, data in browser.events()]
            await browser.close()
            assert current().hub.count == 0

    asyncio.run(visit())


@pytest.mark.parametrize("after", [0, 1, 4, 5])
def test_a_dropped_stream_goes_on_where_it_was(running: Running, after: int) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            await visitor.says("q")
            browser = Browser(visitor, last_event_id=str(after))
            await visitor.says("r")
            last = (await visitor.history())["conversation"]["last_seq"]
            await browser.until(last)
            assert browser.numbers == list(range(after + 1, last + 1))
            await browser.close()

    asyncio.run(visit())


def test_two_tabs_get_the_same(running: Running) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            tabs = [Browser(visitor), Browser(visitor)]
            await visitor.says("q")
            last = (await visitor.history())["conversation"]["last_seq"]
            for tab in tabs:
                await tab.until(last)
            states = [[d["status"] for _, kind, d in tab.events() if kind == "turn"] for tab in tabs]
            assert states[0][-1] == states[1][-1] == "answered"
            for tab in tabs:
                await tab.close()

    asyncio.run(visit())


def test_what_another_process_stored_is_found(running: Running) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            browser = Browser(visitor)
            await browser.until(1)
            await asyncio.sleep(3 * limits.POLL_S)
            hub = current().hub
            hub_publish, hub.publish = hub.publish, lambda *_: None  # type: ignore[method-assign]
            turn = await visitor.put("q")
            await visitor.settled([turn.json()["turn"]["id"]])
            hub.publish = hub_publish  # type: ignore[method-assign]
            await browser.until(5)
            assert browser.numbers == [1, 2, 3, 4, 5]
            await browser.close()

    asyncio.run(visit())


def test_a_deleted_conversation_ends_its_streams(running: Running) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            browser = Browser(visitor)
            await browser.until(1)
            await visitor.request("DELETE", visitor.path)
            await asyncio.wait_for(browser.task, 5)

    asyncio.run(visit())


def test_a_silent_stream_beats(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HEARTBEAT_S", 0.05)

    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            browser = Browser(visitor)
            await asyncio.sleep(0.5)
            assert browser.text.count(":\n\n") >= 3
            await browser.close()

    asyncio.run(visit())


@pytest.mark.parametrize("headers", [{"authorization": "Bearer x"}, {"authorization": ""}])
def test_a_stranger_gets_no_stream(running: Running, headers: dict[str, str]) -> None:
    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            browser = Browser(visitor, **headers)
            await browser.task
            assert browser.status == 401 and "conversation_unknown" in browser.text

    asyncio.run(visit())


def test_too_many_tabs_and_malformed_numbers_are_refused(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STREAMS_PER_CONVERSATION", 1)

    async def visit() -> None:
        async with running() as visitor:
            await visitor.start()
            first = Browser(visitor)
            await first.until(1)
            second = Browser(visitor)
            await second.task
            assert second.status == 429
            wrong = Browser(visitor, last_event_id="-1")
            await wrong.task
            assert wrong.status == 400
            await first.close()

    asyncio.run(visit())
