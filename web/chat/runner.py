"""Works on waiting turns: asks Rasa, stores the reply, goes on with the conversation's next turn."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import time
import uuid
from collections.abc import Coroutine
from typing import Any, Optional

from web.chat import limits, turns
from web.chat.database import Database, Unavailable
from web.chat.errors import texts
from web.chat.hub import Hub
from web.chat.replies import PERSON, Reply, apology, person_without_rasa
from web.chat.shapes import Push
from web.chat.upstream import Upstream

logger = logging.getLogger(__name__)

STORE_AGAIN_S = 0.2
END_WITHIN_S = 3.0  # turns that are nearly answered when the server ends


def lasting(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """A task without which the process is of no use: should it fail, the process ends and is started again."""
    task = asyncio.create_task(work)
    task.add_done_callback(_end_process)
    return task


def _end_process(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception():
        logger.critical("Background work failed; the process ends.", exc_info=task.exception())
        signal.raise_signal(signal.SIGTERM)


class Runner:
    """The turns this process works on, one at a time in each conversation."""

    def __init__(self, database: Database, hub: Hub, upstream: Upstream):
        self.owner = uuid.uuid4().hex
        self._database, self._hub, self._upstream = database, hub, upstream
        self._working: dict[str, asyncio.Task[None]] = {}
        self._background: list[asyncio.Task[None]] = []

    @property
    def waiting(self) -> int:
        """How many conversations it works on."""
        return len(self._working)

    def begin(self) -> None:
        """Starts looking for turns that a dead process left, and renewing its own claims."""
        self._background = [
            lasting(self._repeat(limits.SWEEP_S, self._sweep)),
            lasting(self._repeat(limits.RENEW_LEASES_S, self._renew)),
        ]

    def start(self, work: turns.Work) -> None:
        """Works on a claimed turn and whatever waits behind it."""
        conversation = work.claim.conversation
        task = asyncio.create_task(self._work(work))
        self._working[conversation] = task
        task.add_done_callback(lambda done: self._ended(conversation, done))

    async def end(self) -> None:
        """Finishes what can be finished soon, and gives the rest back to be taken over."""
        for task in self._background:
            task.cancel()
        if self._working:
            await asyncio.wait(list(self._working.values()), timeout=END_WITHIN_S)
        for task in list(self._working.values()):
            task.cancel()
        await asyncio.gather(*self._background, *self._working.values(), return_exceptions=True)
        with contextlib.suppress(Unavailable):
            await self._database.run(turns.release, self.owner)

    async def _work(self, first: turns.Work) -> None:
        work: Optional[turns.Work] = first
        while work:
            self._hub.whisper(work.claim.conversation, [Push.of("typing", {"author": "assistant"})])
            work = await self._store(work, await self._answer(work))

    async def _answer(self, work: turns.Work) -> Reply:
        """What Rasa says, or the apology; never nothing."""
        language = work.state.get("language") or work.language
        if time.time() - work.at > limits.YOUNG_S:
            return apology(language)
        reply = await self._upstream.ask(work)
        if work.text == PERSON and work.pressed and (reply is None or reply.is_apology):
            return person_without_rasa(language)
        if reply is None or reply.is_apology:
            return apology(language)
        return reply

    async def _store(self, work: turns.Work, reply: Reply) -> Optional[turns.Work]:
        """Stores a reply as soon as the database lets it; the visitor is told when that takes long."""
        late = [Push.of("notice", texts("chat_late"))]
        wait_s = max(work.at + limits.DEADLINE_S - time.time(), 0.0)
        notice = asyncio.get_running_loop().call_later(wait_s, self._hub.whisper, work.claim.conversation, late)
        try:
            while True:
                try:
                    pushes, upcoming = await self._database.run(turns.finish, work, reply)
                except Unavailable:
                    await asyncio.sleep(STORE_AGAIN_S)
                else:
                    self._hub.publish(work.claim.conversation, pushes)
                    return upcoming
        except turns.LostClaim:
            # Deleted meanwhile, perhaps; forgetting costs nothing, since the state goes with each turn.
            await self._upstream.forget([work.sender])
            return None
        finally:
            notice.cancel()

    async def _sweep(self) -> None:
        for work in await self._database.run(turns.take_over, self.owner):
            self.start(work)

    async def _renew(self) -> None:
        if self._working:
            await self._database.run(turns.renew, self.owner, list(self._working))

    @staticmethod
    async def _repeat(every_s: float, job: Any) -> None:
        while True:
            try:
                await job()
            except Unavailable:
                logger.warning("The database is not available.")
            await asyncio.sleep(every_s)

    def _ended(self, conversation: str, task: asyncio.Task[None]) -> None:
        if self._working.get(conversation) is task:
            del self._working[conversation]
        if not task.cancelled() and task.exception():
            logger.error("Work on a turn failed.", exc_info=task.exception())
