"""50 visitors, 20 turns each, one in ten sent two or three times, against two web processes on one database."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.fake_rasa import FakeRasa
from tests.web.processes import Process, Site
from tests.web.visitors import Visitor, client

pytestmark = [pytest.mark.load, pytest.mark.database]

VISITORS, TURNS, REPEATED = 50, 20, 0.1


@pytest.fixture
def two_processes(tmp_path: Path, rasa: FakeRasa) -> Iterator[list[Process]]:
    site = Site(tmp_path, rasa.url)
    yield [site.web(), site.web()]
    site.stop()


def test_every_turn_is_stored_once_in_order_and_answered(two_processes: list[Process], rasa: FakeRasa) -> None:
    rng = random.Random(20)
    urls = [process.url for process in two_processes]

    async def visit(http: object, number: int) -> tuple[list[str], dict[str, object]]:
        visitor = Visitor(http, urls, f"10.0.0.{number}", random.Random(number))  # type: ignore[arg-type]
        await visitor.start()
        turns = [str(uuid.uuid4()) for _ in range(TURNS)]
        for place, turn in enumerate(turns):
            times = rng.choice([2, 3]) if rng.random() < REPEATED else 1
            await asyncio.gather(*[visitor.insist(f"{number}/{place}", turn) for _ in range(times)])
        await visitor.settled(turns, 90)
        return turns, await visitor.history()

    async def all_visit() -> list[tuple[list[str], dict[str, object]]]:
        async with client() as http:
            return await asyncio.gather(*[visit(http, number) for number in range(VISITORS)])

    stored = 0
    for number, (turns, history) in enumerate(asyncio.run(all_visit())):
        assert [t["id"] for t in history["turns"]] == turns  # type: ignore[index, attr-defined]
        said = [m["text"] for m in history["messages"] if m["turn"] and m["author"] == "assistant"]  # type: ignore[index, attr-defined]
        # On a machine busy with other things some turns pass the deadline, and are apologised for.
        right = [s == f"answer to {number}/{place}" or "Economic Affairs" in s for place, s in enumerate(said)]
        assert len(said) == TURNS and all(right)
        seqs = [m["seq"] for m in history["messages"]]  # type: ignore[index, attr-defined]
        assert seqs == sorted(set(seqs))
        stored += len(turns)
    assert stored == VISITORS * TURNS
    assert set(rasa.texts) == {f"{v}/{p}" for v in range(VISITORS) for p in range(TURNS)}
