"""1,000 turns of visitors who are with staff, on two web processes: the assistant answers none of them."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.fake_rasa import FakeRasa
from tests.web.processes import Site
from tests.web.staff import Desk, hire
from tests.web.visitors import Visitor, client

pytestmark = [pytest.mark.load, pytest.mark.database]

VISITORS, TURNS, STAFF = 50, 20, 5


@pytest.fixture
def site(tmp_path: Path, rasa: FakeRasa) -> Iterator[Site]:
    one = Site(tmp_path, rasa.url)
    one.web(), one.web()
    yield one
    one.stop()


def test_the_assistant_never_answers_while_staff_are_there(site: Site, rasa: FakeRasa) -> None:
    passwords = [hire(site, f"agent-{number}") for number in range(STAFF)]
    urls = [process.url for process in site.started]
    rasa.delay_s = 1.0  # so that the claims find turns the assistant is still thinking about

    async def ask(visitor: Visitor, number: int) -> None:
        await visitor.insist(f"before/{number}", str(uuid.uuid4()))
        response = await visitor.request("POST", f"{visitor.path}/handoff", json={})
        assert response.status_code == 200

    async def talk(visitor: Visitor, number: int) -> list[str]:
        turns = [str(uuid.uuid4()) for _ in range(TURNS)]
        for place, turn in enumerate(turns):
            await visitor.insist(f"staff/{number}/{place}", turn)
        return turns

    async def take(desk: Desk, handoffs: list[int]) -> list[int]:
        return [pk for pk in handoffs if await desk.post(f"handoffs/{pk}/do", do="claim") == 302]

    async def scene() -> list[dict[str, Any]]:
        async with client() as http:
            desks = [await Desk(urls[n % 2]).enter(f"agent-{n}", password) for n, password in enumerate(passwords)]
            visitors = [Visitor(http, urls, f"10.0.1.{number}") for number in range(VISITORS)]
            await asyncio.gather(*(visitor.start() for visitor in visitors))
            await asyncio.gather(*(ask(visitor, number) for number, visitor in enumerate(visitors)))
            found = [int(pk) for pk in re.findall(r'id="h(\d+)"', await desks[0].get("inbox"))]
            assert len(found) == VISITORS
            asking = [v.insist(f"during/{number}", str(uuid.uuid4())) for number, v in enumerate(visitors)]
            claiming = asyncio.gather(*(take(desk, found) for desk in desks))
            await asyncio.gather(*asking)
            won = await claiming
            assert sorted(pk for part in won for pk in part) == found
            turns = await asyncio.gather(*(talk(visitor, number) for number, visitor in enumerate(visitors)))
            await asyncio.gather(*(v.settled(own) for v, own in zip(visitors, turns)))
            histories = [await visitor.history() for visitor in visitors]
            # One is let go: the assistant is back there.
            owner = next(desk for desk, part in zip(desks, won) if found[0] in part)
            await owner.get("own")
            assert await owner.post(f"handoffs/{found[0]}/do", do="close", reason="answered") == 302
            states = [(await visitor.history())["conversation"]["handoff"]["state"] for visitor in visitors]
            assert sorted(set(states)) == ["closed", "staff"] and states.count("closed") == 1
            assert (await visitors[states.index("closed")].says("after"))["author"] == "assistant"
            for desk in desks:
                await desk.http.aclose()
            return histories

    histories = asyncio.run(scene())
    assert not [text for text in rasa.texts if text.startswith("staff/")], "the assistant was not even asked"
    for history in histories:
        with_staff = [m for m in history["messages"] if m["author"] == "visitor" and m["text"].startswith("staff/")]
        assert len(with_staff) == TURNS
        first = with_staff[0]["seq"]
        assert [m["author"] for m in history["messages"] if m["seq"] >= first] == ["visitor"] * TURNS
        assert {turn["status"] for turn in history["turns"] if turn["text"].startswith("staff/")} == {"answered"}
