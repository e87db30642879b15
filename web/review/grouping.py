"""Brings clusters together whose questions say the same in other words: `python -m web.review.grouping`.

The worker starts it as a process of its own, so that the encoder's memory (language.meaning) is held for seconds only.
Two clusters belong together when they are of one language, nearest to the same article, and alike in meaning. Meaning
alone does not do: "What is YOXO BOX?" and "What is YOXO NEXT?" are nearer to each other than most paraphrases.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, Optional

import numpy as np

# Cosine. Of pairs of questions of one article 39 % (Japanese) and 35 % (English) reach it, of other pairs 4 and 2 %.
ALIKE = 0.45
ALIKE_NEAR_NONE = 0.7  # without an article to tell them apart; hardly two in a thousand unlike questions reach it
AT_ONCE = 500
Encode = Callable[[Sequence[str]], np.ndarray]


def group(encode: Optional[Encode] = None, at_once: int = AT_ONCE) -> int:
    """Reads the clusters that came since, and brings them to those that say the same; in one transaction.

    Args:
        encode: gives the vectors of texts; `language.meaning.vectors` unless told otherwise.
        at_once: how many.

    Returns:
        how many were read.
    """
    from django.db import transaction

    from web.review.models import Cluster, Progress

    fresh = list(
        Cluster.objects.filter(vector=None, turn__isnull=False).select_related("turn").order_by("pk")[:at_once]
    )
    if not fresh:
        return 0
    texts = [one.turn.text for one in fresh if one.turn]
    read = dict(zip([one.pk for one in fresh], (encode or _encode)(texts)))
    with transaction.atomic():
        # The index adds to clusters under the same lock: nothing comes into one that is about to go.
        Progress.objects.select_for_update().get_or_create(name="index")
        known = _Known(Cluster.objects.exclude(vector=None).values_list("pk", "language", "article", "vector"))
        for cluster in Cluster.objects.filter(pk__in=read).order_by("pk"):
            vector = read[cluster.pk]
            other = known.like(cluster.language, cluster.article, vector)
            if other is None:
                cluster.vector = vector.astype(np.float16).tobytes()
                cluster.save(update_fields=["vector"])
                known.add(cluster.pk, cluster.language, cluster.article, vector)
            else:
                _join(cluster, other)
    return len(fresh)


class _Known:
    """The vectors of clusters, by language and article."""

    def __init__(self, rows: Any):
        self._rows: dict[tuple[str, str], tuple[list[int], list[np.ndarray]]] = {}
        for pk, language, article, held in rows:
            self.add(pk, language, article, np.frombuffer(held, dtype=np.float16).astype(np.float32))

    def add(self, pk: int, language: str, article: str, vector: np.ndarray) -> None:
        """One more cluster."""
        ids, held = self._rows.setdefault((language, article), ([], []))
        ids.append(pk)
        held.append(vector)

    def like(self, language: str, article: str, vector: np.ndarray) -> Optional[int]:
        """The nearest cluster, if it is near enough."""
        ids, held = self._rows.get((language, article), ([], []))
        if not ids:
            return None
        alike = np.array(held) @ vector
        best = int(alike.argmax())
        return ids[best] if alike[best] >= (ALIKE if article else ALIKE_NEAR_NONE) else None


def _encode(texts: Sequence[str]) -> np.ndarray:
    from language.meaning import vectors  # loads the encoder, which only this process may

    return vectors(texts)


def _join(cluster: Any, other: int) -> None:
    from web.review.waiting import recount

    cluster.reviews.update(cluster=other)
    recount([cluster.pk, other])


def main() -> int:
    """Command line: reads all there is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
    os.nice(10)  # visitors' answers come first
    import django

    django.setup()
    while group():
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
