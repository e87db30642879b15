"""What needs a look: turns get into the queue with their reasons, grouped with those that say the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Optional

from django.db.models import Count, Max, Q

from language.grams import runs
from web.chat.models import Turn
from web.review.models import Cluster, Review
from web.review.outcomes import Facts

OPEN = (Review.State.OPEN, Review.State.SECOND, Review.State.DISPUTED)


def key_of(text: str, language: str) -> str:
    """The same for questions of the same words, whatever their width, case and punctuation."""
    return hashlib.sha256(f"{language} {' '.join(runs(text))}".encode()).hexdigest()[:32]


class Intake:
    """Puts turns into the queue, or takes them out again when what spoke for them is over; within a transaction."""

    def __init__(self) -> None:
        self._fresh: list[Review] = []
        self._clusters: dict[str, Cluster] = {}
        self._touched: set[Optional[int]] = set()

    def put(self, turn: Turn, facts: Facts, review: Optional[Review]) -> Optional[Review]:
        """Brings one turn's place in the queue up to date.

        Args:
            turn: finished.
            facts: of it.
            review: its present row, if any.

        Returns:
            its row; None when nobody needs to look and nobody has.
        """
        reasons = list(facts.reasons)
        if review is None:
            if not reasons or not runs(turn.text):
                return None
            review = Review(turn=turn, reasons=reasons)
            self._place(review, turn, facts)
            self._fresh.append(review)
        elif review.reasons != reasons:
            self._touched.add(review.cluster_id)
            if not reasons and review.state == Review.State.OPEN:
                review.delete()
                return None
            review.reasons = reasons
            if reasons and review.cluster_id is None and runs(turn.text):
                self._place(review, turn, facts)
            review.save(update_fields=["reasons", "key", "cluster"])
        return review

    def store(self) -> None:
        """Writes what is new and counts anew."""
        Review.objects.bulk_create(self._fresh)
        recount(self._touched)

    def _place(self, review: Review, turn: Turn, facts: Facts) -> None:
        review.key = key = key_of(turn.text, facts.language)
        if key not in self._clusters:
            same = Review.objects.filter(key=key, cluster__isnull=False).select_related("cluster").first()
            values = {"article": facts.article, "newest_at": turn.at, "turn": turn, "language": facts.language}
            self._clusters[key] = same.cluster if same and same.cluster else Cluster.objects.create(**values)
        review.cluster = self._clusters[key]
        self._touched.add(review.cluster.pk)


def recount(clusters: Iterable[Optional[int]]) -> None:
    """Counts what waits in some clusters; those that nothing belongs to any more are deleted."""
    ids = {one for one in clusters if one is not None}
    counted = Cluster.objects.filter(pk__in=ids).annotate(
        whole=Count("reviews"), open=Count("reviews", filter=Q(reviews__state__in=OPEN)), last=Max("reviews__turn__at")
    )
    for cluster in counted:
        if not cluster.whole:
            cluster.delete()
            continue
        cluster.waiting, cluster.newest_at = cluster.open, cluster.last
        if cluster.turn_id is None:
            cluster.turn_id = cluster.reviews.order_by("-turn").values_list("turn", flat=True)[0]
        cluster.save(update_fields=["waiting", "newest_at", "turn"])


def upkeep(at_once: int = 500) -> None:
    """Gives clusters whose question was deleted with its conversation another one, or deletes them."""
    recount(list(Cluster.objects.filter(turn=None).values_list("pk", flat=True)[:at_once]))
