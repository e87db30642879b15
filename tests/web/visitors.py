"""Visitors of the chat as programs: they start a conversation, send, listen, and note what they get."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx

FINAL = {"answered", "apologised"}


class Visitor:
    """One browser.

    Args:
        client: without a base address of its own.
        urls: web processes; each request goes to one of them.
        address: where it seems to come from.
    """

    def __init__(self, client: httpx.AsyncClient, urls: list[str], address: str = "", rng: random.Random | None = None):
        self.client, self.urls = client, urls
        self.rng = rng or random.Random(0)
        self.headers = {"X-Forwarded-For": address} if address else {}
        self.id = ""

    async def request(self, method: str, path: str, **values: Any) -> httpx.Response:
        headers = {**self.headers, **values.pop("headers", {})}
        return await self.client.request(method, self.rng.choice(self.urls) + path, headers=headers, **values)

    async def start(self, language: str = "ja") -> Visitor:
        for _ in range(5):
            response = await self.request("POST", "/chat/conversations", json={"language": language})
            if response.status_code != 503:
                break
            await asyncio.sleep(int(response.headers["Retry-After"]))
        assert response.status_code == 201, response.text
        self.id = response.json()["conversation"]["id"]
        self.headers["Authorization"] = f"Bearer {response.json()['token']}"
        return self

    @property
    def path(self) -> str:
        return f"/chat/conversations/{self.id}"

    async def put(self, text: str = "", turn: str = "", **body: Any) -> httpx.Response:
        turn = turn or str(uuid.uuid4())
        return await self.request("PUT", f"{self.path}/turns/{turn}", json=body or {"text": text})

    async def insist(self, text: str, turn: str, within_s: float = 60.0) -> dict[str, Any]:
        """Sends until it is acknowledged, as the widget does."""
        deadline = time.monotonic() + within_s
        while True:
            try:
                response = await self.put(text, turn)
                if response.status_code in (200, 202):
                    return response.json()["turn"]
                assert response.status_code in (429, 503), response.text
            except httpx.TransportError:
                pass
            assert time.monotonic() < deadline, "not acknowledged in time"
            await asyncio.sleep(0.2)

    async def history(self) -> dict[str, Any]:
        response = await self.request("GET", self.path)
        assert response.status_code == 200, response.text
        return response.json()

    async def says(self, text: str = "", within_s: float = 15.0, **body: Any) -> dict[str, Any]:
        """Sends and waits; the assistant's message."""
        turn = str(uuid.uuid4())
        response = await self.put(text, turn, **body)
        assert response.status_code == 202, response.text
        await self.settled([turn], within_s)
        messages = (await self.history())["messages"]
        return next(m for m in messages if m["turn"] == turn and m["author"] != "visitor")

    async def settled(self, turns: list[str], within_s: float = 60.0) -> dict[str, str]:
        """Waits until all turns are answered or apologised for; their states."""
        deadline = time.monotonic() + within_s
        while True:
            try:
                states = {t["id"]: t["status"] for t in (await self.history())["turns"]}
                if all(states.get(turn) in FINAL for turn in turns):
                    return states
            except (httpx.TransportError, AssertionError):
                pass
            assert time.monotonic() < deadline, "not answered in time"
            await asyncio.sleep(0.1)

    async def events(self, after: int = 0) -> AsyncIterator[dict[str, Any]]:
        """Events of one stream, until it ends."""
        url = self.rng.choice(self.urls) + self.path + "/events"
        headers = {**self.headers, **({"Last-Event-ID": str(after)} if after else {})}
        async with self.client.stream("GET", url, headers=headers, timeout=None) as response:
            assert response.status_code == 200, await response.aread()
            event: dict[str, Any] = {}
            async for line in response.aiter_lines():
                name, _, value = line.partition(": ")
                if name in ("id", "event", "data"):
                    event[name] = value
                elif not line and "data" in event:
                    yield {
                        "kind": event["event"],
                        "number": int(event["id"]) if "id" in event else None,
                        **json.loads(event["data"]),
                    }
                    event = {}


def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=None), trust_env=False)
