"""Web processes and workers of their own for a test: on free ports, with a database of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import requests

from ops.model import ROOT
from ops.service import free_port

SECRET = "secret-of-the-tests"
PYTHON = [sys.executable, "-W", "ignore", "-m"]


class Site:
    """One database with any number of processes on it.

    Args:
        folder: for the embedded database and the logs.
        rasa_url: of Rasa, or of what stands in for it.
        env: more settings.
    """

    def __init__(self, folder: Path, rasa_url: str, **env: str):
        self.folder = folder
        self.env = {
            **os.environ, "DATA_DIR": str(folder), "RASA_URL": rasa_url, "GATEWAY_SECRET": SECRET, "PYTHONPATH": str(ROOT),
            "TRUSTED_PROXIES": "127.0.0.1", **env,
        }  # fmt: skip
        self.started: list[Process] = []
        subprocess.run([*PYTHON, "web.migrate"], env=self.env, cwd=ROOT, check=True)

    def web(self) -> Process:
        return self._start("web.serve", free_port())

    def worker(self) -> Process:
        return self._start("web.worker", 0)

    def _start(self, module: str, port: int) -> Process:
        process = Process(self, module, port)
        self.started.append(process)
        process.start()
        return process

    def logs(self) -> str:
        return "\n".join(p.read_text(encoding="utf-8", errors="replace") for p in self.folder.glob("*.log"))

    def stop(self) -> None:
        for process in self.started:
            process.stop()


class Process:
    """One process, which can be killed and started again."""

    def __init__(self, site: Site, module: str, port: int):
        self.site, self.module, self.port = site, module, port
        self.url = f"http://127.0.0.1:{port}"
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        alive = self.site.folder / "worker.alive"
        alive.unlink(missing_ok=True)
        with (self.site.folder / f"{self.module}.{self.port}.log").open("ab") as log:
            env = {**self.site.env, "WEB_PORT": str(self.port)}
            self._running = subprocess.Popen([*PYTHON, self.module], env=env, cwd=ROOT, stdout=log, stderr=log)
        until(alive.exists if self.module == "web.worker" else self.answers, 30)

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/chat/health", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    @property
    def pid(self) -> int:
        assert self._running
        return self._running.pid

    def kill(self) -> None:
        assert self._running
        self._running.send_signal(signal.SIGKILL)
        self._running.wait()

    def stop(self) -> None:
        if self._running and self._running.poll() is None:
            self._running.terminate()
            try:
                self._running.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


def until(condition, within_s: float = 30.0) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)
