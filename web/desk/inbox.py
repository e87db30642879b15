"""The inbox: handoffs as rows, with what a staff member needs to choose the next one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Optional

from django.db.models import OuterRef, QuerySet, Subquery

from web.chat.errors import knowledge_base
from web.chat.models import Handoff, Message
from web.desk.models import StaffMember

TABS = ("waiting", "mine", "all", "closed")
ROWS = 100
SNIPPET_CHARS = 90


@dataclass(frozen=True)
class Row:
    """One handoff.

    Attributes:
        waited_minutes: since it was asked for.
        late: the promise is broken.
        soon: less than half of an answer's usual time is left.
    """

    handoff: Handoff
    language: str
    topic: str
    waited_minutes: int
    late: bool
    soon: bool
    last: str


def of(tab: str, member: StaffMember) -> QuerySet[Handoff]:
    """The handoffs of a tab: the open ones by how long they wait, the closed ones newest first."""
    found = Handoff.objects.select_related("conversation", "staff")
    if tab == "waiting":
        return found.filter(state=Handoff.State.WAITING).order_by("pk")
    if tab == "mine":
        return found.filter(state=Handoff.State.STAFF, staff=member).order_by("pk")
    if tab == "closed":
        return found.filter(state=Handoff.State.CLOSED).order_by("-closed_at")
    return found.exclude(state=Handoff.State.CLOSED).order_by("pk")


def rows(tab: str, member: StaffMember, now: datetime.datetime, soon_minutes: float) -> list[Row]:
    """The rows of a tab, at most `ROWS`."""
    newest = Message.objects.filter(conversation=OuterRef("conversation")).order_by("-seq").values("text")[:1]
    found = of(tab, member).annotate(last=Subquery(newest))[:ROWS]
    return [_row(handoff, member.language, now, soon_minutes) for handoff in found]


def waiting() -> int:
    """How many wait."""
    return Handoff.objects.filter(state=Handoff.State.WAITING).count()


def topic_of(handoff: Handoff, language: str) -> str:
    """The name of the topic that was talked about, if any."""
    base = knowledge_base()
    state = handoff.conversation.state
    for article in [*handoff.articles, state.get("topic") or ""]:
        topic = base.topics.get(str(article).partition("/")[0])
        if topic:
            return str(topic.name[language])
    return ""


def _row(handoff: Handoff, language: str, now: datetime.datetime, soon_minutes: float) -> Row:
    left: Optional[datetime.timedelta] = None
    if handoff.state == Handoff.State.WAITING and handoff.answer_by:
        left = handoff.answer_by - now
    text = " ".join(str(getattr(handoff, "last", "") or "").split())
    return Row(
        handoff,
        handoff.conversation.language,
        topic_of(handoff, language),
        int((now - handoff.since).total_seconds() // 60),
        left is not None and left.total_seconds() < 0,
        left is not None and 0 <= left.total_seconds() < soon_minutes * 60,
        text[:SNIPPET_CHARS] + ("…" if len(text) > SNIPPET_CHARS else ""),
    )
