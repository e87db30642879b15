"""Rasa over HTTP: one turn in, one reply out, in time or not at all."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import Any, Optional

import httpx
import tenacity

from language.text import disarmed
from ops.serving import Serving, Shared
from web.chat import limits
from web.chat.replies import Reply, read
from web.chat.turns import Work

logger = logging.getLogger(__name__)

WEBHOOK, FORGET = "/webhooks/rest/webhook", "/webhooks/rest/forget"
KEY_HEADER = "X-Gateway-Key"  # see bot/channel.py
CONNECT_S = 2.0
KNOWN_TO_BE_DOWN_S = 15.0  # after so long without Rasa a turn no longer waits for its return ...
PATIENCE_S = 2.0  # ... beyond this
# Rasa was not reached, or ended before it answered. It may be asked again: its memory of the turn died with it.
_AGAIN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)


class Upstream:
    """The assistant behind the gateway.

    Args:
        url: of Rasa, up to the port; where the launcher says nothing else.
        secret: what Rasa knows the gateway by.
        file: where the launcher says which Rasa answers. While the model is changed there are two: turns go to the
            first, and to the other when that one cannot be reached.
    """

    def __init__(self, url: str, secret: str, file: Optional[Path] = None):
        self._url, self._serving = url, Shared(file, Serving) if file else None
        room = httpx.Limits(max_connections=None, max_keepalive_connections=limits.RASA_AT_ONCE)
        headers = {KEY_HEADER: secret} if secret else {}
        self._client = httpx.AsyncClient(headers=headers, limits=room, trust_env=False)
        self._turns = asyncio.Semaphore(limits.RASA_AT_ONCE)
        self._down_since: Optional[float] = None

    async def ask(self, work: Work) -> Optional[Reply]:
        """Rasa's reply to a turn, or None when there is none within the turn's time."""
        now = time.time()
        until = max(work.at + limits.DEADLINE_S, now + limits.FIRST_TRY_S)
        try:
            return read(await asyncio.wait_for(self._ask(work, until), until - now))
        except (asyncio.TimeoutError, httpx.HTTPError, ValueError) as problem:  # ValueError: no JSON
            logger.warning("A turn got no answer from Rasa: %s", type(problem).__name__)
            return None

    async def _ask(self, work: Work, until: float) -> Any:
        body = {
            "sender": work.sender,
            "message": work.text if work.pressed else disarmed(work.text),
            "pressed": work.pressed,
            "state": work.state,
        }
        patience = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type(_AGAIN),
            wait=tenacity.wait_exponential(multiplier=0.1, max=0.5),
            stop=self._given_up,
            reraise=True,
        )
        async for attempt in patience:
            with attempt:
                return await self._post(body, until, attempt.retry_state.attempt_number - 1)

    async def _post(self, body: dict[str, Any], until: float, failed: int) -> Any:
        async with self._turns:
            urls = self._urls()  # only now: the turn may have waited while the model was changed
            wait = httpx.Timeout(max(until - time.time(), 0.1), connect=CONNECT_S)
            try:
                response = await self._send(urls[failed % len(urls)] + WEBHOOK, body, wait)
            except _AGAIN:
                self._down_since = self._down_since or time.monotonic()
                raise
        self._down_since = None
        response.raise_for_status()
        return response.json()

    def _given_up(self, attempts: tenacity.RetryCallState) -> bool:
        waited = time.monotonic() - attempts.start_time
        down = time.monotonic() - (self._down_since or time.monotonic())
        return waited > PATIENCE_S and down > KNOWN_TO_BE_DOWN_S

    async def forget(self, senders: list[str]) -> None:
        """Has every Rasa drop what it remembers of conversations; where it is down, it remembers nothing."""
        for url in self._urls():
            try:
                await self._send(url + FORGET, senders, httpx.Timeout(CONNECT_S))
            except httpx.HTTPError as problem:
                logger.warning("Rasa could not be told to forget: %s", type(problem).__name__)

    async def _send(self, address: str, body: Any, wait: httpx.Timeout) -> httpx.Response:
        try:
            return await self._client.post(address, json=body, timeout=wait)
        except AttributeError as problem:
            # anyio's, asked for the address of a connection that was gone as soon as it was there.
            raise httpx.ConnectError("gone at once") from problem

    def _urls(self) -> tuple[str, ...]:
        serving = self._serving.now() if self._serving else None
        return serving.urls if serving else (self._url,)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()
