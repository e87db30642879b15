"""Finding the article that answers a question: several fields, several views of the text, one score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.loading import KnowledgeBase
from knowledge.meanings import Encode, Meanings
from knowledge.postings import Postings
from knowledge.schema import LANGUAGES
from language.meaning import vector, vectors
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


# Weights of the signals, fitted on our own example questions with one left out, and with only the title left
# (bench/search.py), never on the test questions.
WEIGHTS = {"everything": 0.15, "content": 0.12, "shape": 0.19, "question_meaning": 0.20, "answer_meaning": 0.10}


class Search:
    """Ranks articles by their questions and answers.

    Signals, each scaled to about 0 to 1:
    - `everything`: BM25 of all word forms over questions and answer;
    - `content`: the same of content words alone, which is all that long questions have in common with an answer;
    - `shape`: BM25 of characters and sounds over questions and answer, for typos and for kana instead of kanji;
    - `question_meaning`: how near the nearest question is in meaning, whatever its words;
    - `answer_meaning`: how near the answer is in meaning.

    Args:
        documents: the articles; those of the other language are never found.
        weights: of the signals, by name.
        rewrite: applied to every text with its language, questions as well as articles (names of topics made alike).
        encode: gives the vectors of the articles' texts, for callers that keep them.

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
        encode: Encode = vectors,
    ):
        self._weights = weights or WEIGHTS
        self._rewrite = rewrite
        by_language: dict[str, list[Document]] = {}
        for document in documents:
            by_language.setdefault(document.language, []).append(document)
        self._shelves = {language: _Shelf(found, rewrite, encode) for language, found in by_language.items()}

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
        shelf = self._shelves.get(language) or _Shelf([], self._rewrite, vectors)
        return shelf.rank(self._rewrite(question, language), language, self._weights)


class Ranking:
    """All articles of one language, scored for one question."""

    def __init__(self, shelf: _Shelf, question: Terms, signals: dict[str, np.ndarray], total: np.ndarray):
        self._shelf = shelf
        self._question = question
        self._signals = signals
        self._total = total

    def ids(self, limit: int) -> list[str]:
        """The ids of the best articles, best first; articles that nothing speaks for are left out."""
        limit = min(limit, len(self._total))
        best = np.argpartition(-self._total, limit - 1)[:limit] if limit else np.zeros(0, dtype=int)
        best = np.sort(best)  # articles that score the same stay in their order
        order = best[np.argsort(-self._total[best], kind="stable")]
        return [self._shelf.ids[i] for i in order if self._total[i] > 0]

    def score(self, article: str) -> float:
        """The score of one article, 0 for an unknown one."""
        i = self._shelf.place.get(article)
        return 0.0 if i is None else float(self._total[i])

    def best(self, limit: int) -> list[Hit]:
        """The best articles, best first."""
        return [self.hit(article) for article in self.ids(limit)]

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

    def __init__(self, documents: Sequence[Document], rewrite: Callable[[str, str], str], encode: Encode):
        self.ids = [d.id for d in documents]
        self.place = {article: i for i, article in enumerate(self.ids)}
        questions = [[rewrite(q, d.language) for q in d.questions] for d in documents]
        answers = [rewrite(d.answer, d.language) for d in documents]
        both = [
            [terms(text, d.language) for text in (*qs, answer)] for d, qs, answer in zip(documents, questions, answers)
        ]
        self.known = english_words(t.letters for ts in both for t in ts if t.language == "en")
        self.everything = Postings((w for t in ts for w in _words(t)) for ts in both)
        self._content = Postings((w for t in ts for w in _content(t)) for ts in both)
        self._shape = Postings((w for t in ts for w in _shape(t)) for ts in both)
        self._question_meaning = Meanings([qs or [""] for qs in questions], encode)
        self._answer_meaning = Meanings([[answer] for answer in answers], encode)

    def rank(self, question: str, language: str, weights: dict[str, float]) -> Ranking:
        """Scores every article for a question."""
        read = terms(question, language, self.known)
        meaning = vector(question)
        signals = {
            "everything": self.everything.shares(_words(read)),
            "content": self._content.shares(_content(read)),
            "shape": self._shape.shares(_shape(read)),
            "question_meaning": self._question_meaning.scores(meaning),
            "answer_meaning": self._answer_meaning.scores(meaning),
        }
        total = np.zeros(len(self.ids), dtype=np.float32)
        for name, values in signals.items():
            total += weights.get(name, 0.0) * values
        return Ranking(self, read, signals, total)


def _words(text: Terms) -> list[str]:
    return [*text.norms, *text.synonyms]


def _content(text: Terms) -> list[str]:
    return [*text.content, *text.synonyms]


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
