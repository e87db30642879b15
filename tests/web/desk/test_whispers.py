"""Typing of staff reaches visitors whose stream another web process holds."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.web.fake_rasa import FakeRasa
from tests.web.processes import Site
from tests.web.staff import Desk, hire
from tests.web.visitors import Visitor, client

pytestmark = pytest.mark.database


def test_the_visitor_sees_it_whichever_process_staff_use(tmp_path: Path, rasa: FakeRasa) -> None:
    site = Site(tmp_path, rasa.url)
    one, two = site.web(), site.web()
    password = hire(site, "tanaka", name="Tanaka")

    async def scene() -> list[str]:
        desk = await Desk(two.url).enter("tanaka", password)
        seen: list[str] = []
        async with client() as http:
            visitor = await Visitor(http, [one.url]).start()
            await visitor.request("POST", f"{visitor.path}/handoff", json={})
            await desk.get("inbox")
            handoff = desk.page.split('id="h')[1].split('"')[0]
            assert await desk.post(f"handoffs/{handoff}/do", do="claim") == 302

            async def listen() -> None:
                async for event in visitor.events():
                    if event["kind"] == "typing":
                        seen.append(event["name"])

            listening = asyncio.create_task(listen())
            await asyncio.sleep(1)
            assert await desk.post(f"handoffs/{handoff}/typing") == 204
            await asyncio.sleep(2)
            assert await desk.post(f"handoffs/{handoff}/typing") == 204
            await asyncio.sleep(2)
            listening.cancel()
        await desk.http.aclose()
        return seen

    try:
        assert asyncio.run(scene()) == ["Tanaka", "Tanaka"]
    finally:
        site.stop()
