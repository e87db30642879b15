"""The queue: clusters of questions that need a look, most frequent first, alone or by article in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

from django.db.models import Q, QuerySet, Sum

from web.chat.models import Turn
from web.review.models import Cluster, Review
from web.review.outcomes import REASONS
from web.review.waiting import OPEN

PAGE = 30
EXAMPLES = 50  # of one cluster, newest first
SHOWN = 8  # clusters of one article


@dataclass(frozen=True)
class Group:
    """An article with the clusters of both languages that are nearest to it.

    Attributes:
        article: its id, empty for questions near none.
        waiting: how many questions need a look.
        clusters: the most frequent ones, at most `SHOWN`.
    """

    article: str
    waiting: int
    clusters: list[Cluster] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many questions are in clusters that are not shown."""
        return self.waiting - sum(cluster.waiting for cluster in self.clusters)


def clusters(language: str = "", reason: str = "", after: int = 0) -> list[Cluster]:
    """The clusters with something that needs a look, most frequent first.

    Args:
        language: of the questions; empty for both.
        reason: one of `REASONS`; empty for all.
        after: how many to leave out from the beginning.

    Returns:
        one more than a page where there are more.
    """
    return list(_open(language, reason)[after : after + PAGE + 1])


def groups(language: str = "", reason: str = "", after: int = 0) -> list[Group]:
    """The same by article; arguments as in `clusters`."""
    found = _open(language, reason).order_by()
    counted = found.values_list("article").annotate(n=Sum("waiting")).order_by("-n", "article")
    return [
        Group(article, number, list(_open(language, reason).filter(article=article)[:SHOWN]))
        for article, number in counted[after : after + PAGE + 1]
    ]


def waiting_turns(cluster: Cluster) -> list[Turn]:
    """The turns of a cluster that need a look, newest first, with their review."""
    turns = Turn.objects.filter(review__cluster=cluster, review__state__in=OPEN)
    return list(
        turns.select_related("review", "conversation").prefetch_related("judgements").order_by("-pk")[:EXAMPLES]
    )


def following(cluster: Cluster) -> Optional[Cluster]:
    """The cluster that comes after one in the queue."""
    behind = Q(waiting__lt=cluster.waiting) | Q(waiting=cluster.waiting, newest_at__lt=cluster.newest_at)
    return _open("", "").filter(behind).exclude(pk=cluster.pk).first()


def reasons_of(cluster: Cluster) -> list[str]:
    """Why its turns need a look, each reason once."""
    held = cluster.reviews.filter(state__in=OPEN).values_list("reasons", flat=True)[:EXAMPLES]
    found = {reason for reasons in held for reason in reasons}
    return [reason for reason in REASONS if reason in found]


def _open(language: str, reason: str) -> QuerySet[Cluster]:
    found = Cluster.objects.filter(waiting__gt=0).select_related("turn").order_by("-waiting", "-newest_at")
    if language:
        found = found.filter(language=language)
    if reason:
        # JSON text, as both databases can search it; the reasons are words of ours.
        having = Review.objects.filter(state__in=OPEN, reasons__icontains=f'"{reason}"').values("cluster")
        found = found.filter(pk__in=having)
    return found
