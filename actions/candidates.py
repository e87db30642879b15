"""Which articles might answer a text, and how likely each does."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Optional

from actions.library import Shelf
from actions.understanding import Reading
from knowledge.search import Hit
from language.terms import terms

SEARCHED = 12  # articles of each source that are looked at more closely
WEIGHTS_PATH = Path(__file__).with_name("weights.json")


@dataclass(frozen=True)
class Context:
    """What the conversation was about before this message.

    Attributes:
        topic: of the last answer.
        article: the last answer's id.
    """

    topic: Optional[str] = None
    article: Optional[str] = None


@dataclass(frozen=True)
class Candidate:
    """An article that might answer, with the probability that it does."""

    article: str
    probability: float


def candidates(reading: Reading, language: str, shelf: Shelf, context: Context) -> list[Candidate]:
    """The articles that might answer a text, most likely first.

    Args:
        reading: the text with its intent ranking.
        language: `ja` or `en`, in which the text is searched.
        shelf: the knowledge base.
        context: what the conversation was about.
    """
    found = features(reading, language, shelf, context)
    scored = [Candidate(article, _probability(values)) for article, values in found.items()]
    return sorted(scored, key=lambda c: -c.probability)


def features(reading: Reading, language: str, shelf: Shelf, context: Context) -> dict[str, dict[str, float]]:
    """What speaks for each article, by article id; the names are those of `weights.json`."""
    hits = shelf.search.find(reading.text, language, limit=len(shelf.base.articles))
    by_id = {h.id: h for h in hits}
    named = shelf.mentions.topics(reading.text)
    known = shelf.base.articles
    looked_at = list(dict.fromkeys([h.id for h in hits[:SEARCHED]] + [a for a in reading.articles if a in known]))
    if context.topic and not named:
        in_topic = [h.id for h in hits if known[h.id].topic_id == context.topic]
        looked_at = list(dict.fromkeys(looked_at + in_topic[:4]))
    length = len(terms(reading.text, language).content)
    best_confidence = max(reading.articles.values(), default=0.0)
    best_score = hits[0].score if hits else 0.0
    return {
        article: _features(
            article=article,
            topic=known[article].topic_id,
            hit=by_id.get(article) or Hit(article, 0.0),
            reading=reading,
            named=named,
            context=context,
            length=length,
            best_confidence=best_confidence,
            best_score=best_score,
        )
        for article in looked_at
    }


def _features(
    *,
    article: str,
    topic: str,
    hit: Hit,
    reading: Reading,
    named: list[str],
    context: Context,
    length: int,
    best_confidence: float,
    best_score: float,
) -> dict[str, float]:
    confidence = reading.articles.get(article, 0.0)
    brief = 1.0 / max(length, 1)
    continues = float(bool(context.topic) and not named and topic == context.topic)
    return {
        "confidence": confidence,
        "log_confidence": math.log(confidence + 0.003),
        "behind_best_confidence": best_confidence - confidence,
        "conversation": reading.conversation,
        "score": hit.score,
        "behind_best_score": best_score - hit.score,
        **{name: hit.signals.get(name, 0.0) for name in ("nearest", "questions", "everything")},
        "coverage": hit.coverage,
        "named": float(topic in named),
        "other_named": float(bool(named) and topic not in named),
        "continues": continues,
        "continues_briefly": continues * brief,
        "brief": brief,
    }


def _probability(values: dict[str, float]) -> float:
    weights = _weights()
    total = weights["intercept"] + sum(weights.get(name, 0.0) * value for name, value in values.items())
    return 1.0 / (1.0 + math.exp(-max(min(total, 30.0), -30.0)))


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    """Fitted by `bench/tune.py` on the tuning questions."""
    return json.loads(WEIGHTS_PATH.read_text(encoding="utf-8"))["weights"]
