"""The claim on a conversation's turns: whoever dies when, a turn is finished once."""

from __future__ import annotations

import time
import uuid

import pytest

from web.chat import limits, turns
from web.chat.conversations import Key, history, set_language, start
from web.chat.models import Conversation, Event, Turn
from web.chat.replies import Reply, apology
from web.chat.turns import Claim, LostClaim, Work, accept, finish, release, renew, take_over

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
REPLY = Reply("answer", "ja", outcome="sure")


@pytest.fixture
def key() -> Key:
    shape = start("ja").shape
    return Key(shape["conversation"]["id"], shape["token"])


def _accept(key: Key, text: str, owner: str = "a") -> Work | None:
    return accept(key, str(uuid.uuid4()), owner, text=text).work


def _expire() -> None:
    Conversation.objects.update(lease_until=time.time() - 1)


def test_the_first_turn_claims_and_the_next_waits_for_it(key: Key) -> None:
    first = _accept(key, "1")
    assert first and _accept(key, "2") is None and _accept(key, "3", owner="b") is None
    _, second = finish(first, REPLY)
    assert second and second.text == "2"
    _, third = finish(second, REPLY)
    assert third and third.text == "3" and finish(third, REPLY)[1] is None
    assert [t.status for t in Turn.objects.order_by("seq")] == ["answered"] * 3
    assert _accept(key, "4", owner="b"), "the claim was not given back"


def test_a_dead_process_is_taken_over_and_can_store_nothing_any_more(key: Key) -> None:
    lost = _accept(key, "1")
    assert lost and take_over("b") == [], "it still lives"
    _expire()
    (mine,) = take_over("b")
    assert mine.turn == lost.turn and mine.claim.fence > lost.claim.fence
    assert take_over("c") == []
    with pytest.raises(LostClaim):
        finish(lost, Reply("late"))
    finish(mine, REPLY)
    messages = history(key).shape["messages"]
    assert [m["text"] for m in messages[1:]] == ["1", "answer"]


def test_a_process_that_lives_renews_its_claim(key: Key) -> None:
    work = _accept(key, "1")
    assert work
    Conversation.objects.update(lease_until=time.time() + 0.01)
    renew("a", [key.conversation])
    assert Conversation.objects.get().lease_until > time.time() + limits.LEASE_S - 1
    renew("b", [key.conversation])
    finish(work, REPLY)


def test_what_a_process_gives_back_at_its_end_is_taken_over_at_once(key: Key) -> None:
    work = _accept(key, "1")
    release("a")
    (mine,) = take_over("b")
    with pytest.raises(LostClaim):
        finish(work, REPLY)  # type: ignore[arg-type]
    finish(mine, apology("ja"))
    assert Turn.objects.get().status == "apologised"


def test_a_deleted_conversation_is_a_lost_claim(key: Key) -> None:
    work = _accept(key, "1")
    Conversation.objects.all().delete()
    with pytest.raises(LostClaim):
        finish(work, REPLY)  # type: ignore[arg-type]


def test_a_claim_by_another_name_stores_nothing(key: Key) -> None:
    work = _accept(key, "1")
    assert work
    other = Work(**{**vars(work), "claim": Claim(key.conversation, "b", work.claim.fence)})
    with pytest.raises(LostClaim):
        finish(other, REPLY)


def test_a_language_switched_meanwhile_is_kept(key: Key) -> None:
    work = _accept(key, "1")
    set_language(key, "en")
    finish(work, Reply("答え", "ja", outcome="sure", state={"language": "ja", "topic": "t"}))  # type: ignore[arg-type]
    assert Conversation.objects.get().state == {"language": "en", "topic": "t"}


def test_every_number_has_its_event(key: Key) -> None:
    work = _accept(key, "1")
    finish(work, Reply("bye", "en", outcome="language", handoff={"reason": "asked"}))  # type: ignore[arg-type]
    conversation = Conversation.objects.get()
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(
        range(1, conversation.last_seq + 1)
    )
    assert conversation.language == "en"


def test_the_names_of_the_contract_are_kept(key: Key) -> None:
    _accept(key, "1")
    shape = history(key).shape
    assert set(shape["turns"][0]) == {"id", "seq", "status", "at", "text", "button", "language", "feedback"}
    assert turns.Turn.Status.values == ["waiting", "answered", "apologised"]
