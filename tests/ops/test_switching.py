"""The model is changed while turns go on, with small processes in place of Rasa."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from ops import switching
from ops.serving import Serving, Switch, in_use
from ops.trained import SUFFIX
from tests.ops.conftest import Stack, model
from web.chat import limits
from web.chat.turns import Claim, Work
from web.chat.upstream import Upstream


class Visitors:
    """Asks turn after turn as the gateway does, until told to stop."""

    def __init__(self, file: Path, url: str):
        self.answers: list[str | None] = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._ask(file, url)))
        self._thread.start()

    async def _ask(self, file: Path, url: str) -> None:
        upstream = Upstream(url, "s", file)

        async def one() -> None:
            while not self._done.is_set():
                reply = await upstream.ask(work())
                self.answers.append(reply.text if reply else None)

        await asyncio.gather(*(one() for _ in range(4)))
        await upstream.close()

    def stop(self) -> list[str | None]:
        self._done.set()
        self._thread.join(20)
        return self.answers


def work() -> Work:
    values = dict.fromkeys(Work.__dataclass_fields__, "")
    claim = dict.fromkeys(Claim.__dataclass_fields__, "")
    return Work(**{**values, "claim": Claim(**claim), "text": "x", "at": time.time(), "pressed": False, "state": {}})  # type: ignore[arg-type]


def test_every_turn_is_answered_during_a_switch_and_the_usual_place_stays(stack: Stack) -> None:
    stack.start("old")
    visitors = Visitors(stack.serving.path, stack.url)
    stack.order("new")
    moving = stack.until("moving")
    assert moving.model == "new" and moving.previous == "old"
    second, usual = moving.urls
    assert usual == stack.url and "by new" in stack.says(second) and "by old" in stack.says()
    done = stack.until("done", "failed")
    answers = visitors.stop()
    assert stack.seen == [("starting", ""), ("moving", ""), ("settling", ""), ("done", "")]
    assert done.urls == (stack.url,) and done.model == "new" and done.previous == "old"
    assert "by new" in stack.says()
    assert len(answers) > 50 and None not in answers
    assert {answer.split()[1] for answer in answers if answer} == {f"old{SUFFIX}", f"new{SUFFIX}"}
    port = second.rpartition(":")[2]
    assert any(answer and answer.endswith(port) for answer in answers), "the second one answered meanwhile"


def test_a_turn_is_under_way_no_longer_than_a_switch_waits() -> None:
    assert max(limits.DEADLINE_S, limits.FIRST_TRY_S) < switching.DRAIN_S


@pytest.mark.parametrize(
    ("kind", "problem"),
    [("ends", "ended"), ("hangs", "late"), ("other", "other_model"), ("dumb", "no_answer"), ("dies", "died")],
)
def test_nothing_changes_when_the_second_one_fails(kind: str, problem: str, stack: Stack) -> None:
    model(stack.models, "bad", kind)
    stack.start("old")
    visitors = Visitors(stack.serving.path, stack.url)
    stack.order("bad")
    failed = stack.until("failed")
    answers = visitors.stop()
    assert failed.switch and failed.switch.problem == problem
    assert failed.model == "old" and failed.urls == (stack.url,) and failed.previous == ""
    assert "by old" in stack.says()
    assert answers and None not in answers
    stack.order("new", "2")
    assert stack.until("done").model == "new", "another order is carried out as usual"


def test_what_does_not_fit_is_refused_before_anything_is_started(stack: Stack) -> None:
    model(stack.models, "foreign", code="other code")
    stack.start("old")
    for number, (name, problem) in enumerate([("foreign", "code"), ("gone", "missing"), ("../old", "missing")]):
        stack.order(name, str(number))
        deadline = time.monotonic() + 5
        while not (stack.now.switch and stack.now.switch.number == str(number)):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert stack.now.switch and (stack.now.switch.state, stack.now.switch.problem) == ("failed", problem)
    assert not (stack.folder / "rasa-second.log").exists()


def test_the_usual_one_is_tried_again_while_the_second_answers(stack: Stack) -> None:
    stack.start("old")
    stack.order("new")
    second = stack.until("moving").urls[0]
    (stack.models / f"new{SUFFIX}").write_text("ends")
    deadline = time.monotonic() + 20
    while not (stack.now.switch and stack.now.switch.problem == "ended"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert stack.now.urls == (second,) and "by new" in stack.says(second)
    (stack.models / f"new{SUFFIX}").write_text("fine")
    assert stack.until("done").urls == (stack.url,)
    assert "by new" in stack.says()


def test_what_dies_is_started_again_before_and_after(stack: Stack) -> None:
    stack.start("old")
    for name, number in (("old", ""), ("new", "1")):
        if number:
            stack.order(name, number)
            stack.until("done")
        pid = stack.rasas.usual.service.pid
        assert pid
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while stack.rasas.usual.service.pid in (None, pid):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        stack.run(stack.rasas.usual.service.ready())
        assert f"by {name}" in stack.says()


@pytest.mark.parametrize(
    ("state", "started_with", "ended"),
    [("starting", "old", "failed"), ("moving", "new", "done"), ("settling", "new", "done"), ("done", "new", "done")],
)
def test_a_launcher_that_ended_midway_leaves_no_switch_open(
    state: str, started_with: str, ended: str, stack: Stack
) -> None:
    stack.order("new")
    at = "2026-11-25T00:00:00+00:00"
    switch = Switch(number="1", model="new", state=state, at=at)  # type: ignore[arg-type]
    urls, previous = ("http://127.0.0.1:1",), "old" if started_with == "new" else "older"
    stack.serving.write(Serving(urls=urls, model=started_with, previous=previous, inputs="present", switch=switch))
    stack.start(started_with)
    assert stack.now.switch and stack.now.switch.state == ended
    assert stack.now.switch.problem == ("interrupted" if ended == "failed" else "")
    assert stack.now.urls == (stack.url,) and stack.now.model == started_with and stack.now.previous == previous
    time.sleep(0.2)
    assert f"by {started_with}" in stack.says(), "the order is not carried out a second time"


def test_an_order_nobody_heard_is_over_at_the_next_start(stack: Stack) -> None:
    stack.order("new", "7")
    stack.start("old")
    assert stack.now.switch and stack.now.switch.number == "7" and stack.now.switch.problem == "interrupted"
    assert stack.now.model == "old"


def test_a_start_notices_another_model_than_the_one_it_asked_for(stack: Stack) -> None:
    model(stack.models, "bad", "other")
    stack.start("bad")
    assert stack.run(stack.rasas.wrong_model()) is True
    stack.stop()
    stack.start("old")
    assert stack.run(stack.rasas.wrong_model()) is False


def test_a_stop_midway_ends_both(stack: Stack) -> None:
    stack.start("old")
    stack.order("new")
    stack.until("moving")
    assert len(stack.rasas.services) == 2
    stack.stop()
    assert [one.pid for one in stack.rasas.services] == [None, None]
    stack.start(stack.now.model)
    assert "by new" in stack.says(), "what had answered is chosen"


def test_deleted_conversations_are_forgotten_by_both(stack: Stack) -> None:
    stack.start("old")
    stack.order("new")
    urls = stack.until("moving").urls

    async def forget() -> None:
        upstream = Upstream(stack.url, "s", stack.serving.path)
        await upstream.forget(["somebody"])
        await upstream.close()

    asyncio.run(forget())
    told = (stack.models / "forgotten").read_text().split("\n")
    assert {f"{url.rpartition(':')[2]} somebody" for url in urls} <= set(told)


def test_what_is_in_use_is_known_to_whoever_deletes_old_models(stack: Stack) -> None:
    assert in_use(stack.folder) == set()
    stack.start("old")
    stack.order("new")
    stack.until("done")
    assert in_use(stack.folder) == {"old", "new"}
