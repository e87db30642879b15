"""Training from the desk: ordered on the page, carried out by the worker, seen as it goes."""

from __future__ import annotations

import asyncio
import datetime
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.editing import HUB, edit
from tests.web.desk.conftest import Browser, Play, in_thread, member
from tests.web.training.conftest import Workshop
from tests.web.visitors import Visitor
from web.chat.errors import newest
from web.desk.models import AuditEntry, StaffMember
from web.desk.roles import Role
from web.training import orders, rounds
from web.training.models import Training
from web.trials import claims

pytestmark = pytest.mark.database

DONE = "(models / 'made.tar.gz').write_text('x')\nsay(model='made')"


def ordered(name: str = "sato") -> Training:
    return orders.order_training(StaffMember.objects.filter(username=name).first() or member(Role.MANAGER, name))


def carry_out(until: Callable[[], Any], within_s: float = 20.0) -> None:
    """The worker's part, until something is so."""

    async def work() -> None:
        stop, deadline = asyncio.Event(), time.monotonic() + within_s
        following = asyncio.create_task(rounds.follow(stop, 0.05))
        while not await in_thread(until):
            assert time.monotonic() < deadline, "did not happen in time"
            await asyncio.sleep(0.05)
        stop.set()
        await following

    asyncio.run(work())


def ended() -> bool:
    return not Training.objects.filter(current=True).exists()


def test_a_manager_trains_from_the_articles_as_they_are(workshop: Workshop, play: Play) -> None:
    member(Role.MANAGER, "sato", language="en")

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter("sato")
        page = (await browser.get("models/")).text
        assert "Titles or example questions have changed" in page
        assert (await browser.post("models/train")).status_code == 302
        page = (await browser.get("models/")).text
        assert "Waiting for the worker" in page and 'action="/desk/models/train"' not in page
        again = await browser.post("models/train")
        assert again.status_code == 409 and "A training is under way" in again.text

    play(scene)
    training = Training.objects.get()
    assert training.ordered_by == "sato" and training.state == Training.State.WAITING
    assert AuditEntry.objects.filter(action="training_ordered", staff="sato", target=str(training.pk)).count() == 1


def test_where_nothing_changed_there_is_nothing_to_train(workshop: Workshop, play: Play) -> None:
    workshop.make(workshop.inputs.name)
    member(Role.MANAGER, "sato", language="en")

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter("sato")
        assert 'action="/desk/models/train"' not in (await browser.get("models/")).text
        refused = await browser.post("models/train")
        assert refused.status_code == 409 and "nothing to train" in refused.text
        edit(workshop.knowledge / HUB, "has 120 member companies", "has 121 member companies")
        await in_thread(lambda: newest(workshop.knowledge).refresh())
        assert 'action="/desk/models/train"' not in (await browser.get("models/")).text, "an answer is not learnt"
        edit(workshop.knowledge / HUB, "- Example Hub members count", "- Example Hub members in numbers")
        await in_thread(lambda: newest(workshop.knowledge).refresh())
        assert 'action="/desk/models/train"' in (await browser.get("models/")).text

    play(scene)
    assert Training.objects.count() == 0


def test_a_read_only_folder_is_said(workshop: Workshop, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    member(Role.MANAGER, "sato", language="en")
    monkeypatch.setattr("web.training.orders.os.access", lambda path, mode: False)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter("sato")
        page = (await browser.get("models/")).text
        assert "cannot be written" in page and 'action="/desk/models/train"' not in page
        assert (await browser.post("models/train")).status_code == 409

    play(scene)


@pytest.mark.django_db(transaction=True)
def test_the_worker_trains_and_says_how_far_it_is(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.training_is(f"while not (models / 'go').exists(): time.sleep(0.05)\n{DONE}", monkeypatch)
    training = ordered()
    steps = [["TermsFeaturizer", 1.0, 2.0], ["KernelIntentClassifier", 2.5, None]]

    def told() -> bool:
        training.refresh_from_db()
        if training.steps == steps and not (workshop.models / "go").exists():
            assert training.state == Training.State.RUNNING and orders.busy()
            (workshop.models / "go").touch()
        return training.state != Training.State.RUNNING and training.state != Training.State.WAITING

    carry_out(told)
    assert (training.state, training.model, training.problem) == ("done", "made", "")
    assert training.steps == steps and training.current is None and not orders.busy()


@pytest.mark.django_db(transaction=True)
def test_the_worker_hands_on_who_trains_and_what_must_stay(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.training_is(f"(models / 'called').write_text(' '.join(sys.argv[1:]))\n{DONE}", monkeypatch)
    ordered("tanaka")
    workshop.tried("before", "waiting")
    carry_out(ended)
    called = (workshop.models / "called").read_text().split()
    assert {"--lines", "--by=tanaka", "--keep=before", "--keep=now"} <= set(called)
    assert any(one.startswith("--nice=") for one in called)


@pytest.mark.django_db(transaction=True)
def test_a_training_that_fails_says_why_without_personal_data(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = "print('x' * 9000, file=sys.stderr)\nprint('no space left, call 045-671-2594', file=sys.stderr)"
    workshop.training_is(f"{reason}\nsys.exit(1)", monkeypatch)
    training = ordered()
    carry_out(ended)
    training.refresh_from_db()
    assert (training.state, training.problem, training.model) == ("failed", "failed", "")
    assert training.tail.endswith("no space left, call ***") and len(training.tail) < 5000
    assert ordered("sato").pk != training.pk, "another one can be ordered"


@pytest.mark.django_db(transaction=True)
def test_a_training_that_cannot_even_be_started_is_over(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "COMMAND", [str(workshop.data / "nothing")])
    training = ordered()
    carry_out(ended)
    training.refresh_from_db()
    assert (training.state, training.problem, training.tail) == ("failed", "failed", "FileNotFoundError")


@pytest.mark.django_db(transaction=True)
def test_a_training_is_called_off(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.training_is("time.sleep(60)", monkeypatch)
    training = ordered()
    manager = StaffMember.objects.get()
    orders.cancel_training(manager)
    training.refresh_from_db()
    assert training.state == Training.State.CANCELLED, "the worker has not begun"
    second = ordered()

    def running() -> bool:
        second.refresh_from_db()
        if second.state == Training.State.RUNNING and not second.cancelling:
            orders.cancel_training(manager)
        return second.current is None

    carry_out(running)
    assert second.state == Training.State.CANCELLED
    assert AuditEntry.objects.filter(action="training_cancelled").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_ends_takes_its_training_along(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.training_is("(models / 'running').touch()\ntime.sleep(60)", monkeypatch)
    training = ordered()
    carry_out((workshop.models / "running").exists)
    training.refresh_from_db()
    assert (training.state, training.problem) == ("failed", "interrupted")


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_no_training_that_runs_for_ever(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.training_is(DONE, monkeypatch)
    training = ordered()
    long_ago = timezone.now() - datetime.timedelta(seconds=orders.STALE_S + 1)
    Training.objects.update(state=Training.State.RUNNING, started_at=long_ago, seen_at=long_ago)
    assert not orders.busy()
    carry_out(ended)
    training.refresh_from_db()
    assert (training.state, training.problem) == ("failed", "interrupted")


@pytest.mark.django_db(transaction=True)
def test_a_training_waits_for_a_trial(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.training_is(DONE, monkeypatch)
    trial = workshop.tried("new", "running")
    training = ordered()
    assert orders.claim() is None
    trial.state = "done"
    trial.save()
    carry_out(ended)
    training.refresh_from_db()
    assert training.state == Training.State.DONE


@pytest.mark.django_db(transaction=True)
def test_a_trial_waits_for_a_training(workshop: Workshop) -> None:
    ordered()
    workshop.tried("new", "waiting")
    running = orders.claim()
    assert running and claims.claim() is None
    orders.finish(running.pk, "done", [])
    assert claims.claim()


def test_what_is_under_way_is_followed_on_the_page(workshop: Workshop, play: Play) -> None:
    member(Role.MANAGER, "sato", language="en")

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter("sato")
        training = await in_thread(ordered)
        await in_thread(
            lambda: Training.objects.update(
                state="running", started_at=timezone.now(), seen_at=timezone.now(), steps=[["RulePolicy", 1.0, None]]
            )
        )
        page = (await browser.get("models/")).text
        address = page.split('hx-get="/desk/')[-1].split('"')[0].replace("&amp;", "&")
        part = await browser.get(address)
        assert "Rules of conversation" in part.text and "HX-Refresh" not in part.headers
        await in_thread(lambda: orders.finish(training.pk, "done", [], model="made"))
        assert (await browser.get(address)).headers["HX-Refresh"] == "true", "the whole page is loaded anew"
        page = (await browser.get("models/")).text
        assert "hx-get" not in page.split('id="now"')[1].split(">")[0], "nothing is asked for any more"

    play(scene)


def test_only_managers_see_models(workshop: Workshop, play: Play, tmp_path: Path) -> None:
    for role in (Role.AGENT, Role.EDITOR, Role.AUDITOR):
        member(role)

    async def scene(visitor: Visitor) -> None:
        for role in (Role.AGENT, Role.EDITOR, Role.AUDITOR):
            browser = await Browser().enter(role.value)
            assert (await browser.get("models/")).status_code == 403
            assert (await browser.post("models/train")).status_code == 403
            assert "/desk/models/" not in (await browser.get("own")).text

    play(scene)
    assert Training.objects.count() == 0
