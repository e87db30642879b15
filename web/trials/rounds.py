"""What the worker does for trials: one after the other, each in a process of its own (`bench.trial`)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings

from web.chat.database import Database, Unavailable
from web.environment import ROOT
from web.trials import claims
from web.trials.jobs import Impossible, job_of
from web.trials.models import Trial
from web.trials.outcome import Line, store

logger = logging.getLogger(__name__)

EVERY_S = 2.0
SELDOM_S = 20.0
LONGEST_S = 1800.0  # a trial of 2,000 turns takes some minutes; what takes longer hangs
TOLD_EVERY_S = 2.0  # how often progress is stored
LINE_BYTES = 4_000_000  # an answer in four copies is far below
COMMAND = [sys.executable, "-W", "ignore", "-m", "bench.trial"]
# One thread, and few heaps: visitors are answered by the same machine meanwhile.
THRIFT = {"OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(ROOT)}
PREFIX = "trial-"


async def follow(stop: asyncio.Event, every_s: float = EVERY_S) -> None:
    """Runs what waits until told to stop; has threads of its own."""
    database = Database(threads=1)
    clock = asyncio.get_running_loop()
    seldom = clock.time()
    while not stop.is_set():
        try:
            if clock.time() >= seldom:
                seldom = clock.time() + SELDOM_S
                await database.run(claims.look_after)
            if trial := await database.run(claims.claim):
                await _Run(trial, database, stop).all_of_it()
                continue
        except Unavailable:
            logger.warning("The database is not available.")
        except OSError as problem:
            logger.warning("The articles or the models cannot be read: %s", problem.strerror)
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stop.wait(), every_s)
    await asyncio.to_thread(database.close)


class _Run:
    """One trial that was claimed."""

    def __init__(self, trial: Trial, database: Database, stop: asyncio.Event):
        self._trial, self._database, self._stop = trial, database, stop
        self._lines: list[Line] = []
        self._done = self._total = 0
        self._problem = ""

    async def all_of_it(self) -> None:
        """Runs it; whatever happens, it does not stay as running."""
        data = settings.ENVIRONMENT.data_dir
        for left in data.glob(f"{PREFIX}*"):  # of a worker that was killed; no other runs a trial now
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=PREFIX, dir=data) as folder:
            try:
                job = await self._database.read(job_of, self._trial, Path(folder))
            except Impossible as problem:
                await self._database.run(claims.fail, self._trial, str(problem))
                return
            ended = await self._process(job)
        if self._stop.is_set() and not ended:
            await self._database.run(claims.give_back, self._trial)
        elif ended and not self._problem:
            await self._database.run(claims.renew, self._trial, self._done, self._total)
            await self._database.run(store, self._trial, self._lines)
        else:
            logger.warning("A trial could not be finished: %s", self._problem or "too_long")
            await self._database.run(claims.fail, self._trial, self._problem or "too_long")

    async def _process(self, job: dict[str, Any]) -> bool:
        """Whether the process ended by itself; it is ended when it takes too long, or the worker is told to stop."""
        process = await asyncio.create_subprocess_exec(
            *COMMAND, cwd=ROOT, env={**os.environ, **THRIFT}, limit=LINE_BYTES,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        talk = asyncio.create_task(self._talk(process, json.dumps(job).encode()))
        others = [asyncio.create_task(self._stop.wait()), asyncio.create_task(self._beat())]
        await asyncio.wait([talk, *others], timeout=LONGEST_S, return_when=asyncio.FIRST_COMPLETED)
        ended = talk.done()
        if process.returncode is None and not ended:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        code = await process.wait()
        for task in (talk, *others):
            task.cancel()
        await asyncio.gather(talk, *others, return_exceptions=True)
        if ended and (code or self._done < self._total) and not self._problem:
            self._problem = "crashed"
        return ended

    async def _talk(self, process: asyncio.subprocess.Process, job: bytes) -> None:
        assert process.stdin and process.stdout
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            process.stdin.write(job)
            await process.stdin.drain()
            process.stdin.close()
        async for raw in process.stdout:
            line = json.loads(raw)
            if "total" in line:
                self._done, self._total = line["done"], line["total"]
            elif "problem" in line:
                self._problem = line["problem"]
            else:
                self._lines.append(line)

    async def _beat(self) -> None:
        """Stores how far it is, and ends when the trial is not ours any more."""
        while True:
            with contextlib.suppress(Unavailable):
                if not await self._database.run(claims.renew, self._trial, self._done, self._total):
                    return
            await asyncio.sleep(TOLD_EVERY_S)
