"""The gateway under load, beside Rasa alone over REST in the same run: `make bench-load`.

One visitor asks by turns here and there, for the difference at the median. Then 50 visitors ask at a steady rate; the
highest rate at which the 95th percentile stays under a second counts. A turn through the gateway is timed from sending
it to the answer arriving by the event stream. `--quick` takes less than four minutes, and half the time at each rate.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
import uuid
from pathlib import Path

import httpx

from bench.speed import QUESTIONS
from ops.launcher import migrate, services, web_services
from ops.model import ensure_model
from ops.service import free_port

VISITORS = 50
P95_S = 1.0
ANSWERED_S = 30.0
CONVERSATIONS = 3  # of each visitor, by turns: a conversation takes so many turns a minute and no more


class OverRest:
    """A visitor who asks Rasa itself."""

    def __init__(self, client: httpx.AsyncClient, address: str, number: int):
        self._client, self._address, self._sender = client, address, uuid.uuid4().hex

    async def begin(self) -> None:
        """Nothing to do."""

    async def ask(self, text: str) -> None:
        """Sends a question and waits for the answer."""
        body = {"sender": self._sender, "message": text}
        (await self._client.post(f"{self._address}/webhooks/rest/webhook", json=body)).raise_for_status()

    async def end(self) -> None:
        """Nothing to do."""


class ThroughGateway:
    """A visitor of the chat, with an open event stream for each conversation."""

    def __init__(self, client: httpx.AsyncClient, address: str, number: int):
        self._client, self._address, self._number = client, address, number
        self._places: list[tuple[str, dict[str, str]]] = []
        self._answered: dict[str, asyncio.Event] = {}
        self._listening: list[asyncio.Task[None]] = []
        self._asked = 0

    async def begin(self) -> None:
        """Starts the conversations and their streams."""
        for _ in range(CONVERSATIONS):
            own = {"X-Forwarded-For": f"10.0.{self._number // 250}.{self._number % 250}"}
            start = f"{self._address}/chat/conversations"
            started = (await self._client.post(start, json={"language": "ja"}, headers=own)).json()
            headers = {**own, "Authorization": f"Bearer {started['token']}"}
            path = f"{start}/{started['conversation']['id']}"
            self._places.append((path, headers))
            self._listening.append(asyncio.create_task(self._listen(path, headers)))

    async def _listen(self, path: str, headers: dict[str, str]) -> None:
        async with self._client.stream("GET", f"{path}/events", headers=headers, timeout=None) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data:") and '"author":"assistant"' in line and '"turn":"' in line:
                    turn = line.split('"turn":"', 1)[1].split('"', 1)[0]
                    if turn in self._answered:
                        self._answered[turn].set()

    async def ask(self, text: str) -> None:
        """Sends a turn and waits until its answer has arrived."""
        path, headers = self._places[self._asked % CONVERSATIONS]
        self._asked += 1
        turn = str(uuid.uuid4())
        answered = self._answered[turn] = asyncio.Event()
        sent = await self._client.put(f"{path}/turns/{turn}", json={"text": text}, headers=headers)
        sent.raise_for_status()
        await asyncio.wait_for(answered.wait(), ANSWERED_S)
        del self._answered[turn]

    async def end(self) -> None:
        """Closes the streams."""
        for task in self._listening:
            task.cancel()
        await asyncio.gather(*self._listening, return_exceptions=True)


async def at_rate(kind: type[OverRest] | type[ThroughGateway], address: str, rate: float, for_s: float) -> list[float]:
    """Seconds each turn took with all visitors together asking `rate` times a second."""
    took: list[float] = []
    async with httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=None), trust_env=False) as client:
        visitors = [kind(client, address, number) for number in range(VISITORS)]
        for visitor in visitors:
            await visitor.begin()

        async def visit(number: int) -> None:
            pause = VISITORS / rate
            due = time.monotonic() + pause * number / VISITORS
            end = time.monotonic() + for_s
            asked = number
            while due < end:
                await asyncio.sleep(max(due - time.monotonic(), 0))
                await visitors[number].ask(QUESTIONS[asked % len(QUESTIONS)])
                took.append(time.monotonic() - due)  # a visitor who is kept waiting asks late, and that counts
                due, asked = due + pause, asked + 1

        await asyncio.gather(*[visit(number) for number in range(VISITORS)])
        for visitor in visitors:
            await visitor.end()
    return took


async def highest(kind: type[OverRest] | type[ThroughGateway], address: str, rates: list[float], for_s: float) -> float:
    """The highest of the rates at which the 95th percentile stays under `P95_S`, found by halving; 0 without one."""
    steady, too_many = 0, len(rates) + 1  # as places in `rates`, from 1
    while too_many - steady > 1:
        place = (steady + too_many) // 2
        took = sorted(await at_rate(kind, address, rates[place - 1], for_s))
        p95, median = took[int(len(took) * 0.95)], statistics.median(took)
        shown = f"median {median * 1000:5.0f} ms  p95 {p95 * 1000:5.0f} ms"
        print(f"  {kind.__name__:15} {rates[place - 1]:5.1f}/s  {shown}", flush=True)
        if p95 < P95_S:
            steady = place
        else:
            too_many = place
    return rates[steady - 1] if steady else 0.0


async def medians(rasa: str, web: str, rounds: int) -> tuple[float, float]:
    """Median milliseconds of one visitor's turns at Rasa and through the gateway, asked by turns."""
    async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
        both: tuple[OverRest | ThroughGateway, ...] = (OverRest(client, rasa, 0), ThroughGateway(client, web, 251))
        took: tuple[list[float], list[float]] = ([], [])
        for visitor in both:
            await visitor.begin()
        for number in range(rounds):
            for visitor, times in zip(both, took):
                began = time.monotonic()
                await visitor.ask(QUESTIONS[number % len(QUESTIONS)])
                times.append((time.monotonic() - began) * 1000)
            await asyncio.sleep(1.0)  # a conversation takes 30 turns a minute
        await both[1].end()
    return statistics.median(took[0]), statistics.median(took[1])


async def run(rates: list[float], for_s: float, rounds: int) -> None:
    """Starts everything in a temporary folder, measures, stops."""
    with tempfile.TemporaryDirectory() as folder:
        ports = [free_port() for _ in range(3)]
        os.environ["TRUSTED_PROXIES"] = "127.0.0.1"  # every visitor has an address of their own
        data = Path(folder) / "data"
        assert migrate(data)
        running = services(ensure_model(), rasa_port=ports[0], actions_port=ports[1], log_dir=data)
        running += web_services(rasa_port=ports[0], web_port=ports[2], data_dir=data, log_dir=data)[1:]
        try:
            for service in running:
                await service.start()
            assert all([await service.ready() for service in running])
            rasa, web = (f"http://127.0.0.1:{ports[n]}" for n in (0, 2))
            direct, through = await medians(rasa, web, rounds)
            found = f"Rasa alone {direct:.1f} ms, gateway {through:.1f} ms, {through - direct:+.1f} ms"
            print(f"one visitor, median: {found}", flush=True)
            alone = await highest(OverRest, rasa, rates, for_s)
            gateway = await highest(ThroughGateway, web, rates, for_s)
            cost = 100 * (1 - gateway / alone) if alone else 0.0
            found = f"Rasa alone {alone:.0f}, gateway {gateway:.0f} turns/s, {cost:.0f} % less"
            print(f"highest steady rate at p95 < {P95_S:.0f} s: {found}")
        finally:
            for service in running:
                await service.stop()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", type=float, nargs="+", default=[8, 12, 16, 18, 20, 22, 24, 26, 28, 30, 32, 36, 40])
    parser.add_argument("--quick", action="store_true", help="half the time at each rate, half the rounds")
    parser.add_argument("--seconds", type=float, default=20.0, help="at each rate")
    parser.add_argument("--rounds", type=int, default=60, help="of one visitor, for the median")
    chosen = parser.parse_args()
    share = 2 if chosen.quick else 1
    asyncio.run(run(sorted(chosen.rates), chosen.seconds / share, chosen.rounds // share))


if __name__ == "__main__":
    main()
