"""The inbox and the page of a handoff, asked for as the browser does."""

from __future__ import annotations

import datetime
import html
import re
import time

import pytest
import time_machine

from tests.web.desk.conftest import Browser, Play, in_thread, member
from tests.web.visitors import Visitor
from web.chat import gateway
from web.chat.models import Handoff
from web.desk import handoffs, suggestions, whispers
from web.desk.models import StaffMember, Team
from web.desk.roles import Role
from web.desk.templatetags.desk import duration

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
        assert news.status_code == 200 and "What is &lt;b&gt;LIP&lt;/b&gt;?" in news.text
        assert 'data-waiting="1"' in (await browser.get("news")).text

    play(scene)


def test_claiming_answering_and_closing_in_the_browser(play: Play) -> None:
    member(Role.AGENT, display_name="Tanaka")
    member(Role.EDITOR)

    async def scene(visitor: Visitor) -> None:
        pk = await _asked(visitor)
        browser, other = await Browser().enter(Role.AGENT), await Browser().enter(Role.EDITOR)
        page = await browser.get(f"handoffs/{pk}")
        assert "composer" not in page.text and "fake" in page.text, "what was understood is shown"
        assert "回答した" in page.text, "in words"
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
        with time_machine.travel(start + datetime.timedelta(minutes=4.5)):
            assert "あと5分" in (await browser.get("inbox")).text
        with time_machine.travel(start + datetime.timedelta(minutes=24.5)):
            assert "15分超過" in (await browser.get("inbox")).text

    play(scene)


def test_news_tell_of_those_who_wait_and_of_answers_that_are_due(play: Play) -> None:
    tanaka = member(Role.AGENT)

    def told(page: str) -> list[int]:
        return [int(n) for n in re.findall(r'data-(?:waiting|unanswered)="(\d+)"', page)]

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.AGENT)
        pk = await _asked(visitor)
        first = (await browser.get("news")).text
        assert told(first) == [1, 0]
        assert (await browser.get(f"news?v={_version(first)}", headers=LIVE)).status_code == 204
        await in_thread(handoffs.claim, pk, tanaka)
        assert told((await browser.get("news")).text) == [0, 0]
        await visitor.put("Hello?")
        assert told((await browser.get("news")).text) == [0, 1]
        assert "返信待ち" in (await browser.get("inbox?tab=mine")).text
        await in_thread(handoffs.answer, pk, tanaka, "Yes?")
        assert told((await browser.get("news")).text) == [0, 0]
        assert "返信待ち" not in (await browser.get("inbox?tab=mine")).text

    play(scene)


def test_a_conversation_is_passed_on_to_a_team_in_the_browser(play: Play) -> None:
    member(Role.AGENT)
    visas = Team.objects.create(name_ja="ビザ班", name_en="Visas")
    visas.members.add(member(Role.EDITOR))

    async def scene(visitor: Visitor) -> None:
        pk = await _asked(visitor)
        browser, other = await Browser().enter(Role.AGENT), await Browser().enter(Role.EDITOR)
        await browser.get(f"handoffs/{pk}")
        await browser.post(f"handoffs/{pk}/do", do="claim")
        assert f'value="team-{visas.pk}"' in (await browser.get(f"handoffs/{pk}")).text
        assert (await browser.post(f"handoffs/{pk}/do", do="transfer", to="team-99")).status_code == 409
        await browser.get(f"handoffs/{pk}")
        moved = await browser.post(f"handoffs/{pk}/do", do="transfer", to=f"team-{visas.pk}")
        assert moved.headers["location"] == "/desk/inbox"
        row = f'id="h{pk}"'
        assert row not in (await browser.get("inbox")).text and row in (await browser.get("inbox?tab=all")).text
        for query in ("", f"?team={visas.pk}"):
            assert row in (await other.get(f"inbox{query}")).text
        assert row in (await other.get("inbox?team=x")).text, "what is no team is no filter"

    play(scene)


def test_articles_are_suggested_while_one_types_and_the_text_is_in_no_address(play: Play) -> None:
    member(Role.AGENT)

    async def scene(visitor: Visitor) -> None:
        pk = await _asked(visitor, "en")
        browser = await Browser().enter(Role.AGENT)
        page = (await browser.get(f"handoffs/{pk}")).text
        assert "data-insert" not in page and "/suggested" not in page, "only for whoever answers"
        await browser.post(f"handoffs/{pk}/do", do="claim")
        await browser.get(f"handoffs/{pk}")
        assert (await browser.client.get(f"/desk/handoffs/{pk}/suggested?text=a")).status_code == 405
        found = (
            await browser.post(f"handoffs/{pk}/suggested", headers=LIVE, text="お待たせしました。スタートアップビザ")
        ).text
        first = suggestions.for_draft("スタートアップビザ", "ja", datetime.date(2026, 11, 25))[0]
        assert html.escape(first.title) in found and 1 <= found.count("data-insert") <= 3
        assert (
            found.index('lang="en">') < found.index('data-insert="')
            and f'data-insert="{html.escape(first.en)[:40]}' in found
        )
        assert 'class="snippet to" lang="en"' in found and 'class="snippet" lang="ja"' in found, "both are shown"
        for nothing in ("", " ", "あ"):
            assert (await browser.post(f"handoffs/{pk}/suggested", headers=LIVE, text=nothing)).text.strip() == ""

    play(scene)


def test_typing_of_staff_is_noted_for_the_other_web_processes(play: Play) -> None:
    member(Role.AGENT, display_name="Tanaka")

    async def scene(visitor: Visitor) -> None:
        pk = await _asked(visitor)
        browser = await Browser().enter(Role.AGENT)
        await browser.get(f"handoffs/{pk}")
        await browser.post(f"handoffs/{pk}/do", do="claim")
        await browser.get(f"handoffs/{pk}")
        assert (await browser.post(f"handoffs/{pk}/typing")).status_code == 204
        own = gateway.current().runner.owner
        assert await in_thread(whispers.noted, own) == []
        assert [(c, name) for c, name, _ in await in_thread(whispers.noted, "other")] == [(visitor.id, "Tanaka")]
        with time_machine.travel(time.time() + 10):
            assert await in_thread(whispers.noted, "other") == []

    play(scene)


def test_lengths_of_time_are_short_in_both_languages() -> None:
    said = [[duration({"language": code}, minutes) for minutes in (0, 59, 60, 1439, 1440)] for code in ("ja", "en")]
    assert said == [
        ["0分", "59分", "1時間0分", "23時間59分", "1日"],
        ["0 min", "59 min", "1 h 0 min", "23 h 59 min", "1 d"],
    ]


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
        for came_from, leads_to in (
            ("/desk/own", "/desk/own"),
            ("//evil.example", "/desk/inbox"),
            ("/chat/", "/desk/inbox"),
        ):
            await browser.get("inbox")
            pressed = await browser.post("available", available="1", **{"from": came_from})
            assert pressed.headers["location"] == leads_to
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
    visas = suggestions.articles("スタートアップビザの期間", "ja", today)[0]
    for newest in ("ありがとうございます。", "よろしくお願いします。", "Thank you very much!"):
        asked = suggestions.wanted(newest, "スタートアップビザの期間")
        assert suggestions.articles(asked, "ja", today)[0] == visas, newest
    assert suggestions.articles(suggestions.wanted("創業融資の金利", "ビザ"), "ja", today)[0] != visas
    assert suggestions.wanted("びざ", "") == "びざ"
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
