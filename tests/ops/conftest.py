from __future__ import annotations

import asyncio
import datetime
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from ops import service, switching
from ops.inputs import ROOT, Inputs
from ops.service import Service, free_port
from ops.serving import Order, Serving, order_in, serving_in
from ops.switching import Rasas
from ops.trained import SUFFIX, Note, write_note

INPUTS = Inputs(name="present", code="code", knowledge="knowledge", examples=1)


def model(folder: Path, name: str, kind: str = "fine", code: str = "code", days_old: float = 0) -> Path:
    """A model's file that says how the process standing in for Rasa behaves with it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}{SUFFIX}"
    path.write_text(kind)
    at = datetime.datetime(2026, 11, 25, tzinfo=datetime.timezone.utc) - datetime.timedelta(days=days_old)
    write_note(path, Note(trained_at=at, seconds=90, by="sato", code=code, knowledge="older", examples=1))
    return path


class Stack:
    """A launcher's Rasas with small processes in place of Rasa, in a thread."""

    def __init__(self, folder: Path):
        self.folder, self.models, self.port = folder, folder / "models", free_port()
        self.serving, self.orders = serving_in(folder), order_in(folder)
        self.url = f"http://127.0.0.1:{self.port}"
        self.seen: list[tuple[str, str]] = []  # every state that was told of, with its problem
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def start(self, name: str) -> Stack:
        self.rasas = Rasas(
            self._make, self.models / f"{name}{SUFFIX}", port=self.port, data_dir=self.folder, models_dir=self.models, secret="s"
        )  # fmt: skip
        self.run(self._begin())
        return self

    async def _begin(self) -> None:
        for one in self.rasas.services:
            await one.start()
            assert await one.ready()
        self.rasas.follow()

    def _make(self, name: str, path: Path, port: int) -> Service:
        command = [sys.executable, "-m", "tests.ops.fake_rasa", str(path), str(port)]
        env = {"PYTHONPATH": str(ROOT)}
        return Service(name, command, health=f"http://127.0.0.1:{port}/webhooks/rest/", log_dir=self.folder, env=env)

    def run(self, work: object) -> object:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)  # type: ignore[arg-type]

    def order(self, name: str, number: str = "1") -> None:
        self.orders.write(Order(number=number, model=name))

    @property
    def now(self) -> Serving:
        found = self.serving.now()
        assert found
        return found

    def until(self, *states: str, within_s: float = 30) -> Serving:
        deadline = time.monotonic() + within_s
        while True:
            now = self.now
            if now.switch and (not self.seen or self.seen[-1] != (now.switch.state, now.switch.problem)):
                self.seen.append((now.switch.state, now.switch.problem))
            if now.switch and now.switch.state in states:
                return now
            assert time.monotonic() < deadline, self.seen
            time.sleep(0.01)

    def says(self, url: str = "") -> str:
        """Who answers a turn."""
        body = {"sender": "x", "message": "x"}
        return str(requests.post(f"{url or self.url}/webhooks/rest/webhook", json=body, timeout=5).json()[0]["text"])

    def stop(self) -> None:
        self.run(self.rasas.end())

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    monkeypatch.setattr(switching, "present_inputs", lambda: INPUTS)
    for module, name, value in (
        (switching, "LOOK_S", 0.02), (switching, "DRAIN_S", 1.0), (service, "READY_WITHIN_S", 4.0),
        (switching, "FIRST_PAUSE_S", 0.1), (service, "FIRST_PAUSE_S", 0.1),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    one = Stack(tmp_path)
    model(one.models, "old", days_old=2)
    model(one.models, "new")
    yield one
    one.stop()
    one.close()
