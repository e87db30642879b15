"""Visitors' text is data: stored and shown as typed, never a command to Rasa, never a line of the event stream."""

from __future__ import annotations

import asyncio
import unicodedata
import uuid

from language.text import clean
from tests.hostile import HOSTILE
from tests.web.chat.conftest import Running
from tests.web.fake_rasa import FakeRasa
from tests.web.visitors import Visitor

AT_ONCE = 25  # in one conversation, under its limit a minute


def test_there_are_enough() -> None:
    assert len(HOSTILE) >= 300


def test_injected_text_stays_text(running: Running, rasa: FakeRasa) -> None:
    async def part(client: object, texts: list[str]) -> None:
        visitor = await Visitor(client, [""]).start()  # type: ignore[arg-type]
        turns = {str(uuid.uuid4()): text for text in texts}
        for turn, text in turns.items():
            assert (await visitor.put(text, turn)).status_code == 202, text
        await visitor.settled(list(turns))
        history = await visitor.history()
        for turn in history["turns"]:
            assert turn["text"] == clean(turns[turn["id"]]).strip()
        assert all(m["outcome"] != "handoff" for m in history["messages"])
        assert history["conversation"]["handoff"] is None and history["conversation"]["language"] == "ja"

    async def visit() -> None:
        async with running() as visitor:
            for start in range(0, len(HOSTILE), AT_ONCE):
                await part(visitor.client, HOSTILE[start : start + AT_ONCE])

    asyncio.run(visit())
    assert len(rasa.received) == len(HOSTILE)
    for body in rasa.received:
        plain = unicodedata.normalize("NFKC", body["message"]).lstrip()
        assert body["pressed"] is False and not plain.startswith("/") and not plain.lower().startswith("external")
