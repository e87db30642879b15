"""A stand-in for Rasa that answers at once, or fails in every way Rasa and its action server can."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

import uvicorn

from ops.service import free_port


class FakeRasa:
    """Listens on a port of its own in a thread.

    Attributes:
        mode: answer, empty, error, garbage, not_json, hang, apology, or drop (the connection).
        delay_s: before an answer.
        received: bodies of the turns, in order.
        forgotten: senders it was told to forget.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mode, self.delay_s = "answer", 0.0
        self.received: list[dict[str, Any]] = []
        self.forgotten: list[str] = []
        self.keys: set[str] = set()
        self._server: uvicorn.Server | None = None

    def start(self) -> FakeRasa:
        config = uvicorn.Config(self._app, host="127.0.0.1", port=self.port, log_level="critical", lifespan="off", ws="none", interface="asgi3", timeout_graceful_shutdown=1)  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            pass
        return self

    def stop(self) -> None:
        if self._server:
            self._server.should_exit = True
            self._thread.join(5)
            self._server = None

    @property
    def texts(self) -> list[str]:
        return [body["message"] for body in self.received]

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.keys |= {value.decode() for name, value in scope["headers"] if name == b"x-gateway-key"}
        if scope["path"].endswith("/forget"):
            self.forgotten += json.loads(body)
            await _send(send, 204, b"")
            return
        asked = json.loads(body)
        self.received.append(asked)
        await asyncio.sleep(self.delay_s)
        if self.mode == "hang":
            await asyncio.sleep(30)
        elif self.mode == "error":
            await _send(send, 500, b"{}")
        elif self.mode == "drop":
            raise ConnectionResetError
        else:
            other = {"empty": b"[]", "garbage": b'{"a": [1, null]}', "not_json": b"<html>busy</html>"}
            await _send(send, 200, other.get(self.mode) or json.dumps(self._reply(asked)).encode())

    def _reply(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        language = (asked.get("state") or {}).get("language") or "ja"
        understood = {"language": language, "intent": "fake", "outcome": "apology" if self.mode == "apology" else "sure", "articles": ["a/b"]}  # fmt: skip
        answers = [
            {"article": "a/b", "title": "T", "text": "answer", "sources": [], "as_of": "As of: 2022", "notes": []}
        ]
        state = {"language": language, "topic": "a", "answered": ["a/b"], "last_question": asked["message"]}
        custom: dict[str, Any] = {"understood": understood, "state": state, "said": {"lead": None, "answers": answers, "after": None}}  # fmt: skip
        if asked["message"] == "/talk_to_person":
            custom["handoff"] = {"reason": "asked", "last_question": "q", "articles": ["a/b"]}
        if asked["message"].startswith("/switch_language"):
            understood.update(language="en", outcome="language")
        buttons = [
            {"title": "More", "payload": '/show{"article": "a/c"}'},
            {"title": "Person", "payload": "/talk_to_person"},
            {"title": "English", "payload": '/switch_language{"to": "en"}'},
        ]
        return [
            {"recipient_id": asked["sender"], "text": f"answer to {asked['message']}", "buttons": buttons},
            {"recipient_id": asked["sender"], "custom": custom},
        ]


async def _send(send: Any, status: int, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body})
