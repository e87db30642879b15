"""Handoffs: who gets one, what the assistant does meanwhile, what the visitor hears."""

from __future__ import annotations

import asyncio
import datetime
import uuid
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from tests.web.desk.conftest import Play, in_thread, member
from tests.web.fake_rasa import FakeRasa
from tests.web.visitors import Visitor
from web.chat import conversations
from web.chat.conversations import Key
from web.chat.database import Database
from web.chat.models import Conversation, Handoff, Message
from web.desk import handoffs, inbox
from web.desk.handoffs import Conflict
from web.desk.models import AuditEntry, Note, StaffMember, Team
from web.desk.roles import Role

pytestmark = pytest.mark.database
OPEN = datetime.datetime(2026, 11, 25, 1, 0, tzinfo=datetime.timezone.utc)  # Wednesday, 10:00 in Tokyo
NIGHT = datetime.datetime(2026, 11, 27, 13, 0, tzinfo=datetime.timezone.utc)  # Friday, 22:00 in Tokyo


def _waiting(language: str = "ja", time_zone: str = "") -> tuple[Key, Handoff]:
    started = conversations.start(language, time_zone)
    key = Key(started.shape["conversation"]["id"], started.shape["token"])
    conversations.ask_for_person(key)
    return key, Handoff.objects.get(conversation=key.conversation)


def _seen(key: Key) -> dict[str, Any]:
    return conversations.history(key).shape["conversation"]["handoff"]


def test_ten_claimers_of_a_hundred_handoffs_make_exactly_a_hundred_winners(transactional_db: None) -> None:
    members = [member(Role.AGENT, f"agent-{n}") for n in range(10)]
    ids = [_waiting()[1].pk for _ in range(100)]
    won: list[tuple[int, str]] = []
    refused: list[str] = []
    processes = [Database(threads=5), Database(threads=5)]

    async def run(number: int, one: StaffMember) -> None:
        for pk in ids:
            try:
                await processes[number % 2].run(handoffs.claim, pk, one)
            except Conflict as conflict:
                refused.append(str(conflict))
            else:
                won.append((pk, one.username))

    async def all_at_once() -> None:
        await asyncio.gather(*(run(number, one) for number, one in enumerate(members)))

    asyncio.run(all_at_once())
    for process in processes:
        process.close()
    assert sorted(pk for pk, _ in won) == ids
    assert refused == ["taken"] * 900
    stored = dict(Handoff.objects.values_list("pk", "staff__username"))
    assert stored == dict(won)
    assert AuditEntry.objects.filter(action="claimed").count() == 100


def test_fifty_requests_of_one_visitor_make_one_open_handoff(play: Play) -> None:
    async def scene(visitor: Visitor) -> None:
        await visitor.start()
        answers = [visitor.request("POST", f"{visitor.path}/handoff", json={}) for _ in range(50)]
        assert {r.status_code for r in await asyncio.gather(*answers)} == {200}

    play(scene)
    assert Handoff.objects.count() == 1


def test_the_database_keeps_a_second_open_handoff_out(transactional_db: None) -> None:
    _, first = _waiting()
    values = {"conversation_id": first.conversation_id, "since": first.since, "reason": "asked"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Handoff.objects.create(**values)
    Handoff.objects.create(**values, state=Handoff.State.CLOSED)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_in_hours_the_visitor_hears_how_long_and_which_place(language: str, transactional_db: None) -> None:
    member()
    with time_machine.travel(OPEN, tick=False):
        first, second = _waiting(language)[0], _waiting(language)[0]
        assert [_seen(first)["place"], _seen(second)["place"]] == [1, 2]
        assert "10" in _seen(second)["message"][language]
        handoffs.claim(Handoff.objects.get(conversation=first.conversation).pk, StaffMember.objects.get())
        assert _seen(second)["place"] == 1 and _seen(first)["place"] is None


def test_out_of_hours_the_visitor_hears_by_when_in_both_times(transactional_db: None) -> None:
    member()
    with time_machine.travel(NIGHT, tick=False):
        said = _seen(_waiting("en", "America/New_York")[0])
        assert said["place"] is None
        assert (
            "Mon 30 Nov, 08:55 Japan time (Sun 29 Nov, 18:55 in your time zone, America/New_York)"
            in said["message"]["en"]
        )
        assert "11月30日（月）8時55分（日本時間" in said["message"]["ja"]
        for zone in ("Asia/Tokyo", "", "No/Where", "../etc"):
            assert _seen(_waiting("en", zone)[0])["message"]["en"].endswith("Mon 30 Nov, 08:55 (Japan time).")


def test_with_nobody_available_it_is_as_out_of_hours(transactional_db: None) -> None:
    member(available=False)
    member(Role.ADMINISTRATOR, available=True)
    with time_machine.travel(OPEN, tick=False):
        said = _seen(_waiting("en")[0])
        assert said["place"] is None and "Wed 25 Nov, 13:10" in said["message"]["en"], "after the next interval begins"


def test_whoever_is_available_but_has_no_desk_open_is_not_there(transactional_db: None) -> None:
    minutes = datetime.timedelta(minutes=1)
    absent = member(seen_at=OPEN - 6 * minutes)
    with time_machine.travel(OPEN, tick=False):
        assert _seen(_waiting("en")[0])["place"] is None
        StaffMember.objects.filter(pk=absent.pk).update(seen_at=OPEN - 4 * minutes)
        assert _seen(_waiting("en")[0])["place"] is not None


def test_without_any_staff_nothing_is_promised(transactional_db: None) -> None:
    key, waiting = _waiting("en")
    assert waiting.answer_by is None and "noted" in _seen(key)["message"]["en"]


def test_the_assistant_is_silent_while_staff_are_there_and_back_afterwards(play: Play, rasa: FakeRasa) -> None:
    tanaka = member(username="tanaka", display_name="経済局 田中")

    async def scene(visitor: Visitor) -> None:
        await visitor.start("en")
        await visitor.says("first")
        await visitor.request("POST", f"{visitor.path}/handoff", json={})
        pk = await in_thread(lambda: Handoff.objects.get().pk)
        await visitor.says("still the assistant while waiting")
        asked = len(rasa.received)
        await in_thread(handoffs.claim, pk, tanaka)
        for n in range(20):
            turn = str(uuid.uuid4())
            await visitor.put(f"to staff {n}", turn)
            assert (await visitor.settled([turn]))[turn] == "answered"
        assert len(rasa.received) == asked
        await in_thread(handoffs.answer, pk, tanaka, "田中です。\nHello.")
        history = await visitor.history()
        assert history["conversation"]["handoff"]["staff_name"] == "経済局 田中"
        last = history["messages"][-1]
        assert (last["author"], last["name"], last["text"]) == ("staff", "経済局 田中", "田中です。\nHello.")
        await in_thread(handoffs.close, pk, tanaka, "answered")
        asking = (await visitor.history())["messages"][-1]
        assert [b["title"][0] for b in asking["buttons"]] == ["5", "4", "3", "2", "1"]
        thanks = await visitor.says(button=asking["buttons"][1]["id"])
        assert thanks["outcome"] == "rated" and len(rasa.received) == asked
        assert (await visitor.request("PUT", f"{visitor.path}/handoff/rating", json={"stars": 6})).status_code == 400
        rated = {"stars": 3, "comment": "Slow, 090-1234-5678"}
        assert (await visitor.request("PUT", f"{visitor.path}/handoff/rating", json=rated)).status_code == 200
        again = {"comment": "Kind, a@example.org"}
        said = (await visitor.request("PUT", f"{visitor.path}/handoff/rating", json=again)).json()["conversation"]
        assert (said["handoff"]["stars"], said["handoff"]["comment"]) == (3, "Kind, ***")
        assert (await visitor.request("PUT", f"{visitor.path}/handoff/rating", json={})).status_code == 400
        await visitor.says("and now the assistant again")
        assert len(rasa.received) == asked + 1

    play(scene)
    stored = Handoff.objects.get()
    assert (stored.stars, stored.close_reason, stored.state) == (3, "answered", "closed")
    assert stored.comment == "Kind, ***"


def test_a_reply_the_assistant_was_still_thinking_about_is_thrown_away(play: Play, rasa: FakeRasa) -> None:
    tanaka = member()
    rasa.delay_s = 1.0

    async def scene(visitor: Visitor) -> None:
        await visitor.start()
        turn = str(uuid.uuid4())
        await visitor.put("slow", turn)
        await visitor.request("POST", f"{visitor.path}/handoff", json={})
        pk = await in_thread(lambda: Handoff.objects.get().pk)
        await in_thread(handoffs.claim, pk, tanaka)
        assert (await visitor.settled([turn]))[turn] == "answered"
        await asyncio.sleep(1.5)

    play(scene)
    assert list(Message.objects.order_by("seq").values_list("author", flat=True)) == ["assistant", "visitor"]


def test_rating_without_staff_having_been_there_is_refused(play: Play) -> None:
    async def scene(visitor: Visitor) -> None:
        await visitor.start()
        response = await visitor.request("PUT", f"{visitor.path}/handoff/rating", json={"stars": 3})
        assert response.status_code == 404

    play(scene)


def test_release_transfer_and_notes(transactional_db: None) -> None:
    one, other, manager = member(username="a"), member(username="b"), member(Role.MANAGER)
    key, waiting = _waiting()
    handoffs.claim(waiting.pk, one)
    for refused in (
        lambda: handoffs.release(waiting.pk, other),
        lambda: handoffs.transfer(waiting.pk, other, other),
        lambda: handoffs.answer(waiting.pk, other, "x"),
        lambda: handoffs.close(waiting.pk, other, "answered"),
    ):
        with pytest.raises(Conflict, match="not_yours"):
            refused()
    handoffs.transfer(waiting.pk, one, other)
    assert _seen(key)["staff_name"] == other.display_name
    handoffs.note(waiting.pk, other, "内線で確認")
    assert "内線" not in str(conversations.history(key).shape)
    handoffs.transfer(waiting.pk, manager, one)
    handoffs.release(waiting.pk, one)
    assert _seen(key)["state"] == "waiting" and _seen(key)["staff_name"] is None
    handoffs.claim(waiting.pk, other)
    with pytest.raises(Conflict, match="reason"):
        handoffs.close(waiting.pk, other, "because")
    with pytest.raises(Conflict, match="empty"):
        handoffs.answer(waiting.pk, other, " \u200b")
    handoffs.close(waiting.pk, other, "answered")
    with pytest.raises(Conflict, match="taken"):
        handoffs.claim(waiting.pk, one)
    conversations.delete(key)
    assert not Note.objects.exists() and not Handoff.objects.exists()
    with pytest.raises(Conflict, match="gone"):
        handoffs.claim(waiting.pk, one)


def test_a_team_gets_a_handoff_that_waits_for_it_with_a_new_promise(transactional_db: None) -> None:
    one, other, third = member(username="a"), member(username="b"), member(username="c")
    visas = Team.objects.create(name_ja="ビザ班", name_en="Visas")
    with time_machine.travel(OPEN, tick=False):
        key, waiting = _waiting()
        handoffs.claim(waiting.pk, one)
        with pytest.raises(Conflict, match="team_empty"):
            handoffs.transfer_to_team(waiting.pk, one, visas)
        visas.members.add(other, member(Role.AUDITOR))
        with pytest.raises(Conflict, match="not_yours"):
            handoffs.transfer_to_team(waiting.pk, other, visas)
    with time_machine.travel(OPEN + datetime.timedelta(minutes=30), tick=False):
        handoffs.transfer_to_team(waiting.pk, one, visas)
        seen = _seen(key)
        assert seen["state"] == "waiting" and seen["staff_name"] is None and seen["place"] == 1
        waiting.refresh_from_db()
        assert waiting.answer_by == OPEN + datetime.timedelta(minutes=40)
    for person, sees in ((one, False), (other, True), (third, False), (member(Role.MANAGER), True)):
        assert inbox.of("waiting", person).exists() is sees
        assert inbox.of("all", person).exists() and inbox.news(person).waiting == int(sees)
        assert inbox.of("waiting", person, visas).exists() is sees
    handoffs.claim(waiting.pk, other)
    handoffs.release(waiting.pk, other)
    assert not inbox.of("waiting", third).exists(), "it still is the team's"
    StaffMember.objects.filter(pk=other.pk).update(is_active=False)
    assert inbox.of("waiting", third).count() == 1, "nobody of the team is there any more"
    StaffMember.objects.filter(pk=other.pk).update(is_active=True)
    assert not inbox.of("waiting", third).exists()
    visas.delete()
    assert inbox.of("waiting", third).count() == 1, "nothing is forgotten with its team"


def test_what_was_with_somebody_who_is_gone_waits_again(transactional_db: None) -> None:
    one, boss = member(username="a"), member(Role.ADMINISTRATOR)
    keys = [_waiting() for _ in range(2)]
    for _, waiting in keys:
        handoffs.claim(waiting.pk, one)
    handoffs.close(keys[0][1].pk, one, "answered")
    assert len(handoffs.release_all(one, boss)) == 1
    assert [_seen(key)["state"] for key, _ in keys] == ["closed", "waiting"]
    assert AuditEntry.objects.get(action="released").staff == boss.username


def test_the_counter_of_a_conversation_has_no_gaps_after_all_this(transactional_db: None) -> None:
    agent = member()
    _, waiting = _waiting()
    handoffs.claim(waiting.pk, agent)
    handoffs.answer(waiting.pk, agent, "a")
    handoffs.close(waiting.pk, agent, "answered")
    conversation = Conversation.objects.get()
    assert list(conversation.events.order_by("seq").values_list("seq", flat=True)) == list(
        range(1, conversation.last_seq + 1)
    )
    assert connection.vendor in ("sqlite", "postgresql")
