"""What is kept how long, and that nothing is left of an erased conversation."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from django.apps import apps
from django.db import connection

from language.meaning import SIZE
from tests.web.fake_rasa import FakeRasa
from tests.web.processes import until
from tests.web.review.conftest import Browser, Play, in_thread, index, member, said
from tests.web.visitors import Visitor
from web.chat.models import Conversation, Handoff, Turn
from web.chat.retention import delete_due, tidy
from web.contacts.models import Contact
from web.desk.models import AuditEntry, Note
from web.desk.roles import Role
from web.notices.models import OutboxItem
from web.review.grouping import group
from web.review.judging import Opinion, judge
from web.review.keeping import keep_record, kinds
from web.review.models import Deletion, Remark
from web.review.tidying import tidy_step

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
TODAY = datetime.datetime.now(datetime.timezone.utc).date()


def test_the_preview_counts_what_goes_and_the_record_what_went() -> None:
    for days in (0, 5, 20):
        conversation = said({"text": f"in {days}", "outcome": "unsure"})
        Conversation.objects.filter(pk=conversation.pk).update(delete_at=TODAY + datetime.timedelta(days=days))
    assert [kind.name for kind in kinds()] == ["texts", "contacts", "statistics"]
    assert all(kind.ahead(TODAY) == [0, 0, 0] for kind in kinds()[1:])
    texts = kinds()[0]
    assert texts.ahead(TODAY) == [1, 2, 3]
    counts = Counter[str]()
    assert len(delete_due(TODAY, counts=counts)) == 1
    keep_record(TODAY, counts)
    keep_record(TODAY, Counter())
    record = Deletion.objects.get()
    assert (record.kind, record.by) == ("daily", "worker")
    assert record.counts == {"conversations": 1, "turns": 1, "messages": 3}
    assert AuditEntry.objects.get().action == "retention_run"
    assert texts.ahead(TODAY) == [0, 1, 2]


def test_a_day_without_deletions_is_recorded_once_and_old_records_go() -> None:
    Deletion.objects.create(kind="daily", by="worker", at=datetime.datetime(2010, 1, 1, tzinfo=datetime.timezone.utc))
    for _ in range(3):
        keep_record(TODAY, Counter())
    assert [record.counts for record in Deletion.objects.all()] == [{}]


def _anywhere(word: str) -> list[str]:
    found = []
    for model in apps.get_models(include_auto_created=True):
        for row in model.objects.values():
            found += [f"{model._meta.label}: {row}"] if word in str(row).casefold() else []
    return found


def test_nothing_of_an_erased_conversation_is_left_anywhere(play: Play, rasa: FakeRasa) -> None:
    manager, word = member(Role.MANAGER), "zebrafish"
    other = said({"text": "something else", "outcome": "unsure"}, language="en")
    conversation = said(
        {"text": f"{word} grants?", "outcome": "unsure", "comment": word, "helpful": False}, language="en"
    )
    judge(Turn.objects.latest("pk").pk, manager, Opinion("article", article="grants/overview"))
    said({"text": "x"})
    handoff = Handoff.objects.create(
        conversation=conversation, since=conversation.created_at, reason="asked", last_question=word
    )
    moment = conversation.created_at
    Contact.objects.create(handoff=handoff, sealed="x", purpose="p", consented_at=moment)
    due = {"at": moment, "due_at": moment, "give_up_at": moment}
    OutboxItem.objects.create(key="k", kind="new", channel="mail", audience="staff", handoff=handoff, sealed="x", **due)
    Note.objects.create(handoff=handoff, author="A", text=word)
    Remark.objects.create(conversation=conversation, author="A", text=word)
    index()
    group(lambda texts: np.full((len(texts), SIZE), SIZE**-0.5, dtype=np.float32))
    assert len(_anywhere(word)) >= 7

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.MANAGER)
        assert word in (await browser.get(f"transcripts/{conversation.pk}/erase")).text
        done = await browser.post(f"transcripts/{conversation.pk}/erase")
        assert done.headers["location"] == "/desk/keeping?erased=1"
        page = await browser.get("keeping?erased=1")
        assert "会話を消去しました" in page.text and "申し出による消去" in page.text
        assert (await browser.get(f"transcripts/{conversation.pk}")).status_code == 404
        await browser.get("own")
        assert (await browser.post(f"transcripts/{conversation.pk}/erase")).status_code == 404
        await in_thread(until, lambda: conversation.sender in rasa.forgotten)

    play(scene)
    assert _anywhere(word) == [] and not Contact.objects.exists() and not OutboxItem.objects.exists()
    while tidy_step():
        pass
    tidy()
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        assert word.encode() not in file.read_bytes()
        wal = file.with_name(f"{file.name}-wal")
        assert not wal.exists() or word.encode() not in wal.read_bytes()
    entry = AuditEntry.objects.get(action="erased")
    assert (entry.staff, entry.conversation) == (Role.MANAGER, conversation.pk)
    assert Conversation.objects.filter(pk=other.pk).exists() and not tidy_step()


def test_only_managers_erase(play: Play) -> None:
    member(Role.EDITOR)
    conversation = said({"text": "x"})

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.EDITOR)
        assert (await browser.get("keeping")).status_code == 403
        await browser.get("own")
        assert (await browser.post(f"transcripts/{conversation.pk}/erase")).status_code == 403

    play(scene)
    assert Conversation.objects.exists()
