"""How often an article was said, whether it helped, and how often a question near it was declined.

Counted from what the journal keeps of each turn: `outcome`, the articles said and those considered. A turn counts for
the first article only: the one said when the assistant was sure, the likeliest one considered when it declined.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Optional

from django.db.models import Count, QuerySet
from django.db.models.fields.json import KT

from web.chat.models import Turn
from web.chat.outcomes import NEAR


@dataclass
class Usage:
    """Counts of one article.

    Attributes:
        answered: turns that it answered.
        helpful, unhelpful: what visitors said about those.
        offered: turns in which it was the likeliest of several that were offered.
        declined: turns without an answer to which it was the likeliest.
    """

    answered: int = 0
    helpful: int = 0
    unhelpful: int = 0
    offered: int = 0
    declined: int = 0

    @property
    def helpful_share(self) -> Optional[int]:
        """Of those who said whether it helped, the share to whom it did, in percent."""
        said = self.helpful + self.unhelpful
        return round(100 * self.helpful / said) if said else None

    @property
    def declined_share(self) -> Optional[int]:
        """Of the turns near it (answered or declined), the share that was declined, in percent."""
        near = self.answered + self.declined
        return round(100 * self.declined / near) if near else None


def counted(turns: QuerySet[Turn], *columns: str) -> QuerySet[Turn, Any]:
    """How many turns there are of each kind.

    Args:
        turns: of the journal.
        columns: what tells kinds apart: fields of a turn, `outcome`, `said` and `near` (ids of the first article said
            and considered).

    Returns:
        rows of these columns and the number.
    """
    told = turns.annotate(
        outcome=KT("understood__outcome"),
        said=KT("understood__articles__0"),
        near=KT("understood__considered__0__article"),
    )
    return told.values_list(*columns).annotate(turns=Count("pk")).order_by()


def usage(since: datetime.datetime, until: Optional[datetime.datetime] = None) -> dict[str, Usage]:
    """The counts of every article that has any, by its id.

    Args:
        since: turns from here on,
        until: up to but not including this moment.
    """
    turns = Turn.objects.filter(at__gte=since, understood__isnull=False)
    if until is not None:
        turns = turns.filter(at__lt=until)
    rows = counted(turns, "outcome", "said", "near", "helpful")
    found: dict[str, Usage] = defaultdict(Usage)
    for outcome, said, near, helpful, number in rows:
        if outcome == "sure" and said:
            one = found[said]
            one.answered += number
            if helpful is not None:
                one.helpful += number * helpful
                one.unhelpful += number * (not helpful)
        elif outcome == "close" and near:
            found[near].offered += number
        elif outcome in NEAR and near:
            found[near].declined += number
    return dict(found)
