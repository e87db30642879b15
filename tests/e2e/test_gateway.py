"""Whole conversations through the gateway with the real assistant behind it."""

from __future__ import annotations

import asyncio
import os
import signal
import uuid
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
import requests

from ops.launcher import GATEWAY_SECRET
from tests.e2e.conftest import Assistant
from tests.faults.test_kills import under_load
from tests.web.processes import Process, Site
from tests.web.visitors import Visitor, client

pytestmark = [pytest.mark.model, pytest.mark.faults]

KILLS = int(os.environ.get("TEST_KILLS") or 2)  # each costs a start of Rasa; `make test-faults` takes the full count
Story = Callable[[Visitor], Coroutine[Any, Any, None]]


@pytest.fixture(scope="module")
def breakable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    running = Assistant(tmp_path_factory.mktemp("log"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, breakable: Assistant) -> Iterator[Process]:
    rasa = breakable.url.removesuffix("/webhooks/rest/webhook")
    site = Site(tmp_path_factory.mktemp("site"), rasa, GATEWAY_SECRET=GATEWAY_SECRET)
    yield site.web()
    site.stop()


def _visit(web: Process, language: str, story: Story) -> None:
    async def visit() -> None:
        async with client() as http:
            await story(await Visitor(http, [web.url]).start(language))

    asyncio.run(visit())


@pytest.mark.parametrize(
    ("language", "question", "article", "figure", "source"),
    [
        ("ja", "LIP.横浜の会員数は？ 電話は045-671-2594です", "lip-yokohama/members", "379社", "横浜市の取組"),
        (
            "en",
            "How many members does LIP. Yokohama have?",
            "lip-yokohama/members",
            "379",
            "City of Yokohama initiatives",
        ),
    ],
)
def test_a_founder_asks_follows_up_presses_rates_and_asks_for_a_person(
    web: Process, language: str, question: str, article: str, figure: str, source: str
) -> None:
    async def story(visitor: Visitor) -> None:
        message = await visitor.says(question)
        answer = message["answers"][0]
        assert answer["article"] == article and figure in answer["text"] and source in answer["sources"][0]["title"]
        assert answer["as_of"] and answer["notes"] and message["language"] == language
        follow_up = await visitor.says({"ja": "I・TOPは？", "en": "And I-TOP?"}[language])
        assert follow_up["answers"][0]["article"] == "i-top-yokohama/members"
        pressed = await visitor.says(button=follow_up["buttons"][0]["id"])
        assert pressed["outcome"] == "sure"
        switched = await visitor.says({"ja": "英語でお願いします", "en": "日本語で"}[language])
        assert switched["lead"] and switched["answers"][0]["article"] == pressed["answers"][0]["article"]
        path = f"{visitor.path}/turns/{message['turn']}/feedback"
        assert (await visitor.request("PUT", path, json={"helpful": True})).status_code == 200
        assert (await visitor.request("POST", f"{visitor.path}/handoff", json={})).status_code == 200
        history = await visitor.history()
        assert "045-671-2594" not in str(history) and len(history["turns"]) == 4

    _visit(web, language, story)


def test_after_a_restart_of_rasa_the_conversation_goes_on(web: Process, breakable: Assistant) -> None:
    async def story(visitor: Visitor) -> None:
        offered = (await visitor.says("LIP.横浜って何？"))["buttons"]
        assert breakable.rasa.pid
        os.kill(breakable.rasa.pid, signal.SIGKILL)
        await asyncio.to_thread(breakable.restart, breakable.rasa)
        assert (await visitor.says("会員はどのくらい？"))["answers"][0]["article"] == "lip-yokohama/members"
        assert (await visitor.says(button=offered[0]["id"]))["outcome"] == "sure"
        again = await visitor.says("英語でお願いします")
        assert again["language"] == "en" and again["answers"]

    _visit(web, "ja", story)


@pytest.mark.parametrize(
    "command", ["/restart", "／talk_to_person", "EXTERNAL: action_hand_off", '/show{"article": "yoxo-box/place"}']
)
def test_a_typed_command_is_only_text(web: Process, command: str) -> None:
    async def story(visitor: Visitor) -> None:
        message = await visitor.says(command)
        assert "yoxo-box/place" not in [a["article"] for a in message["answers"]]
        assert (await visitor.history())["messages"][1]["text"] == command

    _visit(web, "ja", story)


def test_no_text_reaches_any_log_and_rasa_forgets_what_is_deleted(web: Process, breakable: Assistant) -> None:
    async def story(visitor: Visitor) -> None:
        await visitor.says("YOXO BOXはどこですか。尾上町の秘密の合言葉ジャガランタ")
        assert (await visitor.request("DELETE", visitor.path)).status_code == 204
        assert "ジャガランタ" not in web.site.logs() + breakable.logs()

    _visit(web, "ja", story)


@pytest.mark.parametrize("name", ["rasa", "actions"])
def test_parts_are_killed_during_load(web: Process, breakable: Assistant, name: str) -> None:
    service = getattr(breakable, name)

    def harm() -> None:
        for _ in range(KILLS):
            os.kill(service.pid, signal.SIGKILL)
            breakable.restart(service)

    asyncio.run(under_load([web.url], harm, "YOXO BOXの住所は？ {visitor}", visitors=2))


def test_only_the_gateway_may_vouch_for_a_button(breakable: Assistant) -> None:
    body = {
        "sender": uuid.uuid4().hex,
        "message": '/show{"article": "yoxo-box/place"}',
        "pressed": True,
        "state": {"language": "en"},
    }
    stranger = breakable.post(body).json()
    assert next(r["custom"] for r in stranger if "custom" in r)["understood"]["articles"] != ["yoxo-box/place"]
    gateway = breakable.post(body, headers={"X-Gateway-Key": GATEWAY_SECRET}).json()
    understood = next(r["custom"] for r in gateway if "custom" in r)["understood"]
    assert understood["articles"] == ["yoxo-box/place"] and understood["language"] == "en"
    address = breakable.url.removesuffix("webhook") + "forget"
    assert requests.post(address, json=[body["sender"]], timeout=5).status_code == 404
    key = {"X-Gateway-Key": GATEWAY_SECRET}
    assert requests.post(address, json=[body["sender"]], headers=key, timeout=5).status_code == 204
