"""Finding conversations: words, conditions, order, pages, neighbours."""

from __future__ import annotations

import datetime
import uuid

import pytest

from tests.web.articles.conftest import knowledge
from tests.web.review.conftest import index, said, turn
from web.chat.models import Conversation, Handoff, Message, Turn
from web.chat.recording import Recorder
from web.chat.replies import Reply
from web.review import listing, search
from web.review.filters import Filter
from web.review.indexing import refresh
from web.review.models import Indexed, Label, Remark

__all__ = ["knowledge"]
pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def _found(**wanted: str) -> list[str]:
    return [one.turn.text for one in listing.found(Filter.read(wanted))]


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        ("金", True),
        ("助金", True),
        ("補助金", True),
        ("ＹＯＸＯ", True),
        ("yoxo　補助金", True),
        ("visas", True),
        ("ﾋﾞｻﾞ", False),
        ("助成金", False),
        ("補助金制度", False),
        ("***", True),
    ],
)
def test_words_are_found_whatever_their_width_and_case(words: str, fits: bool) -> None:
    said({"text": "YOXO BOXの補助金とVisaについて"})
    assert _found(q=words) == (["YOXO BOXの補助金とVisaについて"] if fits else [])


def test_a_word_of_three_characters_must_stand_in_one_piece() -> None:
    said({"text": "補助と助金"}, {"text": "補助金"})
    assert [one.fitting for one in listing.found(Filter.read({"q": "補助金"}))] == [
        {Turn.objects.get(text="補助金").pk}
    ]


@pytest.mark.usefixtures("knowledge")
@pytest.mark.parametrize(
    ("wanted", "fitting"),
    [
        ({"q": "例示市"}, ["例示市はどこ", "例示市より"]),
        ({"q": "例示市", "where": "answers"}, ["概要は", "概要をもう一度"]),
        ({"q": "例示市", "where": "both"}, ["概要は", "概要をもう一度", "例示市はどこ", "例示市より"]),
        ({"q": "support centre", "where": "answers"}, ["What is it?"]),
        ({"q": "support cent", "where": "answers"}, []),
        ({"q": "例示市 zebra", "where": "answers"}, []),
        ({"q": "例示市", "where": "answers", "feedback": "down"}, ["概要をもう一度"]),
        ({"q": "例示市", "where": "both", "sort": "oldest", "feedback": "down"}, ["概要をもう一度"]),
        ({"q": "例示市", "where": "nowhere"}, ["例示市はどこ", "例示市より"]),
    ],
)
def test_words_are_looked_for_in_what_people_wrote_in_the_answers_or_in_both(
    wanted: dict[str, str], fitting: list[str]
) -> None:
    said({"text": "What is it?", "article": "example-hub/overview"}, language="en")
    said({"text": "例示市より", "article": "example-hub/members"})
    said({"text": "例示市はどこ", "outcome": "unsure", "article": "example-hub/overview"})
    said({"text": "概要をもう一度", "article": "example-hub/overview", "helpful": False})
    said({"text": "概要は", "article": "example-hub/overview"})
    assert _found(**wanted) == fitting


def test_what_staff_wrote_and_visitors_commented_is_found_at_the_turn_before() -> None:
    conversation = said({"text": "はじめ"}, {"text": "おわり", "comment": "古い情報", "helpful": False})
    record = Recorder(conversation)
    record.message(Reply("担当の田中です"), Message.Author.STAFF, "ja", name="田中")
    record.store()
    index()
    assert _found(q="田中です") == ["おわり"] == _found(q="古い") == _found(feedback="down")
    assert _found(q="はじめ田中") == []


def test_every_condition_narrows_the_list() -> None:
    plain = said({"text": "plain", "days_ago": 3}, language="en")
    special = said({"text": "special", "outcome": "unsure", "article": "startup-visa/overview", "confidence": 0.2})
    label = Label.objects.create(name="要確認")
    label.conversations.add(special)
    Remark.objects.create(conversation=special, author="A", text="n")
    now = Turn.objects.get(text="special").at
    Handoff.objects.create(conversation=special, since=now - datetime.timedelta(days=1), reason="asked", stars=4)
    refresh([special.pk, plain.pk])
    today = now.date().isoformat()
    for wanted in (
        {"language": "ja"}, {"topic": "startup-visa"}, {"intent": "startup-visa.overview"}, {"confidence": "low"}, {"outcome": "declined"},
        {"rating": "4"}, {"label": str(label.pk)}, {"noted": "1"}, {"reason": "unsure"}, {"state": "open"}, {"since": today},
    ):  # fmt: skip
        assert _found(**wanted) == ["special"], wanted
        assert _found(**wanted, q="plain") == []
    assert _found(language="en") == _found(confidence="high") == _found(outcome="answered") == ["plain"]
    yesterday = (now - datetime.timedelta(days=2)).date().isoformat()
    assert _found(until=yesterday) == ["plain"]
    assert _found(sort="oldest", outcome="nonsense", topic="x", label="9", since="soon") == ["plain", "special"]


def test_orders() -> None:
    for text, confidence in (("a", 0.95), ("b", 0.15), ("c", 0.45)):
        said({"text": text, "confidence": confidence})
    assert _found() == ["c", "b", "a"]
    assert _found(sort="oldest") == ["a", "b", "c"]
    assert _found(sort="doubtful") == ["b", "c", "a"]
    assert _found(sort="doubtful", confidence="middle") == ["c"]


@pytest.mark.parametrize("sort", ["newest", "oldest", "doubtful"])
@pytest.mark.parametrize("q", ["", "質問"])
def test_each_conversation_stands_once_in_pages_and_both_ways(
    sort: str, q: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "AT_ONCE", 3)
    monkeypatch.setattr(search, "NEAR", 4)
    conversations = [said() for _ in range(4)]
    for number in range(12):  # by turns, so that they lie between one another
        turn(conversations[number % 4], f"質問{number}", confidence=(number * 7 % 10) / 10)
    index()
    wanted = Filter.read({"sort": sort, "q": q})
    whole = list(listing.found(wanted))
    assert sorted(one.turn.conversation_id for one in whole) == sorted(c.pk for c in conversations)
    assert all(len(one.fitting) == 3 for one in whole)
    for place, one in enumerate(whole):
        rest = [other.place for other in listing.found(wanted, one.place)]
        before = [other.place for other in listing.found(wanted, one.place, backwards=True)]
        assert rest == [other.place for other in whole[place + 1 :]]
        assert before == [other.place for other in whole[:place][::-1]]
    assert len(list(listing.turns(wanted, 100))) == 12
    assert len(list(listing.turns(wanted, 5))) == 5


def test_what_is_deleted_is_found_no_more() -> None:
    conversation = said({"text": "消える質問"})
    assert _found(q="消える") == ["消える質問"]
    Conversation.objects.filter(pk=conversation.pk).delete()
    assert _found(q="消える") == [] == list(Indexed.objects.all())
    assert search.numbers(search.Query(("消え",)), search.Span(0, 2**40), 10) == []


def test_waiting_turns_come_in_when_they_are_answered_and_changes_are_followed() -> None:
    conversation = said({"text": "待つ", "status": Turn.Status.WAITING})
    assert _found() == []
    record = Recorder(conversation)
    waiting = Turn.objects.get()
    waiting.status = Turn.Status.ANSWERED
    waiting.save()
    record.turn_changed(waiting)
    record.store()
    index()
    assert _found() == ["待つ"]


def test_a_filter_comes_back_from_its_address() -> None:
    wanted = Filter.read({"q": "補助 金", "language": "ja", "sort": "oldest", "after": "0.1", "x": str(uuid.uuid4())})
    assert wanted.query == "q=%E8%A3%9C%E5%8A%A9+%E9%87%91&language=ja&sort=oldest"
    assert wanted.without("q").query == "language=ja&sort=oldest"
    assert Filter().query == ""
