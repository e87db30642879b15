"""The worker's rounds, with a process that speaks like the real one (which tests/e2e starts)."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.editing import LAB, edit
from tests.web.desk.conftest import in_thread, member
from tests.web.processes import PYTHON
from tests.web.review.conftest import said
from web.articles import drafts, fields
from web.articles.models import Draft
from web.chat.errors import knowledge_base
from web.desk.roles import Role
from web.review.erasing import erase
from web.review.judging import Opinion, judge
from web.trials import claims, rounds
from web.trials.models import Trial, TrialTurn
from web.trials.orders import order_draft, order_model

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
MEMBERS, LAB_MEMBERS = "example-hub/members", "sample-lab/members"
Meanwhile = Callable[[], Awaitable[None]]


@pytest.fixture
def data(knowledge: Path, tmp_path: Path, settings: Any) -> Path:
    """The worker's data folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data_dir=folder)
    return folder


@pytest.fixture
def process(data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Has trials run by a process that behaves in some way; gives the file in which it says who it is."""

    def behave(how: str) -> Path:
        pids = data / "process"
        monkeypatch.setattr(rounds, "COMMAND", [*PYTHON, "tests.web.trials.fake_process", how, str(pids)])
        return pids

    return behave


def _draft(answer: str = "Example Hub has 121 member companies.") -> Draft:
    editor = member(Role.EDITOR)
    found = drafts.begin(knowledge_base(), MEMBERS, editor)
    content = {
        **fields.of_article(knowledge_base().articles[MEMBERS]),
        "answer_en": answer,
        "answer_ja": "会員は、121社です。",
    }
    saved = drafts.save(found.pk, found.version, content, "", editor)
    return drafts.submit(saved.pk, saved.version, editor)


def _work(*, until: Callable[[], bool], meanwhile: Meanwhile | None = None) -> None:
    """Runs the rounds until something holds."""

    async def all_of_it() -> None:
        stop = asyncio.Event()
        working = asyncio.create_task(rounds.follow(stop, 0.05))
        if meanwhile:
            await meanwhile()
        deadline = time.monotonic() + 30
        while not await in_thread(until):
            assert time.monotonic() < deadline and not working.done(), "did not happen in time"
            await asyncio.sleep(0.05)
        stop.set()
        await working

    asyncio.run(all_of_it())


def _over() -> bool:
    return all(trial.over for trial in Trial.objects.all())


def _gone(pids: Path) -> bool:
    try:
        os.kill(int(pids.read_text(encoding="utf-8").split("\n")[0]), 0)
    except ProcessLookupError:
        return True
    return False


def test_a_trial_ends_with_figures_and_with_what_would_change(process: Any, data: Path) -> None:
    process("well")
    _draft()
    had = said(
        {"text": "members?", "article": MEMBERS, "detected": "en"},
        {"text": "会員は？", "article": MEMBERS, "detected": "ja"},
    )
    judge(had.turns.get(text="members?").pk, member(Role.MANAGER), Opinion("right"))
    _work(until=_over)
    trial = Trial.objects.get()
    assert (trial.state, trial.done, trial.total) == ("done", 6, 6)
    english, japanese = trial.figures["en"], trial.figures["ja"]
    assert english["held_out"]["now"]["wrong"] == english["held_out"]["then"]["right"] == 1
    assert english["turns"] == {"asked": 1, "reviewed": 1, "better": 0, "worse": 0, "changed": 1}
    assert japanese["turns"] == {"asked": 1, "reviewed": 0, "better": 0, "worse": 0, "changed": 1}
    rows = {row.question or row.turn.text: row for row in trial.turns.select_related("turn")}
    assert {key: row.verdict for key, row in rows.items()} == {
        "en-1": "better", "members?": "changed", "会員は？": "changed",
    }  # fmt: skip
    assert rows["members?"].after == {
        "outcome": "sure", "articles": [MEMBERS], "offered": [], "text": "121", "result": "right",
    }  # fmt: skip
    assert [one.name for one in data.iterdir()] == ["process"], "the copy of the articles is gone"


def test_a_reviewed_turn_that_gets_worse_is_counted(process: Any, tmp_path: Path) -> None:
    process("well")
    (tmp_path / "models" / "second.tar.gz").touch()
    (tmp_path / "models" / "live").write_text("first.tar.gz")
    had = said({"text": "members?", "article": MEMBERS, "detected": "en"})
    judge(had.turns.get().pk, member(Role.MANAGER), Opinion("article", MEMBERS))
    order_model("second.tar.gz", "manager")
    _work(until=_over)
    trial = Trial.objects.get()
    assert trial.figures["en"]["turns"]["worse"] == 1
    row = trial.turns.get(turn__isnull=False)
    assert (row.verdict, row.before["result"], row.after["result"], row.after["articles"]) == (
        "worse", "right", "wrong", [LAB_MEMBERS],
    )  # fmt: skip


@pytest.mark.parametrize(("how", "problem"), [("problem", "malformed"), ("crash", "crashed"), ("hang", "too_long")])
def test_a_trial_that_cannot_be_finished_fails_with_the_reason(
    how: str, problem: str, process: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids = process(how)
    monkeypatch.setattr(rounds, "LONGEST_S", 3.0)
    _draft()
    _work(until=_over)
    trial = Trial.objects.get()
    assert (trial.state, trial.problem) == ("failed", problem) and trial.ended_at
    assert _gone(pids)


def test_a_worker_that_is_told_to_end_leaves_the_trial_waiting(process: Any) -> None:
    pids = process("hang")
    _draft()
    _work(until=lambda: Trial.objects.filter(state="running", total__gt=0).exists())
    assert Trial.objects.get().state == "waiting" and _gone(pids)
    process("well")
    _work(until=_over)
    assert Trial.objects.get().state == "done"


def test_a_trial_of_a_worker_that_died_is_taken_up_again_and_given_up_the_second_time(process: Any, data: Path) -> None:
    process("well")
    _draft()
    claimed = claims.claim()
    assert claimed and claims.claim() is None, "one at a time"
    (data / "trial-left").mkdir()
    Trial.objects.update(lease_until=time.time() - 1)
    _work(until=_over)
    assert Trial.objects.get().state == "done" and not (data / "trial-left").exists()
    assert not claims.renew(claimed, 1, 2), "the dead worker, should it live, has nothing to say any more"
    again = order_draft(Draft.objects.get(), "editor", {"days": 7})
    for _ in range(2):
        assert claims.claim() == again
        Trial.objects.update(lease_until=time.time() - 1)
    assert claims.claim() is None
    again.refresh_from_db()
    assert (again.state, again.problem) == ("failed", "interrupted")


def test_what_changed_before_it_began_is_not_tried_and_a_waiting_draft_is_tried_anew(
    process: Any, knowledge: Path
) -> None:
    process("well")
    _draft()
    edit(knowledge / LAB, "en: Sample Lab is", "en: The Sample Lab is")
    _work(until=lambda: Trial.objects.filter(state="done").exists())
    old, new = Trial.objects.order_by("pk")
    assert (old.state, old.problem, new.state, new.ordered_by) == ("failed", "stale", "done", "worker")


def test_without_a_model_it_fails_and_is_ordered_again_when_there_is_one(process: Any, tmp_path: Path) -> None:
    process("well")
    (tmp_path / "models" / "first.tar.gz").unlink()
    _draft()
    _work(until=_over)
    assert Trial.objects.get().problem == "no_model"
    (tmp_path / "models" / "second.tar.gz").touch()
    _work(until=lambda: Trial.objects.filter(state="done").exists())
    assert Trial.objects.get(state="done").live == "second.tar.gz"


def test_a_conversation_that_is_erased_meanwhile_leaves_nothing(process: Any, data: Path) -> None:
    pids = process("slowly")
    pids.with_suffix(".wait").touch()
    _draft()
    manager = member(Role.MANAGER)
    had, kept = said({"text": "zebra", "article": MEMBERS}), said({"text": "other", "article": MEMBERS})

    async def meanwhile() -> None:
        while not pids.exists():
            await asyncio.sleep(0.05)
        await in_thread(erase, had.pk, manager)
        pids.with_suffix(".wait").unlink()

    _work(until=_over, meanwhile=meanwhile)
    trial = Trial.objects.get()
    assert trial.state == "done" and [row.turn.text for row in trial.turns.filter(turn__isnull=False)] == ["other"]
    assert trial.figures["ja"]["turns"]["asked"] == 1
    erase(kept.pk, manager)
    assert not TrialTurn.objects.filter(turn__isnull=False).exists() and trial.turns.count() == 1
