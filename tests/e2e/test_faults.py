"""Parts that fail: the visitor always gets an answer or the apology with the contact, and the rest recovers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from ops.model import ROOT
from ops.service import free_port
from tests.e2e.conftest import Assistant, Visitor

pytestmark = [pytest.mark.model, pytest.mark.faults]

QUESTION = "YOXO BOXの住所を教えてください"


@pytest.fixture(scope="module")
def breakable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    running = Assistant(tmp_path_factory.mktemp("log"))
    yield running
    running.stop()


def _apologises(visitor: Visitor) -> None:
    visitor.says(QUESTION)
    assert visitor.understood["outcome"] == "apology"
    assert "横浜市経済局" in visitor.text and "the Economic Affairs Bureau" in visitor.text
    assert visitor.custom["handoff"]["last_question"] == QUESTION


def test_the_action_server_down_is_apologised_for_and_its_return_is_used(breakable: Assistant) -> None:
    visitor = Visitor(breakable)
    assert breakable.actions.pid is not None
    os.kill(breakable.actions.pid, signal.SIGKILL)
    _apologises(visitor)
    breakable.restart(breakable.actions)
    assert visitor.says(QUESTION).articles == ["yoxo-box/place"]


def test_the_action_server_hanging_is_apologised_for_within_the_deadline(breakable: Assistant) -> None:
    visitor = Visitor(breakable)
    assert breakable.actions.pid is not None
    os.kill(breakable.actions.pid, signal.SIGSTOP)
    try:
        _apologises(visitor)
    finally:
        os.kill(breakable.actions.pid, signal.SIGCONT)
    assert visitor.says(QUESTION).articles == ["yoxo-box/place"]


@contextmanager
def _action_server(port: int, answers: list[tuple[int, bytes]]) -> Iterator[None]:
    """In place of the real one; answers what comes first in the list, with the request in place of `REQUEST`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            status, body = answers[0]
            body = body.replace(b"REQUEST", request)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def test_a_failing_action_server_is_apologised_for_and_no_text_is_logged(breakable: Assistant) -> None:
    answers = [
        (500, b'{"error": "x", "request_body": REQUEST}'),  # rasa_sdk, when an action raises
        (200, b"<html>REQUEST"),
        (200, b'{"events": 7, "responses": "REQUEST"}'),
        (200, b'{"events": [], "responses": []}'),
    ]
    assert breakable.actions.pid is not None
    os.kill(breakable.actions.pid, signal.SIGKILL)
    _until(lambda: breakable.actions.pid is None)
    try:
        with _action_server(breakable.actions_port, answers):
            while answers:
                for secret in ("A secret word: jacaranda", "秘密の合言葉はジャガランタ"):
                    assert Visitor(breakable).says(secret).understood["outcome"] == "apology"
                answers.pop(0)
    finally:
        breakable.restart(breakable.actions)
    for secret in ("jacaranda", "ジャガランタ", json.dumps("ジャガランタ")[1:-1]):
        assert secret not in breakable.logs()


def test_the_launcher_restarts_what_dies_and_ends_cleanly(tmp_path: Path) -> None:
    rasa_port, actions_port = free_port(), free_port()
    web_port = free_port()
    ports = {"RASA_PORT": str(rasa_port), "ACTIONS_PORT": str(actions_port), "WEB_PORT": str(web_port)}
    ports["DATA_DIR"] = str(tmp_path / "data")
    health = {name: f"http://127.0.0.1:{port}" for name, port in (("rasa", rasa_port), ("actions", actions_port))}
    command = [sys.executable, "-W", "ignore", "-m", "ops.launcher"]
    with (tmp_path / "out").open("w+", encoding="utf-8") as out:
        launcher = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **ports}, stdout=out, stderr=out)
        try:
            _until(lambda: "Ctrl-C" in (tmp_path / "out").read_text(encoding="utf-8"))
            child = subprocess.run(
                ["pgrep", "-P", str(launcher.pid), "-f", "rasa_sdk"], capture_output=True, text=True, check=True
            )
            os.kill(int(child.stdout.split()[0]), signal.SIGKILL)
            _until(lambda: "actions ended" in (tmp_path / "out").read_text(encoding="utf-8"))
            _until(lambda: _answers(f"{health['actions']}/health"))
            shown = (tmp_path / "out").read_text(encoding="utf-8")
            assert shown.index(f":{web_port}/demo/ja/") < shown.index(f":{web_port}/demo/en/") < shown.index("curl")
            assert _answers(f"http://127.0.0.1:{web_port}/demo/ja/")
            launcher.send_signal(signal.SIGINT)
            assert launcher.wait(30) == 0
        finally:
            launcher.kill()
    assert not _answers(f"{health['actions']}/health")
    assert not _answers(f"{health['rasa']}/webhooks/rest/")
    assert not _answers(f"http://127.0.0.1:{web_port}/chat/health")


def _until(condition: object, within_s: float = 120.0) -> None:
    deadline = time.monotonic() + within_s
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.2)


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=2).status_code == 200
    except requests.RequestException:
        return False
