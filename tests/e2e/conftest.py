"""The real assistant: the trained model, Rasa and the action server on free ports of the loopback."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from ops.launcher import services
from ops.model import ensure_model
from ops.service import Service, free_port

TIMEOUT_S = 30


class Assistant:
    """A running assistant and its processes."""

    def __init__(self, log_dir: Path):
        rasa_port, actions_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{rasa_port}/webhooks/rest/webhook"
        self.rasa_port, self.actions_port = rasa_port, actions_port
        self.log_dir = log_dir
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.actions, self.rasa = services(
            ensure_model(), rasa_port=rasa_port, actions_port=actions_port, log_dir=log_dir
        )
        for service in (self.actions, self.rasa):
            self._run(service.start())
        assert all(self._run(service.ready()) for service in (self.actions, self.rasa)), self.logs()

    def _run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(150)

    def post(self, body: Any, **kwargs: Any) -> requests.Response:
        """A request as a front end sends it; bytes go as they are."""
        if isinstance(body, bytes):
            return requests.post(self.url, data=body, timeout=TIMEOUT_S, **kwargs)
        return requests.post(self.url, json=body, timeout=TIMEOUT_S, **kwargs)

    def restart(self, service: Service) -> None:
        self._run(service.start())
        assert self._run(service.ready()), self.logs()

    def logs(self) -> str:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in self.log_dir.glob("*.log"))

    def stop(self) -> None:
        for service in (self.rasa, self.actions):
            self._run(service.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)


class Visitor:
    """One conversation with the assistant."""

    def __init__(self, assistant: Assistant, language: str | None = None):
        self.assistant = assistant
        self.sender = uuid.uuid4().hex
        self.language = language
        self.replies: list[dict[str, Any]] = []

    def says(self, text: str) -> Visitor:
        body: dict[str, Any] = {"sender": self.sender, "message": text}
        if self.language:
            body["metadata"] = {"language": self.language}
        response = self.assistant.post(body)
        assert response.status_code == 200, response.text
        self.replies = response.json()
        assert self.text.strip(), f"empty reply to {text[:40]!r}"
        return self

    def presses(self, title: str) -> Visitor:
        return self.says(next(b["payload"] for b in self.buttons if b["title"] == title))

    @property
    def text(self) -> str:
        return "\n".join(r["text"] for r in self.replies if "text" in r)

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [b for r in self.replies for b in r.get("buttons", [])]

    @property
    def custom(self) -> dict[str, Any]:
        return next(r["custom"] for r in self.replies if "custom" in r)

    @property
    def understood(self) -> dict[str, Any]:
        return self.custom["understood"]

    @property
    def articles(self) -> list[str]:
        return self.understood["articles"]


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    running = Assistant(tmp_path_factory.mktemp("log"))
    yield running
    running.stop()


@pytest.fixture
def visitor(assistant: Assistant) -> Visitor:
    return Visitor(assistant)
