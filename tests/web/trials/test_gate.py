"""What may be released: through the pages where drafts are approved."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as used

from knowledge.loading import load
from tests.editing import LAB, edit
from tests.web.articles.test_editing import ANSWER, begin, decide, form, send
from tests.web.desk.conftest import Browser, Play, in_thread, member
from tests.web.trials.conftest import figures, tried
from tests.web.visitors import Visitor
from web.articles.models import Edition
from web.desk.models import AuditEntry
from web.desk.roles import Role
from web.trials import gate
from web.trials.models import Trial
from web.trials.orders import order_model

pytestmark = pytest.mark.database
REASON = "The old figure is wrong, and a visitor complained."


def _published(knowledge: Path) -> bool:
    return load(knowledge).articles["example-hub/members"].answer.en == ANSWER


async def _hand_in(browser: Browser) -> str:
    """A draft that waits for approval, its trial not yet made."""
    address, fields = await begin(browser)
    assert (await send(browser, address, fields, "submit", answer_en=ANSWER)).status_code == 302
    return address


@pytest.mark.parametrize(
    ("lost", "ja", "en"),
    [
        ({"right": -1}, "英語の評価用の質問の正解が、10問中8問から7問に", "Of 10 held-out questions in English 7 would be answered rightly, not 8"),
        ({"wrong": 1}, "誤答が、10問中0問から1問に", "Of 10 held-out questions in English 1 would be answered wrongly, not 0"),
        ({"worse": 2}, "悪くなるものが2件", "Of the reviewed questions in English 2 would be answered worse"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_draft_that_makes_something_worse_is_refused(
    language: str, lost: dict[str, int], ja: str, en: str, knowledge: Path, play: Play
) -> None:
    member(Role.EDITOR, "writer")
    member(Role.EDITOR, "reader", language=language)

    async def scene(visitor: Visitor) -> None:
        writer, reader = await Browser().enter("writer"), await Browser().enter("reader")
        address = await _hand_in(writer)
        trial = await in_thread(lambda: tried(**lost))
        listed = (await reader.get("articles/drafts")).text
        assert ("悪くなる質問あり" if language == "ja" else "Something gets worse") in listed
        page = (await reader.get(address)).text
        assert (ja if language == "ja" else en) in page and f'href="/desk/trials/{trial.pk}"' in page
        assert 'value="publish"' not in page
        refused = await decide(reader, address, overriding=REASON)
        assert refused.status_code == 409 and not _published(knowledge), "an editor's reason does not do"

    play(scene)
    assert not Edition.objects.exists()


def test_a_manager_may_override_with_a_reason_that_stays(knowledge: Path, play: Play) -> None:
    member(Role.EDITOR, "writer")
    member(Role.MANAGER, language="en")

    async def scene(visitor: Visitor) -> None:
        writer, manager = await Browser().enter("writer"), await Browser().enter(Role.MANAGER)
        address = await _hand_in(writer)
        await in_thread(lambda: tried(worse=1))
        assert 'name="overriding"' in (await manager.get(address)).text
        assert (await decide(manager, address, overriding="  ")).status_code == 409 and not _published(knowledge)
        done = await decide(manager, address, overriding=REASON)
        assert done.status_code == 302 and _published(knowledge)
        assert REASON in (await manager.get(done.headers["location"].removeprefix("/desk/"))).text

    play(scene)
    assert Edition.objects.get().overridden == REASON
    entry = AuditEntry.objects.get(action="trial_overridden")
    assert (entry.staff, entry.target) == ("manager", "example-hub/members")


def test_a_draft_that_passed_is_published_without_a_word(knowledge: Path, play: Play) -> None:
    member(Role.EDITOR, "writer")
    member(Role.MANAGER)

    async def scene(visitor: Visitor) -> None:
        writer, manager = await Browser().enter("writer"), await Browser().enter(Role.MANAGER)
        address = await _hand_in(writer)
        await in_thread(tried)
        page = (await manager.get(address)).text
        assert 'name="overriding"' not in page
        assert (await decide(manager, address, overriding=REASON)).status_code == 302 and _published(knowledge)

    play(scene)
    assert Edition.objects.get().overridden == "" and not AuditEntry.objects.filter(action="trial_overridden").exists()


def test_handing_in_starts_the_trial_and_the_page_waits_for_it(knowledge: Path, play: Play) -> None:
    member(Role.EDITOR, "writer")
    member(Role.EDITOR, "reader", language="en")

    async def scene(visitor: Visitor) -> None:
        writer, reader = await Browser().enter("writer"), await Browser().enter("reader")
        address = await _hand_in(writer)
        assert "Being tried" in (await reader.get("articles/drafts")).text
        page = (await reader.get(address)).text
        assert "The trial is not finished yet (0 %)" in page
        part = re.search(r'hx-get="/desk/(trials/drafts/\d+/gate\?version=\d+)"', page)
        assert part
        assert (await decide(reader, address)).status_code == 409 and not _published(knowledge)
        await in_thread(tried)
        assert "Trial passed" in (await reader.get("articles/drafts")).text
        shown = await reader.get(part.group(1))
        assert 'value="publish"' in shown.text and "hx-get" not in shown.text
        other = await reader.get(part.group(1).replace("version=3", "version=2"))
        assert other.headers["hx-refresh"] == "true", "the page shows an older version"

    play(scene)
    assert Trial.objects.get().ordered_by == "writer"
    assert AuditEntry.objects.filter(action="trial_ordered").count() == 1


@pytest.mark.parametrize("change", ["draft", "articles", "model"])
def test_a_trial_counts_only_for_what_was_tried(change: str, knowledge: Path, tmp_path: Path, play: Play) -> None:
    member(Role.EDITOR, "writer")
    member(Role.EDITOR, "reader", language="en")

    async def scene(visitor: Visitor) -> None:
        writer, reader = await Browser().enter("writer"), await Browser().enter("reader")
        address = await _hand_in(writer)
        await in_thread(tried)
        if change == "draft":
            fields = form((await writer.get(f"{address}/edit")).text)
            assert (await send(writer, address, fields, "submit", answer_en=ANSWER, note="x")).status_code == 302
            page = (await reader.get(address)).text
            assert "In the trial nothing got worse" in page, "a note is no part of the article"
            fields = form((await writer.get(f"{address}/edit")).text)
            assert (await send(writer, address, fields, "submit", answer_en=f"{ANSWER} So far.")).status_code == 302
            assert "The trial is not finished yet" in (await reader.get(address)).text
        elif change == "articles":
            edit(knowledge / LAB, "en: Sample Lab is", "en: The Sample Lab is")
        else:
            newer = tmp_path / "models" / "second.tar.gz"
            newer.touch()
            os.utime(newer, (2e9, 2e9))
        page = (await reader.get(address)).text
        assert change == "draft" or "have changed since it was tried" in page
        assert ("Being tried" if change == "draft" else "Not tried") in (await reader.get("articles/drafts")).text
        await reader.get(address)
        assert (await decide(reader, address)).status_code == 409 and not _published(knowledge)

    play(scene)


def test_without_a_model_it_is_said_what_to_do(knowledge: Path, tmp_path: Path, play: Play) -> None:
    (tmp_path / "models" / "first.tar.gz").unlink()
    member(Role.EDITOR, "writer")
    member(Role.MANAGER, language="en")

    async def scene(visitor: Visitor) -> None:
        writer, manager = await Browser().enter("writer"), await Browser().enter(Role.MANAGER)
        address = await _hand_in(writer)
        assert "make train" in (await manager.get(address)).text
        assert "make train" in (await manager.get("trials/")).text
        assert (await decide(manager, address, overriding=REASON)).status_code == 302 and _published(knowledge)

    play(scene)


@pytest.mark.django_db
def test_a_model_is_released_after_a_trial_beside_what_is_live(knowledge: Path, settings: Any) -> None:
    member(Role.MANAGER)
    (used.ENVIRONMENT.models_dir / "second.tar.gz").touch()
    (used.ENVIRONMENT.models_dir / "live").write_text("first.tar.gz")
    assert [one.key for one in gate.refusals_of_model("second.tar.gz")] == ["none"]
    trial = order_model("second.tar.gz", "manager")
    assert order_model("second.tar.gz", "manager") == trial, "the same is not tried twice"
    assert [one.key for one in gate.refusals_of_model("second.tar.gz")] == ["running"]
    tried(right=-1, worse=1)
    assert [one.key for one in gate.refusals_of_model("second.tar.gz")] == ["accuracy_en", "reviewed_en"]
    Trial.objects.update(figures=figures())
    assert gate.refusals_of_model("second.tar.gz") == []
    Trial.objects.update(state="failed", problem="crashed")
    assert [one.key for one in gate.refusals_of_model("second.tar.gz")] == ["failed"]
    Trial.objects.update(state="done")
    settings.ENVIRONMENT = replace(used.ENVIRONMENT, knowledge_dir=_other(knowledge))
    assert [one.key for one in gate.refusals_of_model("second.tar.gz")] == ["stale"]


def _other(knowledge: Path) -> Path:
    edit(knowledge / LAB, "en: Sample Lab is", "en: The Sample Lab is")
    return knowledge
