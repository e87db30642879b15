"""One process of the assistant: started, watched, restarted with back-off, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Optional, Union

import requests

READY_WITHIN_S = 120.0
STOP_WITHIN_S = 10.0
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
HEALTHY_AFTER_S = 60.0  # a process that lived so long starts again at the first pause
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


class Service:
    """A child process that is kept alive.

    Args:
        name: for messages and the log file.
        command: what to run.
        health: address that answers 200 when the process is ready, or a file that it touches when it is.
        log_dir: where its output goes, as `<name>.log`.
        env: added to this process's environment.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        health: Union[str, Path],
        log_dir: Path,
        env: Optional[Mapping[str, str]] = None,
    ):
        self.name = name
        self.health = health
        self.log_path = log_dir / f"{name}.log"
        self._command = list(command)
        self._env = {**os.environ, **(env or {})}
        self._process: Optional[asyncio.subprocess.Process] = None
        self._stopping = False

    @property
    def pid(self) -> Optional[int]:
        """Of the running process."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Starts the process, in a session of its own so that Ctrl-C reaches only the launcher."""
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(self.health, Path):
            self.health.unlink(missing_ok=True)
        with self.log_path.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                env=self._env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    async def ready(self) -> bool:
        """Waits until the process answers; False when it ends or takes too long."""
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline and self.pid is not None:
            if await asyncio.to_thread(_answers, self.health):
                return True
            await asyncio.sleep(0.2)
        return False

    async def watch(self) -> None:
        """Restarts the process whenever it ends, with growing pauses, until `stop`."""
        pause = FIRST_PAUSE_S
        while not self._stopping:
            started = time.monotonic()
            assert self._process is not None
            code = await self._process.wait()
            if self._stopping:
                return
            pause = FIRST_PAUSE_S if time.monotonic() - started > HEALTHY_AFTER_S else pause
            print(f"{self.name} ended ({code}); starting it again in {pause:.0f} s (see {self.log_path})", flush=True)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)
            if not self._stopping:
                await self.start()

    async def stop(self) -> None:
        """Ends the process: asks, waits, then insists."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        _signal(process, signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_WITHIN_S)
        except asyncio.TimeoutError:
            _signal(process, signal.SIGKILL)
            await process.wait()


def free_port() -> int:
    """A port of the loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """To the whole session of the process, so that nothing it started stays behind."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _answers(health: Union[str, Path]) -> bool:
    if isinstance(health, Path):
        return health.exists()
    try:
        return requests.get(health, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def die_with_parent() -> None:
    """Has this process end when the one that started it does, whatever becomes of that one (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)
