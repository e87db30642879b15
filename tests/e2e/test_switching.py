"""The model is changed under visitors who go on asking, by the real launcher between two real models."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from ops.model import ROOT, ensure_model
from ops.service import free_port
from ops.serving import Order, order_in, serving_in
from ops.trained import SUFFIX, note_of, write_note
from tests.e2e.test_faults import _until
from tests.web.visitors import Visitor, client

pytestmark = [pytest.mark.model, pytest.mark.faults]

SECRET = "secret-of-the-tests"
QUESTIONS = (
    ("ja", "YOXO BOXの住所を教えてください", "yoxo-box/place"),
    ("en", "How many members does LIP. Yokohama have?", "lip-yokohama/members"),
)


@contextmanager
def launcher(env: dict[str, str], out: Path) -> Iterator[None]:
    with out.open("w", encoding="utf-8") as file:
        command = [sys.executable, "-W", "ignore", "-m", "ops.launcher"]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, stdout=file, stderr=file)
        try:
            _until(lambda: "Ctrl-C" in out.read_text(encoding="utf-8"))
            yield
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
        finally:
            process.kill()


def loaded(port: str) -> str:
    """Which model the usual Rasa says it has."""
    address = f"http://127.0.0.1:{port}/webhooks/rest/model"
    assert requests.get(address, timeout=5).status_code == 404, "that is for the gateway only"
    return str(requests.get(address, headers={"X-Gateway-Key": SECRET}, timeout=5).json()["model"])


def test_every_turn_is_answered_while_the_model_is_changed(tmp_path: Path) -> None:
    trained, models, data = ensure_model(), tmp_path / "models", tmp_path / "data"
    models.mkdir()
    note = note_of(trained)
    assert note
    for name in (trained.name, f"other{SUFFIX}"):
        shutil.copy2(trained, models / name)
        write_note(models / name, note)
    ports = {name: str(free_port()) for name in ("RASA_PORT", "ACTIONS_PORT", "WEB_PORT")}
    env = {**ports, "DATA_DIR": str(data), "MODELS_DIR": str(models), "GATEWAY_SECRET": SECRET}
    with launcher(env, tmp_path / "out"):
        assert loaded(ports["RASA_PORT"]) == trained.name
        asked = asyncio.run(_asked_during_a_switch(f"http://127.0.0.1:{ports['WEB_PORT']}", data))
        assert loaded(ports["RASA_PORT"]) == f"other{SUFFIX}"
        told = serving_in(data).now()
        assert told and told.switch and told.switch.state == "done", told
        assert told.model == "other" and told.previous == trained.name.removesuffix(SUFFIX)
        assert told.urls == (f"http://127.0.0.1:{ports['RASA_PORT']}",)
    assert len(asked) > 20 and set(asked) == {"answered"}
    with launcher(env, tmp_path / "out"):
        assert loaded(ports["RASA_PORT"]) == f"other{SUFFIX}", "the chosen one is used again"


async def _asked_during_a_switch(url: str, data: Path) -> list[str]:
    """What became of each turn of two visitors who ask until the switch is over."""
    order_in(data).write(Order(number=uuid.uuid4().hex, model="other"))
    states: list[str] = []

    def over() -> bool:
        told = serving_in(data).now()
        return bool(told and told.switch and told.switch.state in ("done", "failed"))

    async def visit(number: int) -> None:
        language, question, article = QUESTIONS[number]
        visitor = await Visitor(http, [url], f"10.3.0.{number}").start(language)
        while not over():
            message = await visitor.says(question)
            turns = (await visitor.history())["turns"]
            states.append(next(one["status"] for one in turns if one["id"] == message["turn"]))
            assert [one["article"] for one in message["answers"]] == [article]
            await asyncio.sleep(2.1)  # as many turns a minute as a conversation may send

    async with client() as http:
        await asyncio.gather(*(visit(number) for number in range(len(QUESTIONS))))
    return states
