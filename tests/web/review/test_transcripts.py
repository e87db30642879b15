"""The list and the page of a conversation, asked for as the browser does."""

from __future__ import annotations

import re

import pytest

from tests.web.review.conftest import Browser, Play, in_thread, member, said, turn
from tests.web.visitors import Visitor
from web.chat.models import Conversation, Handoff
from web.desk.models import AuditEntry
from web.desk.roles import Role
from web.review.models import SavedFilter

pytestmark = pytest.mark.database


def _audit() -> list[tuple[str, str, str]]:
    rows = AuditEntry.objects.filter(staff=Role.EDITOR).exclude(action="signed_in").order_by("number")
    return list(rows.values_list("action", "target", "conversation"))


def test_staff_search_open_and_go_on_and_all_of_it_is_noted(play: Play) -> None:
    member(Role.EDITOR, language="en")
    older = said({"text": "older <b>question</b>", "outcome": "unsure", "detected": "en"}, language="en")
    newer = said({"text": "newer question"}, {"text": "second question"}, language="en")
    said({"text": "other"}, language="en")

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.EDITOR)
        found = await browser.get("transcripts?q=question")
        assert "second question" in found.text and "other</span>" not in found.text
        assert "older &lt;b&gt;question" in found.text and "2 of 2 turns" in found.text
        first = re.search(rf'href="(/desk/transcripts/{newer.pk}[^"#]*)', found.text)
        assert first
        page = await browser.client.get(first.group(1).replace("&amp;", "&"))
        assert (
            "newer question" in page.text
            and "答え yoxo-box/overview" in page.text
            and 'id="to-previous"' not in page.text
        )
        following = re.search(r'id="to-next" href="([^"#]*)', page.text)
        assert following and older.pk in following.group(1)
        page = await browser.client.get(following.group(1).replace("&amp;", "&"))
        assert "What YOXO BOX is" in page.text or "YOXO BOX: " in page.text
        assert "Declined" in page.text and "Not sure" in page.text and 'id="to-previous"' in page.text

    play(scene)
    assert _audit() == [("listed", "q=question", ""), ("read", "", newer.pk), ("read", "", older.pk)]
    addresses = set(AuditEntry.objects.values_list("address", flat=True))
    assert addresses == {"127.0.0.1"}


def test_labels_and_notes_are_masked_kept_and_found(play: Play) -> None:
    member(Role.EDITOR)
    conversation = said({"text": "質問"})

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.EDITOR)
        path = f"transcripts/{conversation.pk}"
        await browser.get(path)
        assert (await browser.post(f"{path}/do?q=a", do="note", text="電話 045-671-2121 へ")).status_code == 302
        assert (await browser.post(f"{path}/do", do="label", text="  要 確認 ")).status_code == 302
        assert (await browser.post(f"{path}/do", do="note", text=" ")).status_code == 422
        assert (await browser.post(f"{path}/do", do="label", text="x" * 41)).status_code == 422
        page = await browser.get(path)
        assert "電話 *** へ" in page.text and "要 確認" in page.text
        assert "質問" in (await browser.get("transcripts?noted=1")).text
        label = await in_thread(lambda: conversation.labels.get().pk)
        assert "質問" in (await browser.get(f"transcripts?label={label}")).text
        await browser.get(path)
        await browser.post(f"{path}/do", do="unlabel", text="要 確認")
        assert "質問</span>" not in (await browser.get(f"transcripts?label={label}&q=%E8%B3%AA")).text

    play(scene)
    assert [action for action, _, _ in _audit() if action != "read"].count("labelled") == 2


def test_a_filter_is_saved_for_all_and_deleted(play: Play) -> None:
    member(Role.EDITOR)
    member(Role.MANAGER)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.EDITOR)
        await browser.get("transcripts?outcome=declined")
        await browser.post("transcripts/filters?outcome=declined", do="save", name="回答できなかったもの")
        other = await Browser().enter(Role.MANAGER)
        page = await other.get("transcripts")
        assert "回答できなかったもの" in page.text and "?outcome=declined" in page.text
        await other.get("transcripts?outcome=declined")
        await other.post("transcripts/filters?outcome=declined", do="delete", name="回答できなかったもの")

    play(scene)
    assert not SavedFilter.objects.exists()


def test_pages_go_on_where_the_last_one_ended(play: Play) -> None:
    member(Role.MANAGER)
    for number in range(35):
        said({"text": f"question{number:02}"})

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.MANAGER)
        first = await browser.get("transcripts")
        following = re.search(r'rel="next" href="(\?[^"]+)"', first.text)
        assert following
        second = await browser.get(f"transcripts{following.group(1).replace('&amp;', '&')}")
        seen = [re.findall(r"question\d\d", page.text) for page in (first, second)]
        assert seen[0] == [f"question{n:02}" for n in range(34, 4, -1)] and seen[1] == [
            f"question{n:02}" for n in range(4, -1, -1)
        ]
        assert (await browser.get("transcripts?after=9.9.9")).status_code == 200
        assert (await browser.get("transcripts/unknown")).status_code == 404

    play(scene)


def test_agents_read_their_own_inbox_only_and_that_is_noted_too(play: Play) -> None:
    member(Role.AGENT)
    conversation = Conversation.objects.get(pk=said({"text": "質問"}).pk)
    turn(conversation, "次の質問")
    handoff = Handoff.objects.create(conversation=conversation, since=conversation.created_at, reason="asked")

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.AGENT)
        assert (await browser.get("transcripts")).status_code == 403
        assert (await browser.get(f"transcripts/{conversation.pk}")).status_code == 403
        assert (await browser.get(f"handoffs/{handoff.pk}")).status_code == 200
        await browser.get(f"handoffs/{handoff.pk}/transcript")

    play(scene)
    rows = AuditEntry.objects.filter(action="read").values_list("staff", "target", "conversation")
    assert list(rows) == [(Role.AGENT, str(handoff.pk), conversation.pk)]
