"""Finding the article that answers a question: several fields, several views of the text, one score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from knowledge.loading import KnowledgeBase
from knowledge.postings import Postings
from knowledge.schema import LANGUAGES
from language.terms import Terms, english_words, ngrams, terms


@dataclass(frozen=True)
class Document:
    """What is searched: an article in one language.

    Attributes:
        id: the article's id.
        questions: its example questions.
        answer: its answer.
        language: `ja` or `en`.
    """

    id: str
    questions: Sequence[str]
    answer: str
    language: str


@dataclass(frozen=True)
class Hit:
    """An article found, with how well (higher is better; comparable between queries, mostly 0 to 1).

    Attributes:
        id: the article's id.
        score: the weighted sum of the signals.
        signals: each signal by name.
        coverage: the share of the question's content words, by weight, that the article holds, 0 to 1.
        gap: how telling the most telling content word is that the article lacks, 0 to 1.
    """

    id: str
    score: float
    signals: dict[str, float] = field(default_factory=dict)
    coverage: float = 0.0
    gap: float = 0.0


# Weights of the signals, fitted on the tuning questions (bench/tune.py), never on the test questions.
WEIGHTS = {"nearest": 0.3, "questions": 0.2, "everything": 0.3, "shape": 0.2}


class Search:
    """Ranks articles by their questions and answers.

    Signals, each scaled to about 0 to 1:
    - `nearest`: the single example question most alike in characters and sounds;
    - `questions`: BM25 of word forms over all questions of an article together;
    - `everything`: BM25 of word forms over questions and answer;
    - `shape`: BM25 of characters and sounds over questions and answer, for typos and for kana instead of kanji.

    Args:
        documents: the articles; those of the other language are never found.
        weights: of the signals, by name.
        rewrite: applied to every text with its language, questions as well as articles (names of topics made alike).

    Example:
        >>> search = Search([Document("a/b", ["Where is it?"], "In Kannai.", "en")])
        >>> search.find("where", "en")[0].id
        'a/b'
    """

    def __init__(
        self,
        documents: Iterable[Document],
        weights: dict[str, float] | None = None,
        rewrite: Callable[[str, str], str] = lambda text, _: text,
    ):
        self._weights = weights or WEIGHTS
        self._rewrite = rewrite
        by_language: dict[str, list[Document]] = {}
        for document in documents:
            by_language.setdefault(document.language, []).append(document)
        self._shelves = {language: _Shelf(found, rewrite) for language, found in by_language.items()}

    def find(self, question: str, language: str, limit: int = 10) -> list[Hit]:
        """The best articles for a question, best first.

        Args:
            question: as typed; longer than a few thousand characters is cut by the caller.
            language: `ja` or `en`: in which language articles are searched.
            limit: at most so many, 1 or more.
        """
        return self.rank(question, language).best(limit)

    def rank(self, question: str, language: str) -> Ranking:
        """How well every article of a language answers a question; details are worked out when asked for."""
        shelf = self._shelves.get(language) or _Shelf([], self._rewrite)
        return shelf.rank(terms(self._rewrite(question, language), language, shelf.known), self._weights)


class Ranking:
    """All articles of one language, scored for one question."""

    def __init__(self, shelf: _Shelf, question: Terms, signals: dict[str, np.ndarray], total: np.ndarray):
        self._shelf = shelf
        self._question = question
        self._signals = signals
        self._total = total

    @cached_property
    def scores(self) -> dict[str, float]:
        """Every article found with its score, best first."""
        order = np.argsort(-self._total, kind="stable")
        return {self._shelf.ids[i]: float(self._total[i]) for i in order if self._total[i] > 0}

    def best(self, limit: int) -> list[Hit]:
        """The best articles, best first."""
        return [self.hit(i) for i in list(self.scores)[:limit]]

    def hit(self, article: str) -> Hit:
        """One article in detail; an unknown one scores nothing."""
        i = self._shelf.place.get(article)
        if i is None:
            return Hit(article, 0.0, gap=1.0)
        everything = self._shelf.everything
        missing = everything.missing(self._question.content, i)
        whole = sum(everything.idf(term) for term in set(self._question.content))
        return Hit(
            id=article,
            score=float(self._total[i]),
            signals={name: float(values[i]) for name, values in self._signals.items()},
            coverage=1 - sum(missing) / whole if whole else 0.0,
            gap=max(missing, default=0.0) / everything.unknown_idf,
        )


class _Shelf:
    """The articles of one language, indexed."""

    def __init__(self, documents: Sequence[Document], rewrite: Callable[[str, str], str]):
        self.ids = [d.id for d in documents]
        self.place = {article: i for i, article in enumerate(self.ids)}
        questions = [[terms(rewrite(q, d.language), d.language) for q in d.questions] for d in documents]
        answers = [terms(rewrite(d.answer, d.language), d.language) for d in documents]
        both = [(*qs, answer) for qs, answer in zip(questions, answers)]
        self.known = english_words(t.letters for ts in both for t in ts if t.language == "en")
        self.everything = Postings([[w for t in ts for w in _words(t)] for ts in both])
        self._questions = Postings([[w for q in qs for w in _words(q)] for qs in questions])
        self._shape = Postings([[w for t in ts for w in _shape(t)] for ts in both])
        self._owner = np.array([i for i, qs in enumerate(questions) for _ in qs], dtype=np.int32)
        self._nearest = Postings([_shape(q) for qs in questions for q in qs], k1=0.8, b=0.75)

    def rank(self, question: Terms, weights: dict[str, float]) -> Ranking:
        """Scores every article for a question."""
        shape, plain = _shape(question), _words(question)
        nearest = np.zeros(len(self.ids), dtype=np.float32)
        np.maximum.at(nearest, self._owner, _scaled(self._nearest, shape))
        signals = {
            "nearest": nearest,
            "questions": _scaled(self._questions, plain),
            "everything": _scaled(self.everything, plain),
            "shape": _scaled(self._shape, shape),
        }
        total = np.zeros(len(self.ids), dtype=np.float32)
        for name, values in signals.items():
            total += weights.get(name, 0.0) * values
        return Ranking(self, question, signals, total)


def _scaled(postings: Postings, query: list[str]) -> np.ndarray:
    return postings.scores(query) / postings.best_possible(query)


def _words(text: Terms) -> list[str]:
    return [*text.norms, *text.synonyms]


def _shape(text: Terms) -> list[str]:
    if text.language == "en":
        return ngrams(text.letters, 3, 5)
    sounds = [f"~{gram}" for gram in ngrams(text.reading, 3, 4)] if text.reading else []
    return [*ngrams(text.letters, 2, 3), *sounds]


def documents_of(base: KnowledgeBase) -> list[Document]:
    """Every article of a knowledge base in both languages; its title is a question too."""
    return [
        Document(a.id, [a.title[lang], *a.questions[lang]], a.answer[lang], lang)
        for a in base.articles.values()
        for lang in LANGUAGES
    ]
