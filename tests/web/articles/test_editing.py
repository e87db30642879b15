"""Writing, approving, publishing and going back, through the pages."""

from __future__ import annotations

import difflib
import html
import re
from pathlib import Path
from typing import Any

import pytest

from actions.library import Library
from knowledge.loading import load
from tests.editing import HUB, edit
from tests.web.desk.conftest import Browser, Play, in_thread, member
from tests.web.trials.conftest import tried
from tests.web.visitors import Visitor
from web.articles.models import Draft, Edition
from web.desk.models import AuditEntry
from web.desk.pages import office_today
from web.desk.roles import Role

pytestmark = pytest.mark.database

MEMBERS = "articles/example-hub/members"
ANSWER = "Example Hub has 121 member companies."


def form(page: str) -> dict[str, str]:
    """What a browser would send of the editor's form as it stands."""
    body = page[page.index('id="edit"') :]
    found = {name: html.unescape(v) for name, v in re.findall(r'<input[^>]*? name="(\w+)" value="([^"]*)"', body)}
    for name, text in re.findall(r'<textarea[^>]*? name="(\w+)"[^>]*>(.*?)</textarea>', body, re.S):
        found[name] = html.unescape(text)
    for name, options in re.findall(r'<select[^>]*? name="(\w+)"[^>]*>(.*?)</select>', body, re.S):
        first = re.search(r'<option value="([^"]*)"', options)
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = html.unescape((chosen or first).group(1)) if first else ""
    found.pop("in_step", None)
    return found


async def begin(browser: Browser, path: str = MEMBERS) -> tuple[str, dict[str, str]]:
    """Begins to edit; the address of the draft, and the form."""
    await browser.get(path)
    response = await browser.post(f"{path}/edit")
    assert response.status_code == 302, response.text
    address = response.headers["location"].removeprefix("/desk/").removesuffix("/edit")
    return address, form((await browser.get(f"{address}/edit")).text)


async def send(browser: Browser, address: str, fields: dict[str, str], do: str = "save", **values: str) -> Any:
    data = {**fields, **values, "do": do}
    data.pop("csrfmiddlewaretoken", None)
    return await browser.post(f"{address}/edit", **data)


def _diff(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


async def hand_in(browser: Browser, **values: str) -> str:
    address, fields = await begin(browser)
    response = await send(browser, address, fields, "submit", **values)
    assert response.status_code == 302 and response.headers["location"] == f"/desk/{address}", response.text
    await in_thread(tried)
    return address


async def decide(browser: Browser, address: str, do: str = "publish", **values: str) -> Any:
    page = (await browser.get(address)).text
    found = re.search(r'name="version" value="(\d+)"', page)
    return await browser.post(f"{address}/decide", **{"do": do, "version": found.group(1) if found else "0", **values})


def test_a_second_person_publishes_one_line_and_answers_use_it(knowledge: Path, play: Play) -> None:
    for name in ("writer", "reader"):
        member(Role.EDITOR, name)
    before = (knowledge / HUB).read_text(encoding="utf-8")
    library = Library(knowledge)
    library.shelf()

    async def scene(visitor: Visitor) -> None:
        writer, reader = await Browser().enter("writer"), await Browser().enter("reader")
        address = await hand_in(writer, answer_en=ANSWER, in_step="1", note="a call")
        own = await decide(writer, address)
        assert own.status_code == 409 and (knowledge / HUB).read_text(encoding="utf-8") == before
        done = await decide(reader, address)
        assert done.status_code == 302, done.text
        today = office_today().isoformat()
        assert _diff(before, (knowledge / HUB).read_text(encoding="utf-8")) == [
            "-    en: Example Hub has 120 member companies.",
            f"+    en: {ANSWER}",
            "-  revised: {ja: 2025-11-01, en: 2025-11-01}",
            f"+  revised: {{ja: {today}, en: {today}}}",
        ]
        library.refresh()
        assert library.shelf().base.articles["example-hub/members"].answer.en == ANSWER
        page = (await reader.get(done.headers["location"].removeprefix("/desk/"))).text
        assert "writer" in page and "reader" in page and "a call" in page and f"</span>    en: {ANSWER}</ins>" in page
        assert ANSWER in (await reader.get(MEMBERS)).text
        assert list(knowledge.glob("topics/.*")) == []

    play(scene)
    assert Edition.objects.get().trains is False
    did = list(AuditEntry.objects.filter(target="example-hub/members").order_by("pk").values_list("staff", "action"))
    assert did == [
        ("writer", "draft_begun"), ("writer", "draft_saved"), ("writer", "draft_submitted"), ("reader", "article_published"),
    ]  # fmt: skip


def test_going_back_is_one_press_and_a_change_of_its_own(knowledge: Path, play: Play) -> None:
    member(Role.EDITOR, "writer")
    member(Role.MANAGER)
    old = load(knowledge).articles["example-hub/members"]

    async def scene(visitor: Visitor) -> None:
        writer, manager = await Browser().enter("writer"), await Browser().enter(Role.MANAGER)
        published = await decide(manager, await hand_in(writer, answer_en=ANSWER))
        await manager.get(published.headers["location"].removeprefix("/desk/"))
        edition = await in_thread(lambda: Edition.objects.get().pk)
        again = await manager.post(f"articles/editions/{edition}/restore")
        assert again.status_code == 302, again.text
        article = load(knowledge).articles["example-hub/members"]
        assert (article.answer, article.questions, article.sources) == (old.answer, old.questions, old.sources)
        twice = await manager.post(f"articles/editions/{edition}/restore")
        assert twice.status_code == 409

    play(scene)
    first, second = Edition.objects.order_by("pk")
    assert second.restores == first and second.approved_by == "manager"
    assert AuditEntry.objects.filter(action="article_restored").count() == 1


def test_of_two_editors_at_once_nothing_is_lost(knowledge: Path, play: Play) -> None:
    member(Role.EDITOR, "first")
    member(Role.EDITOR, "second", language="en")

    async def scene(visitor: Visitor) -> None:
        first, second = await Browser().enter("first"), await Browser().enter("second")
        address, fields = await begin(first)
        same, others = await begin(second)
        assert same == address
        assert (await send(first, address, fields, answer_en="From the first.")).status_code == 302
        late = await send(second, address, others, answer_en="From the second.", title_en="Second title")
        assert late.status_code == 409 and "A colleague saved this draft" in late.text
        assert form(late.text)["answer_en"] == "From the second." and "From the first." in late.text
        stored = await in_thread(lambda: Draft.objects.get())
        assert stored.content["answer_en"] == "From the first." and stored.authors == ["first"]
        knowing = await send(second, address, form(late.text))
        assert knowing.status_code == 302
        stored = await in_thread(lambda: Draft.objects.get())
        assert stored.content["answer_en"] == "From the second." and stored.authors == ["first", "second"]

    play(scene)


@pytest.mark.parametrize(
    ("values", "field", "ja", "en"),
    [
        ({"answer_ja": ""}, "answer_ja", "記入してください", "please fill this in"),
        ({"answer_en": "a" * 701}, "answer_en", "長すぎます", "over 700 characters"),
        ({"questions_ja": "一\n二"}, "questions_ja", "6個以上", "at least 6"),
        ({"as_of": "spring"}, "as_of", "書き方", "form"),
        ({"review_by": ""}, "review_by", "2026-03-31", "2026-03-31"),
        ({"facts": "A-002, B-002"}, "facts", "確かさが低い", "low confidence"),
        ({"facts": "A-001"}, "facts", "根拠にする記事", "no article rests on A-002"),
        ({"related_0": "a/b"}, "related", "別の記事はありません", "no other article"),
        ({"source_0_source": "nothing"}, "sources", "登録されていません", "no source"),
        ({"questions_en": "3D printer\n" * 1 + "a\nb\nc\nd\ne\nWhat is Example Hub?"}, "questions_en", "にもあります", "stands in"),
        ({"new_key": "X y", "new_title_ja": "頁", "new_date": "2026"}, "new_key", "半角", "lower case"),
        ({"new_key": "page", "new_title_ja": "頁", "new_date": "2026"}, "new_title_en", "記入", "fill this in"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_the_check_finds_stands_at_the_field(
    language: str, values: dict[str, str], field: str, ja: str, en: str, knowledge: Path, play: Play
) -> None:
    member(Role.EDITOR, language=language)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.EDITOR)
        address, fields = await begin(browser)
        refused = await send(browser, address, fields, "submit", **values)
        assert refused.status_code == 409
        near = refused.text[refused.text.index(f'id="{field}') :]
        told = re.findall(r'class="fault">([^<]*)', near)
        assert told and (ja if language == "ja" else en) in html.unescape(told[0]), told
        looked = await browser.post(f"{address}/look", **{**fields, **values})
        assert looked.status_code == 200 and f'href="#{field}"' in looked.text
        stored = await in_thread(lambda: Draft.objects.get())
        assert stored.state == "writing", "what is wrong can be kept, but not handed in"

    play(scene)


def test_the_preview_is_what_a_visitor_sees_and_says_what_needs_training(knowledge: Path, play: Play) -> None:
    member(Role.EDITOR, language="en")

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.EDITOR)
        address, fields = await begin(browser)
        looked = await browser.post(
            f"{address}/look", **{**fields, "answer_ja": "会員は、121社です。", "review_by": "2023-03-31"}
        )
        assert "会員は、121社です。" in looked.text and "may be out of date" in looked.text
        assert "No training is needed" in looked.text
        asked = await browser.post(f"{address}/look", **{**fields, "title_en": "How many are in?"})
        assert "learns them at the next training" in asked.text

    play(scene)


def test_a_new_article_with_a_new_source_is_written_and_found(knowledge: Path, play: Play) -> None:
    member(Role.EDITOR, "writer")
    member(Role.EDITOR, "reader")
    questions = "Where can I park?\nparking\nIs there a car park?\nfee of parking\nbicycle\nHow do I come by car?"

    async def scene(visitor: Visitor) -> None:
        writer, reader = await Browser().enter("writer"), await Browser().enter("reader")
        await writer.get("articles/new")
        assert (await writer.post("articles/new", topic="example-hub", aspect="Parking!")).status_code == 422
        assert (await writer.post("articles/new", topic="example-hub", aspect="members")).status_code == 422
        made = await writer.post("articles/new", topic="example-hub", aspect="parking", question="駐車場はありますか")
        address = made.headers["location"].removeprefix("/desk/").removesuffix("/edit")
        fields = form((await writer.get(f"{address}/edit")).text)
        assert fields["questions_ja"] == "駐車場はありますか"
        written = {
            "title_ja": "駐車場", "title_en": "Parking", "answer_ja": "駐車場は10台分あります。", "answer_en": "There is room for ten cars.",
            "questions_ja": "\n".join(f"駐車場{n}" for n in range(6)), "questions_en": questions, "facts": "A-001",
            "as_of": "2026-04", "review_by": "2027-03-31", "source_0_source": "parking-page", "new_key": "parking-page",
            "new_title_ja": "駐車場のご案内", "new_title_en": "Parking guide", "new_url": "https://example.org/p", "new_date": "2026-04",
        }  # fmt: skip
        handed = await send(writer, address, fields, "submit", **written)
        assert handed.status_code == 302, re.findall(r'class="fault">([^<]*)', handed.text)
        await in_thread(tried)
        done = await decide(reader, address)
        assert done.status_code == 302, done.text
        base = load(knowledge)
        article = base.articles["example-hub/parking"]
        assert article.as_of == "2026-04" and base.source_of(article, "parking-page").title.en == "Parking guide"
        assert "example-hub/parking" in (await reader.get("articles/", params={"q": "駐車場"})).text
        nothing = await reader.post(f"{done.headers['location'].removeprefix('/desk/').split('?')[0]}/restore")
        assert nothing.status_code == 409

    play(scene)
    assert Edition.objects.get().trains is True


def test_a_file_that_changed_meanwhile_is_not_overwritten(knowledge: Path, play: Play) -> None:
    member(Role.EDITOR, "writer")
    member(Role.EDITOR, "reader")

    async def scene(visitor: Visitor) -> None:
        from web.chat.errors import newest

        writer, reader = await Browser().enter("writer"), await Browser().enter("reader")
        address = await hand_in(writer, answer_en=ANSWER)
        edit(knowledge / HUB, "en: Number of members of Example Hub", "en: Members of Example Hub")
        refused = await decide(reader, address)
        assert refused.status_code == 409 and "en: Members of Example Hub" in (knowledge / HUB).read_text("utf-8")
        newest(knowledge).refresh()
        fields = form((await writer.get(f"{address}/edit")).text)
        assert (await send(writer, address, fields, "rebase")).status_code == 302
        fields = form((await writer.get(f"{address}/edit")).text)
        assert (fields["title_en"], fields["answer_en"]) == ("Members of Example Hub", ANSWER)
        assert (await send(writer, address, fields, "submit")).status_code == 302
        await in_thread(tried)
        assert (await decide(reader, address)).status_code == 302

    play(scene)
    article = load(knowledge).articles["example-hub/members"]
    assert (article.title.en, article.answer.en) == ("Members of Example Hub", ANSWER)


def test_only_what_was_seen_can_be_approved_and_a_draft_can_be_given_back(knowledge: Path, play: Play) -> None:
    member(Role.EDITOR, "writer")
    member(Role.MANAGER)

    async def scene(visitor: Visitor) -> None:
        writer, manager = await Browser().enter("writer"), await Browser().enter(Role.MANAGER)
        address = await hand_in(writer, answer_en=ANSWER)
        stale = await decide(manager, address, version="1")
        assert stale.status_code == 409
        assert (await decide(manager, address, "return", reason=" ")).status_code == 409
        assert (await decide(manager, address, "return", reason="Which source?")).status_code == 302
        page = (await writer.get(f"{address}/edit")).text
        assert "Which source?" in page
        assert (await decide(manager, address)).status_code == 409, "it is with its author again"
        assert (await manager.get(f"{address}/edit")).status_code == 403, "managers approve and do not write"
        discarded = await send(writer, address, form(page), "discard")
        assert discarded.headers["location"] == "/desk/articles/drafts"
        assert (await writer.get(f"{address}/edit")).status_code == 302

    play(scene)
    assert Edition.objects.count() == 0 and "120 member" in (knowledge / HUB).read_text(encoding="utf-8")


def test_a_read_only_folder_is_said_and_gives_the_file(
    knowledge: Path, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    member(Role.EDITOR, "writer", language="en")
    member(Role.EDITOR, "reader", language="en")

    async def scene(visitor: Visitor) -> None:
        writer, reader = await Browser().enter("writer"), await Browser().enter("reader")
        address = await hand_in(writer, answer_en=ANSWER)
        monkeypatch.setattr("web.articles.publishing.os.access", lambda path, mode: False)
        page = (await reader.get(address)).text
        assert "read-only" in page and 'value="publish"' not in page
        assert (await decide(reader, address)).status_code == 409
        changed = await reader.get(f"{address}/file")
        assert ANSWER in changed.text and "example-hub.yml" in changed.headers["content-disposition"]

    play(scene)


def test_a_write_that_fails_leaves_neither_a_part_nor_a_history(
    knowledge: Path, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    member(Role.EDITOR, "writer")
    member(Role.EDITOR, "reader")
    before = (knowledge / HUB).read_text(encoding="utf-8")

    async def scene(visitor: Visitor) -> None:
        writer, reader = await Browser().enter("writer"), await Browser().enter("reader")
        address = await hand_in(writer, answer_en=ANSWER)

        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("web.articles.publishing.os.fsync", full)
        assert (await decide(reader, address)).status_code == 409
        monkeypatch.undo()

    play(scene)
    assert (knowledge / HUB).read_text(encoding="utf-8") == before and list(knowledge.glob("topics/.*")) == []
    assert Edition.objects.count() == 0 and Draft.objects.get().state == "waiting"


def test_what_was_typed_outlives_the_draft_it_was_typed_into(knowledge: Path, play: Play) -> None:
    for name in ("writer", "reader", "late"):
        member(Role.EDITOR, name)

    async def scene(visitor: Visitor) -> None:
        writer, reader, late = [await Browser().enter(name) for name in ("writer", "reader", "late")]
        address = await hand_in(writer, answer_en=ANSWER)
        typed = form((await late.get(f"{address}/edit")).text)
        assert (await decide(reader, address)).status_code == 302
        refused = await send(late, address, typed, answer_en="It has 122 members.")
        assert refused.status_code == 409 and form(refused.text)["answer_en"] == "It has 122 members."
        assert ANSWER in refused.text
        again = re.search(r'id="edit" method="post" action="/desk/([^"]+)/edit"', refused.text)
        assert again and again.group(1) != address
        assert (await send(late, again.group(1), form(refused.text))).status_code == 302
        stored = await in_thread(lambda: Draft.objects.get(state="writing"))
        assert (stored.content["answer_en"], stored.base["answer_en"]) == ("It has 122 members.", ANSWER)

    play(scene)
