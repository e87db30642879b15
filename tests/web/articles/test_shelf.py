"""Reading articles in the desk: who may, what is shown, how it is counted."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from django.utils import timezone

from tests.editing import HUB, edit
from tests.web.articles.conftest import turn
from tests.web.desk.conftest import Browser, Play, member
from tests.web.visitors import Visitor
from web.articles.usage import usage
from web.desk.roles import Role

pytestmark = pytest.mark.database


def _rows(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/desk/articles/([a-z0-9/-]+)"', page)


@pytest.mark.parametrize(("language", "word"), [("ja", "確認の期限切れ"), ("en", "Overdue")])
def test_the_list_shows_topics_dates_and_what_needs_a_look(
    language: str, word: str, knowledge: Path, play: Play
) -> None:
    edit(
        knowledge / HUB, "  as_of: 2022-03-31\n  review_by: 2099-03-31", "  as_of: 2022-03-31\n  review_by: 2023-03-31"
    )
    member(Role.AGENT, language=language)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.AGENT)
        page = (await browser.get("articles/")).text
        assert len(_rows(page)) == 8 and page.count('<details class="group">') == 3
        assert page.count(f'<span class="tag bad">{word}') == 2  # the topic, and the article
        assert _rows((await browser.get("articles/?state=overdue")).text) == ["example-hub/members"]
        assert _rows((await browser.get("articles/?topic=sample-lab")).text) == [
            "sample-lab/overview",
            "sample-lab/members",
        ]
        calendar = (await browser.get("articles/calendar")).text
        assert re.search(r'class="group late".*?example-hub/members', calendar, re.S)

    play(scene)


@pytest.mark.parametrize("question", ["3D printer", "プリンター", "3dプリンタ"])
def test_an_article_is_found_by_words_of_either_language(question: str, knowledge: Path, play: Play) -> None:
    member(Role.AGENT)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.AGENT)
        assert _rows((await browser.get("articles/", params={"q": question})).text)[0] == "sample-lab/overview"
        assert "<script>alert" not in (await browser.get("articles/", params={"q": "<script>alert(1)"})).text

    play(scene)


def test_counts_are_of_the_article_that_answered_or_came_nearest(db: None) -> None:
    turn("sure", "a/b", helpful=True)
    turn("sure", "a/b", helpful=False, language="en")
    turn("sure", "a/b")
    turn("unsure", "a/b")
    turn("close", "a/b")
    turn("small_talk", "a/b")
    turn("sure", "a/b", at=timezone.now() - datetime.timedelta(days=40))
    counted = usage(timezone.now() - datetime.timedelta(days=30))
    assert set(counted) == {"a/b"}
    one = counted["a/b"]
    assert (one.answered, one.helpful, one.unhelpful, one.offered, one.declined) == (3, 1, 1, 1, 1)
    assert (one.helpful_share, one.declined_share) == (50, 25)


def test_the_page_of_an_article_shows_both_languages_and_its_numbers(knowledge: Path, play: Play) -> None:
    member(Role.AGENT, language="en")
    turn("sure", "example-hub/members", helpful=True)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.AGENT)
        page = (await browser.get("articles/example-hub/members")).text
        assert "エグザンプル・ハブの会員は、120社です。" in page and "Example Hub has 120 member companies." in page
        assert "100% (1 / 1)" in page
        assert (await browser.get("articles/example-hub/nothing")).status_code == 404

    play(scene)


def test_a_changed_file_is_shown_without_a_restart(
    knowledge: Path, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.web.processes import until
    from web.chat.errors import knowledge_base

    monkeypatch.setattr("knowledge.newest.LOOK_EVERY_S", 0.001)
    assert "120" in knowledge_base().articles["example-hub/members"].answer.en
    edit(knowledge / HUB, "has 120 member", "has 1210 member")
    until(lambda: "1210" in knowledge_base().articles["example-hub/members"].answer.en)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_others_have_no_business_with_articles(role: Role, knowledge: Path, play: Play) -> None:
    member(role)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(role)
        assert (await browser.get("articles/")).status_code == 403

    play(scene)
