"""Which articles might answer a text, and how likely each does."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Optional

from actions.evidence import evidence
from actions.library import Shelf
from actions.understanding import Reading
from knowledge.schema import Article
from knowledge.search import Hit, Ranking
from language.places import places
from language.spacing import has_run
from language.terms import terms
from language.years import years

SEARCHED = 12  # articles of each source that are looked at more closely
LOOKED_BEHIND = 7  # best others, among which one says something else
SMALL_TALK = 0.985  # confidence in it above which nothing is asked on; "when was that?" also sounds like "say it again"
LIKELY, BRIEF = 0.5, 1 / 3  # a likely answer within the topic; at most three content words
MIN_CONTINUED_CHARS = 3


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
        reading: the text with its intent ranking, also behind the name of the topic talked about.
        language: `ja` or `en`, in which the text is searched.
        shelf: the knowledge base.
        context: what the conversation was about.
    """
    found = features(reading, language, shelf, context)
    likely = dict(zip(found, evidence().probabilities(list(found.values()))))
    ranked = sorted(found, key=lambda article: -_rank(found[article], likely[article]))
    return [Candidate(article, likely[article]) for article in ranked]


def features(reading: Reading, language: str, shelf: Shelf, context: Context) -> dict[str, dict[str, float]]:
    """What speaks for each article, by article id; the names are those of `weights.json`."""
    known = shelf.base.articles
    ranking = shelf.search.rank(reading.text, language)
    named = shelf.topics_in(reading.text, language)
    if ranking.strange:  # no question about the topic talked about, whose name alone would find an answer
        context = Context()
    continued, beside = _continued(reading, language, shelf, context) if not named else ({}, {})
    looked_at = dict.fromkeys([*ranking.ids(SEARCHED), *reading.articles, *_leaders(continued, SEARCHED)])
    # Words typed without spaces are counted as they are read.
    told = shelf.spelling.canonical(reading.text, language) if has_run(reading.text) else reading.text
    length = len(terms(told, language).content)
    hits = {article: ranking.hit(article) for article in looked_at if article in known}
    last = known.get(context.article or "")
    near = shelf.declined.nearest(ranking.meaning)
    brief = 1.0 / max(length, 1)
    asked = _Asked(reading, named, ranking, hits, reading.articles, continued, beside, last, brief, near)
    return {article: _features(article, asked, shelf) for article in looked_at if article in known}


def _continued(
    reading: Reading, language: str, shelf: Shelf, context: Context
) -> tuple[dict[str, float], dict[str, float]]:
    """How well each article of the topic talked about answers a text read as asking on.

    Returns:
        Scores of the text behind the topic's name, and behind the title of the article said last.
    """
    topic = shelf.base.topics.get(context.topic or "")
    if topic is None or not _asks_on(reading):
        return {}, {}
    last = shelf.base.articles.get(context.article or "")
    named = shelf.search.rank(f"{topic.name[language]} {reading.text}", language)
    beside = shelf.search.rank(f"{last.title[language]} {reading.text}", language) if last else named
    return {a.id: named.score(a.id) for a in topic.articles}, {a.id: beside.score(a.id) for a in topic.articles}


def _meant(asked: _Asked, article: str, shelf: Shelf) -> dict[str, float]:
    """What speaks for an article by its meaning and the years and places it names."""
    hit = asked.hits[article]
    facts = shelf.facts[article]
    others = [h.signals["question_meaning"] for a, h in asked.hits.items() if not facts & shelf.facts[a]]
    nearest = hit.signals["question_meaning"]
    years = asked.years
    return {
        "question_meaning": nearest,
        "answer_meaning": hit.signals["answer_meaning"],
        "other_meaning": hit.signals["other_question_meaning"],
        "lead_meaning": nearest - max(others, default=0.0),
        "familiar": asked.familiar,
        "year_shared": float(bool(years & shelf.years[article])),
        "year_missing": float(bool(years - shelf.years[article])),
        "place_missing": float(bool(asked.places - shelf.places[article])),
    }


def _asks_on(reading: Reading) -> bool:
    """Whether a text may go on about the topic talked about: no greeting, no "yes", no single letter."""
    return reading.small_talk < SMALL_TALK and sum(map(str.isalnum, reading.text)) >= MIN_CONTINUED_CHARS


@dataclass(frozen=True)
class _Asked:
    """A question with what was found for it."""

    reading: Reading
    named: list[str]
    ranking: Ranking
    hits: dict[str, Hit]
    confidences: dict[str, float]
    continued: dict[str, float]
    beside: dict[str, float]
    last: Optional[Article]
    brief: float
    near: dict[str, float]

    @cached_property
    def scores(self) -> dict[str, float]:
        """The search scores of all that is looked at."""
        looked_at = [*self.hits, *self.ranking.ids(LOOKED_BEHIND)]
        return {article: self.ranking.score(article) for article in looked_at}

    @cached_property
    def believed(self) -> dict[str, float]:
        """The confidence of each article of the topic talked about, in the text alone or behind the topic's name.

        Alone "Frankfurt?" says more than behind "overseas offices".
        """
        told = self.reading.continued.articles if self.reading.continued else {}
        return {a: max(told.get(a, 0.0), self.confidences.get(a, 0.0)) for a in self.continued}

    @cached_property
    def behind(self) -> dict[str, float]:
        """The confidence of each intent, read behind the name of the topic talked about."""
        return dict((self.reading.continued or self.reading).ranking)

    @cached_property
    def years(self) -> frozenset[int]:
        """The years the question names."""
        return years(self.reading.text)

    @cached_property
    def places(self) -> frozenset[str]:
        """The places elsewhere that the question names."""
        return places(self.reading.text)

    @cached_property
    def familiar(self) -> float:
        """How near the nearest question of any article is in meaning."""
        return max((hit.signals["question_meaning"] for hit in self.hits.values()), default=0.0)

    @cached_property
    def leaders(self) -> dict[str, list[str]]:
        """The best articles by classifier, search and search within the topic talked about."""
        return {
            "confidence": _leaders(self.confidences, LOOKED_BEHIND),
            "score": self.ranking.ids(LOOKED_BEHIND),
            "continued": _leaders(self.continued, LOOKED_BEHIND),
            "beside": _leaders(self.beside, LOOKED_BEHIND),
            "believed": _leaders(self.believed, LOOKED_BEHIND),
        }


def _features(article: str, asked: _Asked, shelf: Shelf) -> dict[str, float]:
    topic = article.split("/")[0]
    hit = asked.hits[article]
    confidence = asked.confidences.get(article, 0.0)
    continued = asked.continued.get(article)
    in_topic = sum(c for a, c in asked.confidences.items() if a.split("/")[0] == topic)
    intent = dict(asked.reading.ranking)
    believed = intent if continued is None else asked.behind
    return {
        "confidence": confidence,
        "log_confidence": math.log(confidence + 0.003),
        "lead_confidence": _lead(article, asked.confidences, asked.leaders["confidence"], shelf),
        "topic_confidence": in_topic,
        "conversation": asked.reading.conversation,
        "out_of_scope": believed.get("out_of_scope", 0.0),
        "not_stated": believed.get("not_stated", 0.0),
        **{f"near_{name}": near for name, near in asked.near.items()},
        "aside": intent.get("out_of_scope", 0.0) if continued is not None else 0.0,
        "score": hit.score,
        "lead_score": _lead(article, asked.scores, asked.leaders["score"], shelf),
        **{name: hit.signals[name] for name in ("everything", "content", "shape")},
        **_meant(asked, article, shelf),
        "coverage": hit.coverage,
        "gap": hit.gap,
        "named": float(topic in asked.named),
        "other_named": float(bool(asked.named) and topic not in asked.named),
        "brief": asked.brief,
        "unstated": float(shelf.base.articles[article].kind == "gap"),
        "continues": float(continued is not None),
        "elsewhere": float(bool(asked.continued) and continued is None),
        "continued_score": continued or 0.0,
        "lead_continued": _lead(article, asked.continued, asked.leaders["continued"], shelf) if continued else 0.0,
        "beside_score": asked.beside.get(article, 0.0),
        "lead_beside": _lead(article, asked.beside, asked.leaders["beside"], shelf) if continued else 0.0,
        "continued_confidence": asked.believed.get(article, 0.0),
        "lead_believed": _lead(article, asked.believed, asked.leaders["believed"], shelf) if continued else 0.0,
        "just_said": float(asked.last is not None and bool(shelf.facts[article] & set(asked.last.facts))),
        "related": float(asked.last is not None and article in asked.last.related),
        "familiarity": asked.reading.familiarity or 0.0,
    }


def _lead(article: str, values: dict[str, float], leaders: list[str], shelf: Shelf) -> float:
    """How far an article is ahead of the best other one that says something else; negative when behind."""
    facts = shelf.facts[article]
    best = next((values[a] for a in leaders if a != article and not facts & shelf.facts.get(a, facts)), 0.0)
    return values.get(article, 0.0) - best


def _leaders(values: dict[str, float], count: int) -> list[str]:
    return heapq.nlargest(count, values, key=values.__getitem__)


def _rank(values: dict[str, float], likely: float) -> float:
    """What the candidates are ordered by; a likely answer to a short question within the topic talked about leads."""
    goes_on = values["continues"] and values["brief"] >= BRIEF and likely >= LIKELY
    return likely + 1.0 if goes_on else likely
