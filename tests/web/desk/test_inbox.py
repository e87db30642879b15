"""The inbox and the page of a handoff, asked for as the browser does."""

from __future__ import annotations

import datetime
import html
import re

import pytest
import time_machine

from tests.web.desk.conftest import Browser, Play, in_thread, member
from tests.web.visitors import Visitor
from web.chat.models import Handoff
from web.desk import suggestions
from web.desk.models import StaffMember
from web.desk.roles import Role

pytestmark = pytest.mark.database
LIVE = {"HX-Request": "true"}


def _version(page: str) -> str:
    found = re.search(r"v=([0-9a-f]{16})", page)
    assert found
    return found.group(1)


async def _asked(visitor: Visitor, language: str = "en") -> int:
    await visitor.start(language)
    await visitor.says("What is <b>LIP</b>?")
    await visitor.request("POST", f"{visitor.path}/handoff", json={})
    return int(await in_thread(lambda: Handoff.objects.latest("pk").pk))


def test_a_handoff_appears_and_only_news_are_sent(play: Play) -> None:
    member(Role.AGENT)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.AGENT)
        empty = await browser.get("inbox")
        assert "誰も" in empty.text or "待っている人はいません" in empty.text
        path = f"inbox/rows?tab=waiting&v={_version(empty.text)}"
        assert (await browser.get(path, headers=LIVE)).status_code == 204
        await _asked(visitor)
        news = await browser.get(path, headers=LIVE)
        assert (
            news.status_code == 200
            and "What is &lt;b&gt;LIP&lt;/b&gt;?" in news.text
            and 'data-waiting="1"' in news.text
        )

    play(scene)


def test_claiming_answering_and_closing_in_the_browser(play: Play) -> None:
    member(Role.AGENT, display_name="Tanaka")
    member(Role.EDITOR)

    async def scene(visitor: Visitor) -> None:
        pk = await _asked(visitor)
        browser, other = await Browser().enter(Role.AGENT), await Browser().enter(Role.EDITOR)
        page = await browser.get(f"handoffs/{pk}")
        assert "composer" not in page.text and "fake" in page.text, "what was understood is shown"
        assert (await browser.post(f"handoffs/{pk}/do", do="claim")).status_code == 302
        await other.get(f"handoffs/{pk}")
        late = await other.post(f"handoffs/{pk}/do", do="claim")
        assert late.status_code == 409 and 'role="alert"' in late.text
        await browser.get(f"handoffs/{pk}")
        sent = await browser.post(f"handoffs/{pk}/do", headers=LIVE, do="answer", text="Hello <i>you</i>")
        assert sent.status_code == 200 and "Hello &lt;i&gt;you&lt;/i&gt;" in sent.text
        assert (await browser.post(f"handoffs/{pk}/typing")).status_code == 204
        assert (await browser.post(f"handoffs/{pk}/do", headers=LIVE, do="answer", text=" ")).status_code == 409
        await visitor.request("POST", f"{visitor.path}/typing", json={})
        shown = (await browser.get(f"handoffs/{pk}/transcript")).text
        assert "来訪者が入力しています" in shown
        for wrong in ({"do": "transfer", "to": "x"}, {"do": "close", "reason": "x"}, {"do": "x"}):
            await browser.get(f"handoffs/{pk}")
            assert (await browser.post(f"handoffs/{pk}/do", **wrong)).status_code == 409
        await browser.post(f"handoffs/{pk}/do", do="note", text="internal")
        assert "internal" in (await browser.get(f"handoffs/{pk}")).text
        assert (await browser.post(f"handoffs/{pk}/do", do="close", reason="answered")).headers[
            "location"
        ] == "/desk/inbox"
        assert f'id="h{pk}"' in (await browser.get("inbox?tab=closed")).text
        assert (await browser.get("handoffs/999")).status_code == 404

    play(scene)


def test_late_and_soon_rows_are_marked(play: Play) -> None:
    member(Role.AGENT)
    start = datetime.datetime(2026, 11, 25, 1, 0, tzinfo=datetime.timezone.utc)

    async def scene(visitor: Visitor) -> None:
        with time_machine.travel(start):
            await _asked(visitor)
            browser = await Browser().enter(Role.AGENT)
            seen = [" ".join(re.findall(r'class="row( \w+)?"', (await browser.get("inbox")).text))]
        for minutes in (6, 11):
            with time_machine.travel(start + datetime.timedelta(minutes=minutes)):
                seen.append(" ".join(re.findall(r'class="row( \w+)?"', (await browser.get("inbox")).text)))
        assert [one.strip() for one in seen] == ["", "soon", "late"]

    play(scene)


def test_going_away_and_signing_out_change_availability(play: Play) -> None:
    member(Role.AGENT)

    async def scene(visitor: Visitor) -> None:
        async def there() -> bool:
            return bool(await in_thread(lambda: StaffMember.objects.get().available))

        browser = await Browser().enter(Role.AGENT)
        await browser.post("available", available="0")
        assert not await there()
        await browser.get("inbox")
        await browser.post("available", available="1")
        assert await there()
        await browser.get("inbox")
        await browser.post("sign-out")
        assert not await there()

    play(scene)


def test_articles_are_found_in_either_language_and_come_as_pairs(play: Play) -> None:
    member(Role.AGENT)
    today = datetime.date(2026, 11, 25)
    for question in ("スタートアップビザとは", "What is the startup visa?"):
        found = suggestions.articles(question, "en", today)
        assert found and "visa" in found[0].title.casefold() and found[0].ja != found[0].en
    assert suggestions.articles("補", "ja", today), "one character is enough"
    assert suggestions.articles("", "ja", today) == []

    async def scene(visitor: Visitor) -> None:
        pk = await _asked(visitor, "en")
        browser = await Browser().enter(Role.AGENT)
        page = (await browser.get(f"handoffs/{pk}/articles", params={"q": "ビザ"})).text
        first = suggestions.articles("ビザ", "ja", today)[0]
        assert f'data-insert="{html.escape(first.en)[:40]}' in page, "in the visitor's language"

    play(scene)


def test_canned_replies_exist_in_both_languages_with_their_placeholders_filled() -> None:
    replies = suggestions.canned("en", "Tanaka")
    assert len(replies) >= 4
    for one in replies:
        assert "{" not in one.ja + one.en
        assert re.search("[ぁ-ん]", one.ja) and not re.search("[ぁ-ん]", one.en)
    assert "Tanaka" in replies[0].en and "Tanaka" in replies[0].ja
