"""Who hears of which handoff, when, and in which language; and that nothing comes between a cause and its notice."""

from __future__ import annotations

import datetime
import os
import re
import signal
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, Optional

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from knowledge.messages import catalogue
from tests.web.desk.conftest import ALWAYS
from tests.web.notices.conftest import SERVER, START, configured
from web.chat import conversations, turns
from web.chat.conversations import Key
from web.chat.limits import ALERTS_PER_HOUR
from web.chat.models import Handoff, Message
from web.chat.replies import Reply
from web.chat.watch import watch
from web.contacts import keeping
from web.contacts.keeping import Left
from web.contacts.models import Contact, ReturnLink
from web.desk import handoffs
from web.desk.models import StaffMember, Team
from web.desk.roles import Role
from web.notices.models import OutboxItem
from web.notices.sealing import unseal

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
UTC = datetime.timezone.utc


def _ask(language: str = "ja") -> tuple[Key, Handoff]:
    started = conversations.start(language)
    key = Key(started.shape["conversation"]["id"], started.shape["token"])
    conversations.ask_for_person(key)
    return key, Handoff.objects.latest("pk")


def _told(kind: str) -> dict[str, dict[str, Any]]:
    """What is in the outbox, by recipient."""
    contents = [unseal(item.sealed) for item in OutboxItem.objects.filter(kind=kind)]
    return {content["to"]: content for content in contents}


def _member(role: str, name: str, **values: object) -> StaffMember:
    """Without a password, whose hash takes its time."""
    common = {"display_name": name, "available": True, "seen_at": ALWAYS, **values}
    return StaffMember.objects.create(username=name, role=role, **common)


@pytest.fixture
def team(by_mail: None) -> None:
    _member(Role.AGENT, "tanaka", email="tanaka@c.org")
    _member(Role.AGENT, "smith", email="smith@c.org", language="en")
    _member(Role.EDITOR, "away", email="away@c.org", available=False)
    _member(Role.AGENT, "no-address")
    _member(Role.AGENT, "gone", email="gone@c.org", is_active=False)
    _member(Role.MANAGER, "boss", email="boss@c.org", available=False)
    _member(Role.ADMINISTRATOR, "admin", email="admin@c.org")


def test_a_new_handoff_is_told_to_those_who_are_there_each_in_their_language(settings: Any, team: None) -> None:
    settings.NOTICES = configured(mail=SERVER, mail_to=("desk@c.org",), webhook_url="https://x", language="en")
    with time_machine.travel(START, tick=False):
        _, handoff = _ask("en")
    told = _told("new")
    assert set(told) == {"tanaka@c.org", "smith@c.org", "desk@c.org", ""}
    link = f"http://127.0.0.1:8000/desk/handoffs/{handoff.pk}"
    assert all(link in content["text"] for content in told.values())
    assert "英語" in told["tanaka@c.org"]["text"] and "10時10分" in told["tanaka@c.org"]["text"]
    for english in ("smith@c.org", "desk@c.org", ""):
        assert "Wed 25 Nov, 10:10" in told[english]["text"] and not re.search("[ぁ-ん]", str(told[english]))


def test_with_nobody_there_all_who_could_answer_hear_of_it(team: None) -> None:
    StaffMember.objects.update(available=False)
    _ask()
    assert set(_told("new")) == {"tanaka@c.org", "smith@c.org", "away@c.org", "boss@c.org"}


def test_whoever_went_home_without_a_word_is_not_there(team: None) -> None:
    StaffMember.objects.update(seen_at=START - datetime.timedelta(hours=1))
    StaffMember.objects.filter(username="smith").update(seen_at=START)
    with time_machine.travel(START, tick=False):
        _ask()
        assert set(_told("new")) == {"smith@c.org"}
        StaffMember.objects.update(seen_at=START - datetime.timedelta(hours=1))
        _ask()
        assert set(_told("new")) == {"tanaka@c.org", "smith@c.org", "away@c.org", "boss@c.org"}


def test_what_is_passed_on_to_a_team_is_told_to_its_members(team: None) -> None:
    _, handoff = _ask()
    OutboxItem.objects.all().delete()
    visas = Team.objects.create(name_ja="ビザ班", name_en="Visas")
    visas.members.add(StaffMember.objects.get(username="smith"), StaffMember.objects.get(username="away"))
    agent = StaffMember.objects.get(username="tanaka")
    handoffs.claim(handoff.pk, agent)
    handoffs.transfer_to_team(handoff.pk, agent, visas)
    assert set(_told("new")) == {"smith@c.org"}, "the other one is away"
    StaffMember.objects.filter(username="smith").update(available=False)
    handoffs.claim(handoff.pk, agent)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=30), tick=False):  # another promise
        handoffs.transfer_to_team(handoff.pk, agent, visas)
    assert set(_told("new")) == {"smith@c.org", "away@c.org"}
    StaffMember.objects.update(email="")
    StaffMember.objects.filter(username="tanaka").update(email="tanaka@c.org")
    handoffs.claim(handoff.pk, agent)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3), tick=False):
        handoffs.transfer_to_team(handoff.pk, agent, visas)
    assert "tanaka@c.org" in _told("new"), "without any address in the team, everybody who could"


def test_without_any_channel_nothing_is_put() -> None:
    _member(Role.AGENT, "a", email="a@c.org")
    with time_machine.travel(START, tick=False):
        _ask()
    assert watch(START + datetime.timedelta(days=1)) == 0 and not OutboxItem.objects.exists()


def test_notices_hold_nothing_a_visitor_wrote(team: None) -> None:
    key, _ = _ask()
    keeping.leave(key, Left("visitor@example.org", "とても個人的な質問", True))
    agent = StaffMember.objects.get(username="tanaka")
    pk = Handoff.objects.get().pk
    handoffs.claim(pk, agent)
    handoffs.answer(pk, agent, "とても個人的な回答")
    contents = [unseal(item.sealed) for item in OutboxItem.objects.all()]
    assert len(contents) == 3
    assert not any("個人的" in str(one) for one in contents)
    stored = str(list(OutboxItem.objects.values())) + str(list(Contact.objects.values()))
    assert "@" not in stored and "chat/return" not in stored, "addresses and links are stored encrypted only"


def _at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{text}:00+09:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("asked", "soon", "late"),
    [
        ("2026-11-25T10:00", "2026-11-25T10:05", "2026-11-25T10:10"),  # within hours
        ("2026-11-25T11:55", "2026-11-25T13:00", "2026-11-25T13:05"),  # over lunch
        ("2026-11-25T11:57", "2026-11-25T13:02", "2026-11-25T13:07"),
        ("2026-11-20T22:00", "2026-11-24T08:50", "2026-11-24T08:55"),  # Friday night, then Monday is a holiday
        ("2026-11-27T17:14", "2026-11-30T08:49", "2026-11-30T08:54"),  # a minute before the weekend
        ("2026-12-28T17:30", "2027-01-04T08:50", "2027-01-04T08:55"),  # over the end of the year
        ("2027-04-28T20:00", "2027-04-30T08:50", "2027-04-30T08:55"),  # Golden Week begins
    ],
)
def test_promises_are_watched_in_open_minutes(team: None, asked: str, soon: str, late: str) -> None:
    with time_machine.travel(_at(asked), tick=False):
        _, handoff = _ask()
    assert handoff.answer_by == _at(late)
    heard: dict[str, datetime.datetime] = {}
    now = _at(asked)
    while now <= _at(late) + datetime.timedelta(minutes=3):
        watch(now)
        for kind in OutboxItem.objects.exclude(kind="new").values_list("kind", flat=True):
            heard.setdefault(kind, now)
        near = abs(now - _at(soon)) < datetime.timedelta(hours=1) or abs(now - _at(late)) < datetime.timedelta(hours=1)
        now += datetime.timedelta(minutes=1 if near else 30)
    assert heard == {"soon": _at(soon), "late": _at(late)}
    assert set(_told("late")) == {"boss@c.org"}, "who manages hears of what nobody took"
    assert set(_told("soon")) == {"tanaka@c.org", "smith@c.org"}
    assert OutboxItem.objects.filter(kind="late").count() == 1


def test_what_was_taken_is_not_escalated_and_what_was_put_back_is(team: None) -> None:
    with time_machine.travel(START, tick=False):
        _, handoff = _ask()
        agent = StaffMember.objects.get(username="tanaka")
        handoffs.claim(handoff.pk, agent)
    late = START + datetime.timedelta(minutes=20)
    assert watch(late) == 0
    with time_machine.travel(late, tick=False):
        handoffs.release(handoff.pk, agent)
    handoff.refresh_from_db()
    assert handoff.answer_by
    then = max(late, handoff.answer_by)
    assert watch(then) == 1 and watch(then) == 0
    Handoff.objects.update(answer_by=then + datetime.timedelta(minutes=10))
    assert watch(then + datetime.timedelta(minutes=10)) == 1, "a new promise is watched anew"


def test_who_floods_the_desk_does_not_flood_mailboxes(by_mail: None) -> None:
    _member(Role.MANAGER, "boss", email="boss@c.org")
    with time_machine.travel(START, tick=False):
        for _ in range(ALERTS_PER_HOUR + 5):
            _ask()
    assert OutboxItem.objects.filter(kind="new").count() == ALERTS_PER_HOUR
    late = START + datetime.timedelta(minutes=10)
    assert [watch(late), watch(late)] == [ALERTS_PER_HOUR, 0]
    assert watch(late + datetime.timedelta(minutes=61)) == 5, "the others have their turn: nobody is forgotten"


def test_without_a_manager_who_has_an_address_all_hear_of_what_is_late(team: None) -> None:
    StaffMember.objects.filter(role=Role.MANAGER).update(email="")
    with time_machine.travel(START, tick=False):
        _ask()
    watch(START + datetime.timedelta(minutes=11))
    assert set(_told("late")) == {"tanaka@c.org", "smith@c.org", "away@c.org"}


def test_a_deleted_conversation_takes_its_notices_along(team: None) -> None:
    key, _ = _ask()
    assert OutboxItem.objects.exists()
    conversations.delete(key)
    assert not OutboxItem.objects.exists()


def _dying(work: Callable[[], Any], statement: int, *, after: bool) -> bool:
    """Does something in a process of its own that is killed at a statement; whether it came to that."""
    child = os.fork()
    if child == 0:
        connection.connection = None  # the parent's stays the parent's
        seen = 0

        def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == statement and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = execute(sql, params, many, context)
            if seen == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        try:
            with connection.execute_wrapper(count):
                work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_a_hundred_crash_points_never_separate_a_notice_from_its_cause(team: None) -> None:
    agent = StaffMember.objects.get(username="tanaka")
    crashes = 0

    def each(prepare: Callable[[], Any], work: Callable[[Any], Any], both: Callable[[], tuple[bool, bool]]) -> None:
        nonlocal crashes
        made: Optional[Any] = None
        for statement in range(1, 60):
            for after in (False, True):
                made = made if made is not None else prepare()
                here = made
                connection.close()
                killed = _dying(partial(work, here), statement, after=after)
                crashes += killed
                cause, told = both()
                assert cause is told, (statement, after)
                if cause:  # it was committed before the end: begin anew
                    conversations.delete(here if isinstance(here, Key) else here[0])
                    made = None
                if not killed:
                    return

    def started() -> Key:
        begun = conversations.start("ja")
        return Key(begun.shape["conversation"]["id"], begun.shape["token"])

    def asking() -> tuple[Key, Any]:
        key = started()
        return key, turns.accept(key, str(uuid.uuid4()), "owner", text="人と話したい").work

    def late() -> Key:
        key = started()
        conversations.ask_for_person(key)
        return key

    def with_contact() -> tuple[Key, int]:
        key = started()
        conversations.ask_for_person(key)
        pk = Handoff.objects.latest("pk").pk
        keeping.leave(key, Left("visitor@example.org", "質問", True))
        handoffs.claim(pk, agent)
        return key, pk

    def visitor_told(kind: str) -> bool:
        return OutboxItem.objects.filter(kind=kind, audience="visitor").exists() and ReturnLink.objects.exists()

    each(
        started,
        conversations.ask_for_person,
        lambda: (Handoff.objects.exists(), OutboxItem.objects.filter(kind="new").exists()),
    )
    each(
        asking,
        lambda made: turns.finish(made[1], Reply("はい", handoff={"reason": "asked"})),
        lambda: (Handoff.objects.exists(), OutboxItem.objects.filter(kind="new").exists()),
    )
    each(
        late,
        lambda made: watch(timezone.now() + datetime.timedelta(days=20)),
        lambda: (OutboxItem.objects.filter(kind="late").exists(), "boss@c.org" in _told("late")),
    )
    each(
        with_contact,
        lambda made: handoffs.answer(made[1], agent, "回答"),
        lambda: (_last_author() == "staff", visitor_told("answered")),
    )
    each(
        with_contact,
        lambda made: handoffs.close(made[1], agent, "referred"),
        lambda: (Handoff.objects.filter(state="closed").exists(), visitor_told("closed")),
    )
    assert crashes >= 100


def _last_author() -> str:
    newest = Message.objects.order_by("-pk").first()
    return newest.author if newest else ""


def test_the_texts_of_all_notices_exist_in_both_languages(team: None) -> None:
    for kind in ("new", "soon", "late", "answered", "closed"):
        for part in ("subject", "text"):
            assert catalogue()[f"notice_{kind}_{part}"].ja != catalogue()[f"notice_{kind}_{part}"].en
    used = {f"notice_{k}_{p}" for k in ("new", "soon", "late", "answered", "closed") for p in ("subject", "text")}
    assert {key for key in catalogue() if key.startswith("notice_")} == used | {"notice_no_promise"}
