"""How long what is kept, what goes next, and a record of what went."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from web.chat.models import Conversation
from web.contacts.models import Contact
from web.desk import audit
from web.review.models import Deletion
from web.review.tidying import ask_for_tidying

AHEAD_DAYS = (0, 7, 30)  # of the preview


@dataclass(frozen=True)
class Kind:
    """A kind of data.

    Attributes:
        name: `texts` (conversations with everything in them), `contacts` (addresses visitors left) or `statistics`.
        days: how long it is kept.
        due: how many are deleted up to the end of a day.
    """

    name: str
    days: int
    due: Callable[[datetime.date], int]

    def ahead(self, today: datetime.date) -> list[int]:
        """How many go within each of `AHEAD_DAYS`."""
        return [self.due(today + datetime.timedelta(days=days)) for days in AHEAD_DAYS]


def kinds() -> list[Kind]:
    """All kinds of data with a storage period."""
    return [
        Kind("texts", settings.ENVIRONMENT.retention_days, _texts_due),
        Kind("contacts", settings.NOTICES.contact_days, _contacts_due),
        Kind("statistics", settings.REVIEW.statistics_days, _statistics_due),
    ]


def keep_record(today: datetime.date, counts: Counter[str]) -> None:
    """Notes what the worker deleted, once a day also that there was nothing; deletes old records.

    Args:
        today: of UTC.
        counts: rows by model.
    """
    start = datetime.datetime.combine(today, datetime.time(), datetime.timezone.utc)
    with transaction.atomic():
        record = Deletion.objects.select_for_update().filter(kind="daily", at__gte=start).first()
        if record and not counts:
            return
        record = record or Deletion(kind="daily", by=audit.WORKER)
        record.counts = dict(Counter(record.counts) + Counter(named(counts)))
        record.save()
        if counts:
            audit.note(audit.WORKER, "retention_run", f"{counts['chat.Conversation']} conversations")
            ask_for_tidying()
        old = timezone.now() - datetime.timedelta(days=settings.REVIEW.statistics_days)
        Deletion.objects.filter(at__lt=old).delete()


def named(counts: Counter[str]) -> dict[str, int]:
    """Rows by model as numbers of what people know: conversations, turns, messages, notes."""
    names = {
        "chat.Conversation": "conversations",
        "chat.Turn": "turns",
        "chat.Message": "messages",
        "chat.Handoff": "handoffs",
        "desk.Note": "notes",
        "review.Remark": "notes",
        "review.Judgement": "judgements",
    }
    found: Counter[str] = Counter()
    for model, number in counts.items():
        if model in names:
            found[names[model]] += number
    return {name: number for name, number in found.items() if number}


def _texts_due(day: datetime.date) -> int:
    return Conversation.objects.filter(delete_at__lte=day).count()


def _contacts_due(day: datetime.date) -> int:
    since = _end(day) - datetime.timedelta(days=settings.NOTICES.contact_days)
    return Contact.objects.filter(handoff__closed_at__lte=since).count()


def _statistics_due(day: datetime.date) -> int:
    return Deletion.objects.filter(at__lt=_end(day) - datetime.timedelta(days=settings.REVIEW.statistics_days)).count()


def _end(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), datetime.timezone.utc)
