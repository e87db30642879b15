"""The inbox: handoffs as rows, with what a staff member needs to choose the next one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Optional

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from web.chat.errors import knowledge_base
from web.chat.models import Handoff, Message
from web.desk.models import StaffMember, Team
from web.desk.roles import ANSWERING, Role

TABS = ("waiting", "mine", "all", "closed")
ROWS = 100
SNIPPET_CHARS = 90


@dataclass(frozen=True)
class Row:
    """One handoff.

    Attributes:
        team: the name of the team it waits for, if any.
        waited_minutes: since it was asked for; while staff are there, since the visitor's message nobody answered.
        left_minutes: until the promise is broken, negative afterwards; None without one.
        late: the promise is broken.
        soon: less than half of an answer's usual time is left.
        unanswered: the visitor said something after the staff member who is there.
        question: what it is about, or what the visitor said last.
        last: what was said last, by anyone.
    """

    handoff: Handoff
    language: str
    topic: str
    team: str
    waited_minutes: int
    left_minutes: Optional[int]
    late: bool
    soon: bool
    unanswered: bool
    question: str
    last: str

    @property
    def over_minutes(self) -> int:
        """For how long the promise is broken."""
        return -(self.left_minutes or 0)


@dataclass(frozen=True)
class News:
    """What a staff member should hear of wherever they are in the desk.

    Attributes:
        waiting: how many wait for them.
        newest: the handoff that came last among those; 0 without one.
        unanswered: in how many of their conversations the visitor spoke last.
        heard: the number of the newest of those messages; 0 without one.
    """

    waiting: int
    newest: int
    unanswered: int
    heard: int


def of(tab: str, member: StaffMember, team: Optional[Team] = None) -> QuerySet[Handoff]:
    """The handoffs of a tab: the open ones by how long they wait, the closed ones newest first."""
    found = Handoff.objects.select_related("conversation", "staff", "meant_for__team")
    if team:
        found = found.filter(meant_for__team=team)
    if tab == "waiting":
        return found.filter(_for(member), state=Handoff.State.WAITING).order_by("pk")
    if tab == "mine":
        return found.filter(state=Handoff.State.STAFF, staff=member).order_by("pk")
    if tab == "closed":
        return found.filter(state=Handoff.State.CLOSED).order_by("-closed_at")
    return found.exclude(state=Handoff.State.CLOSED).order_by("pk")


def rows(
    tab: str, member: StaffMember, now: datetime.datetime, soon_minutes: float, team: Optional[Team] = None
) -> list[Row]:
    """The rows of a tab, at most `ROWS`."""
    newest = Message.objects.filter(conversation=OuterRef("conversation")).order_by("-seq")
    said = {"last": newest.values("text")[:1], "by": newest.values("author")[:1], "at": newest.values("at")[:1]}
    said["asked"] = newest.filter(author=Message.Author.VISITOR).values("text")[:1]
    found = of(tab, member, team).annotate(**{name: Subquery(value) for name, value in said.items()})[:ROWS]
    return [_row(handoff, member.language, now, soon_minutes) for handoff in found]


def news(member: StaffMember) -> News:
    """How many wait for a member, or for a member's answer."""
    waiting = list(of("waiting", member).values_list("pk", flat=True))
    newest = Message.objects.filter(conversation=OuterRef("conversation")).order_by("-seq")
    mine = of("mine", member).annotate(by=Subquery(newest.values("author")[:1])).filter(by=Message.Author.VISITOR)
    theirs = list(mine.values_list("conversation", flat=True))
    said = Message.objects.filter(conversation__in=theirs, author=Message.Author.VISITOR)
    heard = said.aggregate(newest=Max("pk"))["newest"] if theirs else None
    return News(len(waiting), max(waiting, default=0), len(theirs), heard or 0)


def topic_of(handoff: Handoff, language: str) -> str:
    """The name of the topic that was talked about, if any."""
    base = knowledge_base()
    state = handoff.conversation.state
    for article in [*handoff.articles, state.get("topic") or ""]:
        topic = base.topics.get(str(article).partition("/")[0])
        if topic:
            return str(topic.name[language])
    return ""


def team_of(handoff: Handoff, language: str) -> str:
    """The name of the team a handoff was passed on to, if any."""
    meant_for = getattr(handoff, "meant_for", None)
    return meant_for.team.name(language) if meant_for else ""


def _for(member: StaffMember) -> Q:
    """What concerns a member: what their teams were given, and what no team can answer. A manager looks after all."""
    if member.role == Role.MANAGER:
        return Q()
    able = StaffMember.objects.filter(teams=OuterRef("meant_for__team"), is_active=True, role__in=ANSWERING)
    own = member.teams.filter(pk=OuterRef("meant_for__team"))
    return Q(~Exists(able)) | Q(Exists(own))


def _row(handoff: Handoff, language: str, now: datetime.datetime, soon_minutes: float) -> Row:
    left: Optional[float] = None
    if handoff.state == Handoff.State.WAITING and handoff.answer_by:
        left = (handoff.answer_by - now).total_seconds() / 60
    unanswered = handoff.state == Handoff.State.STAFF and getattr(handoff, "by", "") == Message.Author.VISITOR
    since = max(handoff.since, getattr(handoff, "at", None) or handoff.since) if unanswered else handoff.since
    return Row(
        handoff,
        handoff.conversation.language,
        topic_of(handoff, language),
        team_of(handoff, language),
        int((now - since).total_seconds() // 60),
        None if left is None else int(left // 1),
        left is not None and left < 0,
        left is not None and 0 <= left < soon_minutes,
        unanswered,
        _snippet(handoff.last_question or getattr(handoff, "asked", None)),
        _snippet(getattr(handoff, "last", None)),
    )


def _snippet(text: Optional[str]) -> str:
    line = " ".join((text or "").split())
    return line[:SNIPPET_CHARS] + ("…" if len(line) > SNIPPET_CHARS else "")
