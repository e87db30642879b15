"""Rasa over HTTP."""

from __future__ import annotations

import asyncio
import time

import httpx

from web.chat.turns import Claim, Work
from web.chat.upstream import Upstream


def test_a_connection_that_is_gone_at_once_is_tried_again() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if len(asked) == 1:  # as anyio fails when Rasa ends between connecting and asking
            raise AttributeError("'NoneType' object has no attribute 'getpeername'")
        return httpx.Response(200, json=[{"text": "hello"}])

    async def ask() -> str:
        upstream = Upstream("http://127.0.0.1:1", "s")
        upstream._client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        reply = await upstream.ask(_work())
        await upstream.close()
        assert reply is not None
        return reply.text

    assert asyncio.run(ask()) == "hello"
    assert len(asked) == 2


def _work() -> Work:
    values = dict.fromkeys(Work.__dataclass_fields__, "")
    claim = Claim(**dict.fromkeys(Claim.__dataclass_fields__, ""))
    return Work(**{**values, "claim": claim, "text": "x", "at": time.time(), "pressed": False, "state": {}})  # type: ignore[arg-type]
