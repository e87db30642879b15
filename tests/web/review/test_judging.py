"""The queue, what reviewers say, and what follows from it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import override_settings

from tests.web.review.conftest import Browser, Play, index, member, said, turn
from tests.web.visitors import Visitor
from web.articles.models import Draft
from web.chat.models import Turn
from web.desk.models import AuditEntry, StaffMember
from web.desk.roles import Role
from web.review import queue
from web.review.judging import Opinion, Unknown, judge
from web.review.missing import note_published
from web.review.models import Cluster, Correction, Judgement, MissingArticle, Review
from web.review.waiting import upkeep

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
TWO = override_settings(REVIEW=replace(settings.REVIEW, reviewers=2))


def _turn(text: str = "補助金は", outcome: str = "unsure", **values: object) -> Turn:
    said({"text": text, "outcome": outcome, "article": "grants/overview", **values})  # type: ignore[arg-type]
    return Turn.objects.latest("pk")


@pytest.mark.parametrize(
    ("values", "reasons"),
    [
        ({"outcome": "unsure"}, ["unsure"]),
        ({"outcome": "close"}, ["none_chosen"]),
        ({"outcome": "sure"}, []),
        ({"outcome": "sure", "helpful": True}, []),
        ({"outcome": "sure", "helpful": False}, ["thumbs_down"]),
        ({"outcome": "handoff", "handoff": {"reason": "asked"}}, ["handed_off"]),
        ({"outcome": "apology"}, ["apologised"]),
        ({"outcome": "sure", "detected": "en"}, ["language"]),
        ({"outcome": "other_language"}, ["language"]),
        ({"outcome": "unsure", "text": "？！"}, []),
    ],
)
def test_what_needs_a_look_and_why(values: dict, reasons: list[str]) -> None:
    said({"text": "質問", **values})
    assert [r.reasons for r in Review.objects.all()] == ([reasons] if reasons else [])
    assert queue.clusters(reason=reasons[0] if reasons else "") == list(Cluster.objects.all())


def test_a_choice_that_comes_takes_the_turn_out_of_the_queue_again() -> None:
    conversation = said({"text": "曖昧", "outcome": "close"})
    assert [c.waiting for c in queue.clusters()] == [1]
    turn(conversation, "記事の題", payload='/show{"article": "grants/overview"}', button_id="2.0")
    index()
    assert queue.clusters() == [] and not Cluster.objects.exists()


def test_the_same_words_come_together_most_frequent_first_and_by_article() -> None:
    for text in ("Where can I park?", "補助金は", "補助金は？", "ﾎｼﾞｮ金", "補助金は！"):
        said({"text": text, "outcome": "unsure", "article": "grants/overview"}, language="ja" if "補" in text else "en")
    found = queue.clusters()
    assert next((c.turn and c.turn.text, c.waiting) for c in found) == ("補助金は", 3)
    assert sorted(c.waiting for c in found) == [1, 1, 3]
    (group,) = queue.groups()
    assert (
        group.article == "grants/overview"
        and group.waiting == 5
        and {c.language for c in group.clusters} == {"ja", "en"}
    )
    assert [c.waiting for c in queue.clusters("en")] == [1, 1]


def test_one_reviewer_decides_and_may_think_again() -> None:
    editor, asked = member(Role.EDITOR), _turn("補助金の電話は 045-671-2121 ですか")
    assert Review.objects.get().state == "open"
    judge(asked.pk, editor, Opinion("article", article="grants/overview"))
    review = Review.objects.get()
    assert (review.state, review.verdict, review.article) == ("done", "article", "grants/overview")
    correction = Correction.objects.get()
    assert (
        correction.text == "補助金の電話は *** ですか"
        and correction.state == "proposed"
        and correction.language == "ja"
    )
    assert queue.clusters() == []
    judge(asked.pk, editor, Opinion("no_answer"))
    assert not Correction.objects.exists()
    assert MissingArticle.objects.values_list("topic", "language", "state").get() == ("grants", "ja", "open")
    judge(asked.pk, editor, Opinion("out_of_scope"))
    assert not MissingArticle.objects.exists() and Correction.objects.get().intent == "out_of_scope"
    judge(asked.pk, editor, Opinion("right"))
    assert not Correction.objects.exists() and Judgement.objects.count() == 1
    assert AuditEntry.objects.filter(action="judged", conversation=asked.conversation_id).count() == 4


def test_two_must_agree_where_that_is_asked_for() -> None:
    one, two, three = member(Role.EDITOR), member(Role.MANAGER), member(Role.EDITOR, "third")
    asked = _turn()
    with TWO:
        assert judge(asked.pk, one, Opinion("right")).state == "second"
        assert judge(asked.pk, two, Opinion("out_of_scope")).state == "disputed"
        assert [c.waiting for c in queue.clusters()] == [1] and not Correction.objects.exists()
        assert judge(asked.pk, three, Opinion("out_of_scope")).state == "done"
        assert Correction.objects.get().intent == "out_of_scope"
        assert judge(asked.pk, one, Opinion("out_of_scope")).state == "done"


@pytest.mark.parametrize(
    "opinion",
    [Opinion(""), Opinion("article"), Opinion("article", "no/such"), Opinion("intent"), Opinion("intent", intent="x")],
)
def test_what_is_not_there_cannot_be_right(opinion: Opinion) -> None:
    asked = _turn()
    with pytest.raises(Unknown):
        judge(asked.pk, member(Role.EDITOR), opinion)
    with pytest.raises(Unknown):
        judge(0, member(Role.EDITOR, "b"), Opinion("right"))
    assert not Judgement.objects.exists()


def test_nothing_is_kept_of_a_deleted_conversation() -> None:
    first, second = _turn(), _turn()
    judge(first.pk, member(Role.EDITOR), Opinion("no_answer"))
    first.conversation.delete()
    upkeep()
    cluster = Cluster.objects.get()
    assert (cluster.turn_id, cluster.waiting) == (second.pk, 1)
    second.conversation.delete()
    upkeep()
    assert not Cluster.objects.exists() and not MissingArticle.objects.exists() and not Review.objects.exists()


def test_a_cluster_is_judged_in_one_go_and_the_next_one_follows(play: Play) -> None:
    member(Role.EDITOR, language="en")
    for text in ("grants?", "Grants", "Where to park?"):
        said({"text": text, "outcome": "unsure", "article": "grants/overview"}, language="en")

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.EDITOR)
        page = await browser.get("review")
        first = re.search(r'href="/desk/(review/clusters/\d+)"', page.text)
        assert first and "2 ×" in page.text and "Not sure" in page.text
        assert "Near no article" not in (await browser.get("review?by=article&reason=unsure&language=en")).text
        found = await browser.get("review/articles?q=g")
        assert 'type="radio"' in found.text
        page = await browser.get(first.group(1))
        chosen = re.findall(r'name="turn" value="(\d+)"', page.text)
        assert len(chosen) == 2
        assert (await browser.post(f"{first.group(1)}/judge", turn=chosen, verdict="article")).status_code == 422
        done = await browser.post(f"{first.group(1)}/judge", turn=chosen, verdict="article", article="grants/overview")
        assert done.status_code == 302 and "/clusters/" in done.headers["location"]
        page = await browser.get(done.headers["location"].removeprefix("/desk/"))
        assert "Where to park?" in page.text
        chosen = re.findall(r'name="turn" value="(\d+)"', page.text)
        done = await browser.post(
            done.headers["location"].removeprefix("/desk/") + "/judge", turn=chosen, verdict="no_answer"
        )
        assert done.headers["location"] == "/desk/review"
        lacking = await browser.get("review/missing")
        assert "Where to park?" in lacking.text
        number = re.search(r'name="missing" value="(\d+)"', lacking.text)
        assert number
        await browser.post("review/missing", missing=number.group(1), state="written")
        assert "Where to park?" not in (await browser.get("review/missing")).text
        assert "Where to park?" in (await browser.get("review/missing?state=written")).text

    play(scene)
    assert Correction.objects.count() == 2


def test_a_turn_is_judged_where_it_stands(play: Play) -> None:
    member(Role.EDITOR)
    asked = _turn()

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.EDITOR)
        path = f"transcripts/{asked.conversation_id}"
        assert f"review/turns/{asked.pk}/judge" in (await browser.get(path)).text
        done = await browser.post(f"review/turns/{asked.pk}/judge?q=%E8%A3%9C", verdict="right")
        assert done.headers["location"] == f"/desk/{path}?q=%E8%A3%9C#t{asked.pk}"
        assert "確認済み" in (await browser.get(path)).text
        assert (await browser.post(f"review/turns/{asked.pk}/judge", verdict="intent")).status_code == 422
        assert "補助金は" in (await browser.get("transcripts?state=done")).text

    play(scene)


def test_a_missing_article_is_begun_in_the_editor_and_done_once_it_is_published(play: Play) -> None:
    member(Role.EDITOR, "writer", language="en")
    said({"text": "Where can I park a delivery van?", "outcome": "unsure", "article": "grants/overview"}, language="en")
    asked = Turn.objects.get()
    judge(asked.pk, StaffMember.objects.get(username="writer"), Opinion("no_answer"))

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter("writer")
        for page in ("review/missing", f"transcripts/{asked.conversation_id}"):
            text = (await browser.get(page)).text
            found = re.search(r'action="/desk/(review/missing/\d+/write)"', text)
            assert found and 'value="park-delivery"' in text, page
        refused = await browser.post(found.group(1), topic="grants", aspect="No Id")
        assert refused.status_code == 422 and "lower case" in refused.text
        begun = await browser.post(found.group(1), topic="grants", aspect="park-delivery")
        edit = begun.headers["location"].removeprefix("/desk/")
        assert "Where can I park a delivery van?" in (await browser.get(edit)).text
        again = await browser.post(found.group(1), topic="grants", aspect="other")
        assert again.headers["location"] == begun.headers["location"], "one draft for one question"
        assert f'href="/desk/{edit}"' in (await browser.get("review/missing")).text
        assert (await browser.post("review/missing/999/write", topic="grants", aspect="x")).status_code == 302

    play(scene)
    draft = Draft.objects.get()
    assert draft.article == "grants/park-delivery" and "delivery van" in draft.content["questions_en"]
    assert note_published() == 0 and MissingArticle.objects.get().state == "open"
    MissingArticle.objects.update(article="grants/overview")  # as if it were published under this id
    assert note_published() == 1 and MissingArticle.objects.get().state == "written"
