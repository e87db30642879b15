"""Switching from the desk: the trial's word, a reason against it, the way back, and what the launcher says."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from ops.serving import SERVING
from tests.web.desk.conftest import Browser, Play, in_thread, member
from tests.web.training.conftest import Workshop
from tests.web.visitors import Visitor
from web.desk.models import AuditEntry
from web.desk.roles import Role
from web.training import switching
from web.training.models import Switch
from web.trials.models import Trial

pytestmark = pytest.mark.database


def scene_of(play: Play, steps: Any) -> None:
    member(Role.MANAGER, "sato", language="en")

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter("sato")
        await browser.get("models/")
        await steps(browser)

    play(scene)


def audited(action: str) -> list[str]:
    return list(AuditEntry.objects.filter(action=action, staff="sato").values_list("target", flat=True))


def test_a_model_that_passed_its_trial_is_used(workshop: Workshop, play: Play) -> None:
    async def steps(browser: Browser) -> None:
        await in_thread(workshop.tried, "new")
        page = (await browser.get("models/of/new")).text
        assert "Passed" in page and "right 90 → 91 of 100" in page and 'name="reason"' not in page
        assert (await browser.post("models/of/new/use")).status_code == 302
        page = (await browser.get("models/")).text
        assert "Switching to model new" in page

    scene_of(play, steps)
    switch = Switch.objects.get()
    assert workshop.order and (workshop.order.model, workshop.order.number) == ("new", switch.number)
    assert (switch.before, switch.by, switch.back, switch.reason) == ("now", "sato", False, "")
    assert audited("model_ordered") == ["now > new"] and audited("model_overridden") == []


@pytest.mark.parametrize("trial", ["none", "worse", "old", "running"])
def test_against_its_trial_a_model_is_used_only_with_a_reason(trial: str, workshop: Workshop, play: Play) -> None:
    async def steps(browser: Browser) -> None:
        if trial == "worse":
            await in_thread(lambda: workshop.tried("new", worse=2))
        elif trial == "old":
            await in_thread(lambda: workshop.tried("new", live="before.tar.gz"))
        elif trial == "running":
            await in_thread(lambda: workshop.tried("new", "running"))
        page = (await browser.get("models/of/new")).text
        assert (
            "until its trial is over" if trial == "running" else "It cannot be used as it is"
        ) in page and 'name="reason"' in page
        for reason in ("", "   .   "):
            refused = await browser.post("models/of/new/use", reason=reason)
            assert refused.status_code == 409 and "has to pass a trial first" in refused.text
        assert workshop.order is None and not await in_thread(Switch.objects.exists)
        assert (await browser.post("models/of/new/use", reason="公開日に間に合わせるため")).status_code == 302

    scene_of(play, steps)
    assert workshop.order and workshop.order.model == "new"
    assert Switch.objects.get().reason == "公開日に間に合わせるため"
    assert audited("model_overridden") == ["now > new"] and audited("model_ordered") == []


def test_going_back_needs_no_trial(workshop: Workshop, play: Play) -> None:
    async def steps(browser: Browser) -> None:
        assert 'value="before"' in (await browser.get("models/")).text
        assert (await browser.post("models/back", name="new")).status_code == 409, "it is not the previous one"
        assert (await browser.post("models/back", name="before")).status_code == 302

    scene_of(play, steps)
    assert workshop.order and workshop.order.model == "before" and Switch.objects.get().back
    assert audited("model_restored") == ["now > before"]


@pytest.mark.parametrize(
    ("name", "told"),
    [("foreign", "trained for another version"), ("unknown", "another version"), ("now", "in use already")],
)
def test_what_does_not_fit_cannot_be_chosen(name: str, told: str, workshop: Workshop, play: Play) -> None:
    async def steps(browser: Browser) -> None:
        page = (await browser.get(f"models/of/{name}")).text
        assert f"/desk/models/of/{name}/use" not in page and f"/desk/models/of/{name}/trial" not in page
        refused = await browser.post(f"models/of/{name}/use", reason="a good reason")
        assert refused.status_code == 409 and told in refused.text
        await browser.post(f"models/of/{name}/trial")

    scene_of(play, steps)
    assert workshop.order is None and Switch.objects.count() == 0 and Trial.objects.count() == 0


def test_a_trial_is_ordered_from_the_model(workshop: Workshop, play: Play) -> None:
    async def steps(browser: Browser) -> None:
        await browser.get("models/of/new")
        assert (await browser.post("models/of/new/trial")).status_code == 302
        page = (await browser.get("models/of/new")).text
        assert 'action="/desk/models/of/new/trial"' not in page and 'hx-get="/desk/models/of/new/tried"' in page
        await in_thread(lambda: Trial.objects.update(state="running", done=1, total=4))
        assert "Being tried (25 %)" in (await browser.get("models/of/new/tried")).text
        await in_thread(lambda: Trial.objects.update(state="failed"))
        part = (await browser.get("models/of/new/tried")).text
        assert "The trial is over" in part and "hx-get" not in part
        await browser.get("models/of/new")
        assert (await browser.get("models/of/gone")).status_code == 404
        assert (await browser.post("models/of/gone/trial")).status_code == 404

    scene_of(play, steps)
    trial = Trial.objects.get()
    assert (trial.model, trial.live, trial.ordered_by) == ("new.tar.gz", "now.tar.gz", "sato")


def test_one_switch_at_a_time_and_its_end_is_noted(workshop: Workshop, play: Play) -> None:
    async def steps(browser: Browser) -> None:
        await browser.post("models/back", name="before")
        refused = await browser.post("models/back", name="before")
        assert refused.status_code == 409 and "Another switch is under way" in refused.text
        switch = await in_thread(Switch.objects.get)
        for state in ("starting", "moving", "settling"):
            workshop.tell(switch=workshop.switch(switch.number, state))
            await in_thread(switching.catch_up)
            assert (await in_thread(Switch.objects.get)).state == state
        assert "take the usual place" in (await browser.get("models/")).text.lower()
        workshop.tell(switch=workshop.switch(switch.number, "done"), model="before", previous="now")
        await in_thread(switching.catch_up)
        page = (await browser.get("models/")).text
        assert 'value="now"' in page, "and back again is one press"
        await in_thread(switching.catch_up)

    scene_of(play, steps)
    switch = Switch.objects.get()
    assert switch.state == "done" and switch.current is None and switch.ended_at


@pytest.mark.parametrize("problem", ["ended", "late", "other_model", "no_answer", "died", "interrupted"])
def test_why_a_switch_failed_is_said(problem: str, workshop: Workshop, play: Play) -> None:
    async def steps(browser: Browser) -> None:
        await browser.post("models/back", name="before")
        switch = await in_thread(Switch.objects.get)
        workshop.tell(switch=workshop.switch(switch.number, "failed", problem))
        await in_thread(switching.catch_up)
        page = (await browser.get("models/")).text
        assert "Not switched" in page
        assert (await browser.post("models/back", name="before")).status_code == 302, "it can be tried again"

    scene_of(play, steps)
    assert Switch.objects.get(current=None).problem == problem


def test_an_order_that_no_launcher_takes_does_not_wait_for_ever(workshop: Workshop, play: Play) -> None:
    async def steps(browser: Browser) -> None:
        await browser.post("models/back", name="before")

    scene_of(play, steps)
    switching.catch_up()
    assert Switch.objects.get().current
    Switch.objects.update(at=timezone.now() - datetime.timedelta(seconds=switching.UNHEARD_S + 1))
    switching.catch_up()
    assert (Switch.objects.get().state, Switch.objects.get().problem) == ("failed", "unheard")


def test_without_the_launcher_the_page_says_who_switches(workshop: Workshop, play: Play) -> None:
    async def steps(browser: Browser) -> None:
        (workshop.data / SERVING).unlink()
        page = (await browser.get("models/")).text
        assert "switched by whoever runs Rasa" in page and "/desk/models/back" not in page
        page = (await browser.get("models/of/new")).text
        assert "/desk/models/of/new/use" not in page and "/desk/models/of/new/trial" in page
        assert (await browser.post("models/of/new/use", reason="a good reason")).status_code == 409
        assert (await browser.post("models/back", name="before")).status_code == 409

    scene_of(play, steps)
    assert workshop.order is None
