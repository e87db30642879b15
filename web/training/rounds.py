"""What the worker does for models: carries out trainings, each in a process of its own, and notes how switches went."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys

from django.conf import settings

from language.masking import mask
from ops.trained import SUFFIX
from web.chat.database import Database, Unavailable
from web.environment import ROOT
from web.training import orders, switching
from web.training.models import Training

logger = logging.getLogger(__name__)

EVERY_S = 1.0
END_WITHIN_S = 3.0  # for a training that is told to end, before it is made to
NICE = 10  # visitors are answered by the same machine meanwhile
TAIL_LINES, TAIL_CHARS = 30, 4_000
COMMAND = [sys.executable, "-W", "ignore", "-m", "ops.model"]

State = Training.State


async def follow(stop: asyncio.Event, every_s: float = EVERY_S) -> None:
    """Does both until told to stop; has threads of its own."""
    database = Database(threads=1)

    async def train() -> None:
        if training := await database.run(orders.claim):
            await _Run(training, database, stop).all_of_it()

    async def look() -> None:
        await database.run(switching.catch_up)

    async def repeat(job: object) -> None:
        while not stop.is_set():
            try:
                await job()  # type: ignore[operator]
            except Unavailable:
                logger.warning("The database is not available.")
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(stop.wait(), every_s)

    await asyncio.gather(repeat(train), repeat(look))
    await asyncio.to_thread(database.close)


class _Run:
    """One training that was claimed."""

    def __init__(self, training: Training, database: Database, stop: asyncio.Event):
        self._training, self._database, self._stop = training, database, stop
        self._steps: list[list[object]] = []
        self._model = ""

    async def all_of_it(self) -> None:
        """Carries it out; whatever happens, it does not stay as running."""
        keep = [f"--keep={name.removesuffix(SUFFIX)}" for name in await self._database.read(orders.in_trial)]
        command = [*COMMAND, "--lines", f"--nice={NICE}", f"--by={self._training.ordered_by}", *keep]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "DATA_DIR": str(settings.ENVIRONMENT.data_dir)}
        try:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=env, start_new_session=True,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
        except OSError as problem:  # no memory for another process, perhaps
            logger.warning("A training could not be started: %s", type(problem).__name__)
            await self._end(State.FAILED, problem="failed", tail=type(problem).__name__)
            return
        assert process.stdout and process.stderr
        reading = asyncio.gather(self._read(process.stdout), process.stderr.read())
        wanted = True
        while wanted and not reading.done():
            await asyncio.wait([reading], timeout=EVERY_S)
            wanted = not self._stop.is_set() and await self._told()
        for number in (signal.SIGTERM, signal.SIGKILL) if not wanted else ():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            await asyncio.wait([reading], timeout=END_WITHIN_S)
        _, errors = await reading
        code = await process.wait()
        if code == 0 and self._model:
            await self._end(State.DONE, model=self._model)
        elif self._stop.is_set():
            await self._end(State.FAILED, problem="interrupted")
        elif not wanted:
            await self._end(State.CANCELLED)
        else:
            logger.warning("A training failed.")
            await self._end(State.FAILED, problem="failed", tail=_tail(errors.decode("utf-8", "replace")))

    async def _read(self, stream: asyncio.StreamReader) -> None:
        async for raw in stream:
            try:
                line = json.loads(raw)
            except ValueError:  # something else that a library had to say
                continue
            if "model" in line:
                self._model = line["model"]
            elif not line["done"]:
                self._steps.append([line["component"], line["seconds"], None])
            else:
                for step in self._steps:
                    if step[0] == line["component"] and step[2] is None:
                        step[2] = line["seconds"]
                        break
                else:  # taken from the cache of an earlier training
                    self._steps.append([line["component"], line["seconds"], line["seconds"]])

    async def _told(self) -> bool:
        """Stores how far it is; False when it shall end."""
        try:
            return await self._database.run(orders.renew, self._training.pk, self._steps)
        except Unavailable:
            return True

    async def _end(self, state: str, **values: str) -> None:
        while True:
            try:
                return await self._database.run(orders.finish, self._training.pk, state, self._steps, **values)
            except Unavailable:
                if self._stop.is_set():
                    return  # the next worker finds it dead
                await asyncio.sleep(EVERY_S)


def _tail(text: str) -> str:
    """The end of what a process wrote, with paths as they are seen from the project, and personal data masked."""
    lines = text.replace(f"{ROOT}/", "").strip().splitlines()[-TAIL_LINES:]
    return mask("\n".join(lines)).text[-TAIL_CHARS:]
