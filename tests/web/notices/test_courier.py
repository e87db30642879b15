"""Notices arrive, whatever the receiver does: a clock of our own, receivers that fail in every way."""

from __future__ import annotations

import asyncio
import datetime
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.notices.conftest import Clock, notice
from web.chat.database import Database
from web.notices import outbox
from web.notices.courier import Courier
from web.notices.errors import Undeliverable
from web.notices.models import OutboxItem
from web.notices.outbox import State

pytestmark = pytest.mark.django_db
DAY_S = 24 * 3600


class Receiver:
    """Honours the key: what comes again under the same one is no new case.

    Args:
        trouble: raises for an attempt that fails; it is told the number of the attempt.
        lost: whether the receiver has taken in what is reported as failed.
    """

    def __init__(self, trouble: Callable[[int], None] = lambda attempt: None, lost: bool = False):
        self.cases: dict[str, str] = {}
        self.attempts = 0
        self.trouble, self.lost = trouble, lost

    def __call__(self, item: OutboxItem, content: dict[str, Any]) -> None:
        self.attempts += 1
        try:
            self.trouble(self.attempts)
        except Undeliverable:
            if self.lost:
                self.cases[item.key] = content["text"]
            raise
        self.cases[item.key] = content["text"]


def _put(count: int, clock: Clock) -> None:
    outbox.put([notice(number) for number in range(count)], clock())


def _run(courier: Courier, clock: Clock, until_s: float = 2 * DAY_S, pause_s: float = 0) -> None:
    """Lets time pass from one due notice to the next, some of them together as after a worker's pause."""
    end = clock() + datetime.timedelta(seconds=until_s)
    while clock() < end:
        if courier.round():
            continue
        due = OutboxItem.objects.filter(state=State.WAITING).order_by("due_at").first()
        if due is None:
            return
        clock.now = max(due.due_at, clock.now) + datetime.timedelta(seconds=pause_s)


def _down_for_an_hour(clock: Clock) -> Callable[[int], None]:
    up_at = clock() + datetime.timedelta(hours=1)

    def trouble(attempt: int) -> None:
        if clock() < up_at:
            raise Undeliverable("unreachable")

    return trouble


def _half(clock: Clock) -> Callable[[int], None]:
    chance = random.Random(1)

    def trouble(attempt: int) -> None:
        if chance.random() < 0.5:
            raise Undeliverable("http_500")

    return trouble


def _slow(clock: Clock) -> Callable[[int], None]:
    """Nine seconds each, as slow as the time-outs let anything be."""
    return lambda attempt: clock.forward(9)


def _all_of_it(clock: Clock) -> Callable[[int], None]:
    down, half = _down_for_an_hour(clock), _half(clock)

    def trouble(attempt: int) -> None:
        clock.forward(0.5)
        down(attempt)
        half(attempt)

    return trouble


@pytest.mark.parametrize(
    ("trouble", "lost"),
    [(_down_for_an_hour, False), (_half, False), (_slow, False), (_half, True), (_all_of_it, True)],
    ids=["down for an hour", "half fail", "slow", "takes it, then times out", "everything together"],
)
def test_a_thousand_of_a_thousand_arrive_once(trouble: Callable[[Clock], Callable[[int], None]], lost: bool) -> None:
    clock = Clock()
    receiver = Receiver(trouble(clock), lost)
    _put(1000, clock)
    _run(Courier("webhook", receiver, clock), clock, pause_s=20)
    assert OutboxItem.objects.filter(state=State.DELIVERED).count() == 1000
    assert sorted(receiver.cases.values()) == sorted(f"text {n}" for n in range(1000))
    assert not OutboxItem.objects.exclude(sealed="").exists(), "what was said is no longer kept"


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_several_workers_take_each_notice_once() -> None:
    clock = Clock()
    _put(200, clock)
    receiver = Receiver()
    processes = [Database(threads=1) for _ in range(4)]

    async def work(process: Database) -> None:
        while await process.run(Courier("webhook", receiver, clock).round):
            pass

    async def all_at_once() -> None:
        await asyncio.gather(*map(work, processes))

    asyncio.run(all_at_once())
    for process in processes:
        process.close()
    assert receiver.attempts == 200 and len(receiver.cases) == 200


@pytest.mark.database
def test_a_worker_that_dies_while_sending_is_followed_by_another() -> None:
    clock = Clock()
    _put(1, clock)
    keys: list[str] = []

    def dies(item: OutboxItem, content: dict[str, Any]) -> None:
        keys.append(item.key)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Courier("webhook", dies, clock).round()
    receiver = Receiver()
    courier = Courier("webhook", receiver, clock)
    assert courier.round() == 0, "it may still be at it"
    clock.forward(outbox.LEASE.total_seconds())
    assert courier.round() == 1 and list(receiver.cases) == keys


@pytest.mark.database
def test_a_late_failure_of_one_worker_does_not_undo_the_delivery_of_another() -> None:
    clock = Clock()
    _put(1, clock)
    (stale,) = outbox.take("webhook", clock(), 1)
    clock.forward(outbox.LEASE.total_seconds())
    (fresh,) = outbox.take("webhook", clock(), 1)
    outbox.failed(stale, "timeout", clock())
    assert OutboxItem.objects.get().failures == 0, "its attempt is no longer the newest"
    outbox.delivered(fresh, clock())
    outbox.failed(fresh, "timeout", clock())
    assert OutboxItem.objects.get().state == State.DELIVERED


def test_pauses_grow_from_a_second_to_a_quarter_of_an_hour_and_differ() -> None:
    for failures in range(40):
        pauses = {outbox.pause_s(failures) for _ in range(50)}
        assert all(1 <= pause <= 900 for pause in pauses)
        assert max(pauses) <= 2**failures
        assert failures == 0 or len(pauses) > 10
    assert max(outbox.pause_s(30) for _ in range(200)) > 800 and min(outbox.pause_s(30) for _ in range(200)) >= 450


@pytest.mark.database
def test_after_a_day_it_is_given_up_and_staff_can_have_it_tried_again() -> None:
    clock = Clock()

    def never(attempt: int) -> None:
        raise Undeliverable("http_503")

    receiver = Receiver(never)
    courier = Courier("webhook", receiver, clock)
    _put(1, clock)
    start = clock()
    _run(courier, clock, 3 * DAY_S)
    item = OutboxItem.objects.get()
    assert (item.state, item.problem) == (State.DEAD, "http_503")
    assert item.finished_at is not None and item.finished_at - start == outbox.GIVE_UP_AFTER
    assert 90 < receiver.attempts < 250
    key = item.key
    assert outbox.try_again(OutboxItem.objects.all(), clock()) == 1
    receiver.trouble = lambda attempt: None
    assert courier.round() == 1
    assert list(receiver.cases) == [key]
    assert outbox.try_again(OutboxItem.objects.all(), clock()) == 0, "what arrived is not sent again"


def test_what_is_refused_for_good_is_given_up_at_once() -> None:
    clock = Clock()

    def refused(attempt: int) -> None:
        raise Undeliverable("smtp_550", for_good=True)

    _put(1, clock)
    Courier("webhook", Receiver(refused), clock).round()
    assert OutboxItem.objects.get().state == State.DEAD


def test_a_notice_whose_key_is_gone_is_given_up(settings: Any) -> None:
    clock = Clock()
    _put(1, clock)
    OutboxItem.objects.update(sealed="gAAAAA")
    Courier("webhook", Receiver(), clock).round()
    assert OutboxItem.objects.get().problem == "unreadable"


@pytest.mark.database
def test_the_same_notice_is_put_once_and_channels_are_apart() -> None:
    clock = Clock()
    _put(3, clock)
    _put(4, clock)
    outbox.put([notice(1, "mail")], clock())
    assert OutboxItem.objects.count() == 5
    assert Courier("mail", Receiver(), clock).round() == 1


@pytest.mark.database
def test_old_notices_are_forgotten() -> None:
    clock = Clock()
    _put(2, clock)
    first, second = OutboxItem.objects.order_by("pk")
    outbox.delivered(first, clock())
    outbox.failed(second, "x", clock(), for_good=True)
    clock.forward(8 * DAY_S)
    outbox.forget(clock())
    assert [one.pk for one in OutboxItem.objects.all()] == [second.pk]
    clock.forward(30 * DAY_S)
    outbox.forget(clock())
    assert not OutboxItem.objects.exists()
