import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from web.chat.conversations import start
from web.chat.models import Conversation, Message
from web.chat.retention import delete_due, tidy

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_conversations_are_deleted_when_their_time_is_over() -> None:
    old, new = (start("ja").shape["conversation"] for _ in range(2))
    days = datetime.timedelta(days=settings.ENVIRONMENT.retention_days)
    assert old["delete_at"] == (timezone.now() + days).date().isoformat()
    today = timezone.now().date()
    Conversation.objects.filter(pk=old["id"]).update(delete_at=today)
    sender = Conversation.objects.get(pk=old["id"]).sender
    assert delete_due(today - datetime.timedelta(days=1)) == []
    assert delete_due(today) == [sender]
    assert [c.pk for c in Conversation.objects.all()] == [new["id"]]
    assert Message.objects.count() == 1
    tidy()


def test_large_amounts_are_deleted_in_portions() -> None:
    for _ in range(5):
        start("en")
    Conversation.objects.update(delete_at=timezone.now().date())
    assert [len(delete_due(timezone.now().date(), at_once=2)) for _ in range(4)] == [2, 2, 1, 0]
