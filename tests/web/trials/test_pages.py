"""Starting a trial and reading what came of it, through the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.articles.test_editing import ANSWER, begin, send
from tests.web.desk.conftest import Browser, Play, in_thread, member
from tests.web.review.conftest import said
from tests.web.trials.conftest import tried
from tests.web.visitors import Visitor
from web.chat.models import Turn
from web.desk.models import AuditEntry
from web.desk.roles import Role
from web.trials.models import Trial, TrialTurn

pytestmark = pytest.mark.database
SIDE = {"outcome": "sure", "articles": ["example-hub/members"], "offered": [], "text": "It has 120."}


def _rows(trial: Trial, turn: Turn) -> None:
    wrong = {**SIDE, "articles": ["sample-lab/members"], "text": "The lab has 9.", "result": "wrong"}
    offers = {
        "outcome": "close",
        "articles": [],
        "offered": ["example-hub/overview"],
        "text": "Which?",
        "result": "offered",
    }
    values = {"trial": trial, "language": "en", "reviewed": True}
    TrialTurn.objects.create(verdict="changed", question="en-1", text="held out?", before=SIDE, after={**SIDE, "text": "It has 121."}, **values)  # fmt: skip
    TrialTurn.objects.create(verdict="better", question="en-2", text="lab?", before=wrong, after=offers, **values)
    TrialTurn.objects.create(verdict="worse", turn=turn, before={**SIDE, "result": "right"}, after=wrong, **values)


def _asked(page: str) -> list[str]:
    return re.findall(r'<h3 lang="\w\w">([^<]*)</h3>', page)


@pytest.mark.parametrize(("language", "now", "then"), [("ja", "今", "公開後"), ("en", "Now", "After the release")])
def test_both_answers_stand_side_by_side_the_worst_first(
    language: str, now: str, then: str, knowledge: Path, play: Play
) -> None:
    member(Role.EDITOR, language=language)
    had = said({"text": "members?"}, language="en")

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.EDITOR)
        address, fields = await begin(browser)
        await send(browser, address, fields, "submit", answer_en=ANSWER)
        trial = await in_thread(lambda: tried(worse=1))
        turn = await in_thread(had.turns.get)
        await in_thread(_rows, trial, turn)
        page = (await browser.get(f"trials/{trial.pk}")).text
        assert _asked(page) == ["members?", "lab?", "held out?"]
        assert page.count(f"<h4>{now}</h4>") == page.count(f"<h4>{then}</h4>") == 3
        assert f'href="/desk/transcripts/{had.pk}#t{turn.pk}"' in page
        assert "It has 120." in page and "It has 121." in page and "The lab has 9." in page
        for query, asked in (
            ("verdict=worse", ["members?"]), ("verdict=better", ["lab?"]), ("language=ja", []), ("source=turn", ["members?"]),
            ("source=question&verdict=changed", ["held out?"]), ("verdict=nonsense", ["members?", "lab?", "held out?"]),
        ):  # fmt: skip
            assert _asked((await browser.get(f"trials/{trial.pk}?{query}")).text) == asked, query
        assert f'href="/desk/trials/{trial.pk}"' in (await browser.get("trials/")).text

    play(scene)
    looks = AuditEntry.objects.filter(action="listed").values_list("target", flat=True)
    assert list(looks) == [f"trial {Trial.objects.get().pk}"] * 4, "whoever sees what visitors wrote is noted"


def test_a_draft_is_tried_on_what_is_chosen(knowledge: Path, play: Play) -> None:
    member(Role.EDITOR)
    had = said({"text": "補助金の申請"})

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.EDITOR)
        address, fields = await begin(browser)
        await send(browser, address, fields, "save", answer_en=ANSWER)
        number = address.rpartition("/")[2]
        assert f'href="/desk/trials/?draft={number}"' in (await browser.get(address)).text
        page = (await browser.get("transcripts?q=補助")).text
        assert 'href="/desk/trials/?q=%E8%A3%9C%E5%8A%A9"' in page
        page = (await browser.get("trials/?q=補助")).text
        assert 'value="query" checked' in page and 'value="model:' not in page
        for form, chosen in (
            ({"turns": "query", "query": "q=%E8%A3%9C%E5%8A%A9"}, {"query": "q=%E8%A3%9C%E5%8A%A9"}),
            ({"turns": "conversation", "conversation": had.pk}, {"conversation": had.pk}),
            ({"turns": "7"}, {"days": 7}),
            ({"turns": "9999"}, {"days": 30}),
        ):
            await browser.get("trials/")
            started = await browser.post("trials/", what=f"draft:{number}", **form)
            assert started.status_code == 302
            trial = await in_thread(lambda: Trial.objects.latest("pk"))
            assert started.headers["location"] == f"/desk/trials/{trial.pk}" and trial.chosen == chosen
        waits = (await browser.get(f"trials/{trial.pk}")).text
        assert f'hx-get="/desk/trials/{trial.pk}/progress"' in waits
        assert "hx-refresh" not in (await browser.get(f"trials/{trial.pk}/progress")).headers
        await in_thread(lambda: Trial.objects.update(state="failed", problem="crashed"))
        assert (await browser.get(f"trials/{trial.pk}/progress")).headers["hx-refresh"] == "true"
        assert "途中で止まりました" in (await browser.get(f"trials/{trial.pk}")).text
        await browser.get("trials/")
        await browser.post("trials/", what=f"draft:{number}", turns="7")
        assert (await browser.post("trials/", what="draft:999", turns="7")).status_code == 404

    play(scene)
    assert Trial.objects.count() == 5, "one that failed can be started again"


def test_models_are_tried_by_managers_only(knowledge: Path, tmp_path: Path, play: Play) -> None:
    member(Role.EDITOR)
    member(Role.MANAGER)
    (tmp_path / "models" / "second.tar.gz").touch()
    (tmp_path / "models" / "live").write_text("first.tar.gz")

    async def scene(visitor: Visitor) -> None:
        editor, manager = await Browser().enter(Role.EDITOR), await Browser().enter(Role.MANAGER)
        await editor.get("trials/")
        assert (await editor.post("trials/", what="model:second.tar.gz", turns="7")).status_code == 403
        page = (await manager.get("trials/")).text
        assert 'value="model:second.tar.gz"' in page and 'value="model:first.tar.gz"' not in page
        assert (await manager.post("trials/", what="model:../x", turns="7")).headers["location"] == "/desk/trials/"
        assert (await manager.post("trials/", what="model:second.tar.gz", turns="7")).status_code == 302
        trial = await in_thread(tried)
        assert "second.tar.gz" in (await editor.get(f"trials/{trial.pk}")).text

    play(scene)
    trial = Trial.objects.get()
    assert (trial.kind, trial.model, trial.live, trial.chosen) == (
        "model",
        "second.tar.gz",
        "first.tar.gz",
        {"days": 7},
    )
