"""Rasa kept alive, and its model changed without a lost turn (docs/adr/0017-switching-models.md).

A second Rasa loads the wanted model. When it has answered a turn with it, new turns go there; when those under way have
ended, the usual Rasa starts again with the model, gets the turns back, and the second one ends.
"""

from __future__ import annotations

import asyncio
import datetime
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import requests

from knowledge.loading import KnowledgeError
from ops.inputs import present_inputs
from ops.service import FIRST_PAUSE_S, LONGEST_PAUSE_S, Service, free_port
from ops.serving import OPEN, Order, Serving, State, Switch, order_in, serving_in
from ops.trained import SUFFIX, Trained, find

LOOK_S = 0.5  # how soon an order is noticed
DRAIN_S = 10.0  # the gateway gives a turn up after 9.5 s, so that none is under way any more
PROBE_S = 30.0  # for the first turn of a Rasa that has just started, on a busy machine
PROBE = {"sender": "launcher", "message": "こんにちは"}

Make = Callable[[str, Path, int], Service]


@dataclass(frozen=True)
class Rasa:
    """One Rasa process.

    Attributes:
        service: the process.
        url: where it listens, up to the port.
    """

    service: Service
    url: str


class Rasas:
    """The usual Rasa, during a switch a second one, and the files that tell the web processes of them.

    Args:
        make: makes the process from a name, the file of the model and a port.
        model: that the usual one starts with.
        port: of the usual one.
        data_dir: of the files.
        models_dir: where models are found.
        secret: by which Rasa knows the gateway, as which the launcher asks it.
    """

    def __init__(self, make: Make, model: Path, *, port: int, data_dir: Path, models_dir: Path, secret: str):
        self._make, self._port, self._models, self._secret = make, port, models_dir, secret
        self._file, self._orders = serving_in(data_dir), order_in(data_dir)
        self._watching: list[asyncio.Task[None]] = []
        self._following: Optional[asyncio.Task[None]] = None
        self.usual = self._new("rasa", model, port)
        self._others: list[Rasa] = []
        order = self._orders.now()
        self._seen = order.number if order else ""
        self._serving = self._at_start(model.name.removesuffix(SUFFIX), order)
        self._file.write(self._serving)

    @property
    def services(self) -> list[Service]:
        """Every process that runs or may run."""
        return [one.service for one in (self.usual, *self._others)]

    async def wrong_model(self) -> bool:
        """Whether the usual Rasa has loaded another model than told. Its first turn, a slow one, is over then."""
        wanted = f"{self._serving.model}{SUFFIX}"
        return await asyncio.to_thread(probe, self.usual.url, wanted, self._secret) == "other_model"

    def follow(self) -> asyncio.Task[None]:
        """Keeps the usual Rasa, which has been started, alive and carries out orders, until `end`."""
        self._following = asyncio.create_task(self._follow())
        return self._following

    async def end(self) -> None:
        """Ends every process, also in the middle of a switch."""
        following = self._following
        while following and not following.done():
            following.cancel()  # and again: in Python 3.10 a wait that is over this moment swallows it
            await asyncio.wait([following], timeout=0.1)
        await asyncio.gather(*(service.stop() for service in self.services))

    async def _follow(self) -> None:
        self._keep(self.usual)
        try:
            while True:
                order = self._orders.now()
                if order and order.number != self._seen:
                    self._seen = order.number
                    await self._carry_out(order)
                await asyncio.sleep(LOOK_S)
        finally:
            for task in self._watching:
                task.cancel()

    def _at_start(self, model: str, order: Optional[Order]) -> Serving:
        """How things stand at a start; an order that an earlier launcher did not finish is over."""
        before = self._file.now()
        if before is None:
            before = Serving(urls=(), model=model, inputs="")
        previous = before.previous if before.model == model else before.model
        switch = before.switch
        if order and (switch is None or switch.number != order.number):
            switch = Switch(**order.dict(), state="starting", at=_now())
        if switch and switch.state in OPEN:
            done = switch.state != "starting" and switch.model == model
            problem = "" if done else "interrupted"
            switch = switch.copy(update={"state": "done" if done else "failed", "problem": problem, "at": _now()})
        inputs = present_inputs().name
        return Serving(urls=(self.usual.url,), model=model, previous=previous, inputs=inputs, switch=switch)

    async def _carry_out(self, order: Order) -> None:
        model = find(self._models, order.model)
        if model is None:
            return await self._tell(order, "failed", "missing")
        try:
            inputs = await asyncio.to_thread(present_inputs)
        except KnowledgeError:
            return await self._tell(order, "failed", "knowledge")
        if not model.usable(inputs):
            return await self._tell(order, "failed", "code")
        print(f"Switching to the model {model.name} ... / モデルを{model.name}に切り替えています...", flush=True)
        await self._tell(order, "starting")
        second = self._new("rasa-second", model.path, free_port())
        self._others = [second]
        if problem := await self._trouble(second, model):
            await self._end_others()
            return await self._tell(order, "failed", problem)
        started, before = second.service.pid, self._serving
        self._keep(second)
        chosen = {"model": model.name, "previous": before.model, "inputs": inputs.name}
        await self._tell(order, "moving", urls=(second.url, self.usual.url), **chosen)
        await asyncio.sleep(DRAIN_S)
        if started is None or second.service.pid != started:  # the gateway has gone back to the usual one by itself
            back = {"model": before.model, "previous": before.previous, "inputs": before.inputs}
            await self._tell(order, "failed", "died", urls=(self.usual.url,), **back)
            return await self._end_others()
        await self._settle(order, model, second)

    async def _settle(self, order: Order, model: Trained, second: Rasa) -> None:
        """Brings the usual Rasa back with the new model; until it is there the second one answers."""
        await self._tell(order, "settling", urls=(second.url,))
        pause = FIRST_PAUSE_S
        while True:
            await self.usual.service.stop()
            self.usual = self._new("rasa", model.path, self._port)
            problem = await self._trouble(self.usual, model)
            if not problem:
                break
            await self._tell(order, "settling", problem)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)
        self._keep(self.usual)
        await self._tell(order, "settling", urls=(self.usual.url, second.url))
        await asyncio.sleep(DRAIN_S)
        await self._tell(order, "done", urls=(self.usual.url,))
        await self._end_others()
        print(f"The model is {model.name} now. / モデルは{model.name}になりました。", flush=True)

    async def _trouble(self, rasa: Rasa, model: Trained) -> str:
        """Starts a Rasa and waits until it answers; what is wrong with it, or nothing."""
        try:
            await rasa.service.start()
        except OSError:  # no memory for another process, perhaps
            return "ended"
        if not await rasa.service.ready():
            return "ended" if rasa.service.pid is None else "late"
        return await asyncio.to_thread(probe, rasa.url, model.path.name, self._secret)

    async def _end_others(self) -> None:
        for other in self._others:
            await other.service.stop()
        self._others = []

    async def _tell(self, order: Order, state: State, problem: str = "", **changes: Any) -> None:
        """Writes how things stand; goes on only when that is done, because the gateway acts on it."""
        switch = Switch(**order.dict(), state=state, problem=problem, at=_now())
        self._serving = self._serving.copy(update={**changes, "switch": switch})
        if problem:
            print(f"The model {order.model}: {state}, {problem} (logs are in var/log)", flush=True)
        while True:
            try:
                return self._file.write(self._serving)
            except OSError as fault:
                print(f"{self._file.path} cannot be written: {fault}", file=sys.stderr, flush=True)
                await asyncio.sleep(FIRST_PAUSE_S)

    def _new(self, name: str, model: Path, port: int) -> Rasa:
        return Rasa(self._make(name, model, port), f"http://127.0.0.1:{port}")

    def _keep(self, rasa: Rasa) -> None:
        self._watching = [task for task in self._watching if not task.done()]
        self._watching.append(asyncio.create_task(rasa.service.watch()))


def probe(url: str, model: str, secret: str) -> str:
    """Asks a Rasa which model it has loaded and has it answer a turn.

    Args:
        url: of Rasa, up to the port.
        model: the name of the file it should have; where that is missing it loads another without a word.
        secret: by which it knows the gateway.

    Returns:
        nothing when all is well, else `other_model` or `no_answer`.
    """
    webhook, headers = f"{url}/webhooks/rest", {"X-Gateway-Key": secret}
    try:
        loaded = requests.get(f"{webhook}/model", headers=headers, timeout=PROBE_S).json()
        said = requests.post(f"{webhook}/webhook", json=PROBE, headers=headers, timeout=PROBE_S).json()
        requests.post(f"{webhook}/forget", json=[PROBE["sender"]], headers=headers, timeout=PROBE_S)
    except (requests.RequestException, ValueError):
        return "no_answer"
    if loaded != {"model": model}:
        return "other_model"
    answered = any(one.get("text") for one in said)
    outcomes = {one["custom"].get("understood", {}).get("outcome") for one in said if "custom" in one}
    return "" if answered and "apology" not in outcomes else "no_answer"


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)
