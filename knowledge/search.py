"""Finding the article that answers a question: several fields, several views of the text, one score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.loading import KnowledgeBase
from knowledge.postings import Postings
from language.terms import Terms, ngrams, terms


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
WEIGHTS = {"nearest": 0.4, "questions": 0.3, "everything": 0.3}


class Search:
    """Ranks articles by their questions and answers.

    Signals, each scaled to about 0 to 1:
    - `nearest`: the single example question most alike in characters and sounds;
    - `questions`: BM25 of word forms over all questions of an article together;
    - `everything`: BM25 of word forms over questions and answer.

    Args:
        documents: the articles; those of the other language are never found.
        weights: of the signals, by name.

    Example:
        >>> search = Search([Document("a/b", ["Where is it?"], "In Kannai.", "en")])
        >>> search.find("where", "en")[0].id
        'a/b'
    """

    def __init__(self, documents: Iterable[Document], weights: dict[str, float] | None = None):
        self._weights = weights or WEIGHTS
        by_language: dict[str, list[Document]] = {}
        for document in documents:
            by_language.setdefault(document.language, []).append(document)
        self._shelves = {language: _Shelf(found) for language, found in by_language.items()}

    def find(self, question: str, language: str, limit: int = 10) -> list[Hit]:
        """The best articles for a question, best first.

        Args:
            question: as typed; longer than a few thousand characters is cut by the caller.
            language: `ja` or `en`: in which language articles are searched.
            limit: at most so many, 1 or more.
        """
        shelf = self._shelves.get(language)
        return shelf.find(terms(question, language), limit, self._weights) if shelf else []


class _Shelf:
    """The articles of one language."""

    def __init__(self, documents: Sequence[Document]):
        self._ids = [d.id for d in documents]
        questions = [[terms(q, d.language) for q in d.questions] for d in documents]
        answers = [terms(d.answer, d.language) for d in documents]
        self._owner = np.array([i for i, qs in enumerate(questions) for _ in qs], dtype=np.int32)
        self._nearest = Postings([_shape(q) for qs in questions for q in qs], k1=0.8, b=0.75)
        self._questions = Postings([[w for q in qs for w in _words(q)] for qs in questions])
        self._everything = Postings(
            [[w for t in (*qs, answer) for w in _words(t)] for qs, answer in zip(questions, answers)]
        )

    def find(self, question: Terms, limit: int, weights: dict[str, float]) -> list[Hit]:
        shape, plain = _shape(question), _words(question)
        alike = self._nearest.scores(shape) / self._nearest.best_possible(shape)
        nearest = np.zeros(len(self._ids), dtype=np.float32)
        np.maximum.at(nearest, self._owner, alike)
        signals = {
            "nearest": nearest,
            "questions": self._questions.scores(plain) / self._questions.best_possible(plain),
            "everything": self._everything.scores(plain) / self._everything.best_possible(plain),
        }
        total = sum(weights[name] * values for name, values in signals.items())
        best = np.argsort(-total, kind="stable")[:limit]
        return [self._hit(i, question, total, signals) for i in best if total[i] > 0]

    def _hit(self, i: int, question: Terms, total: np.ndarray, signals: dict[str, np.ndarray]) -> Hit:
        missing = self._everything.missing(question.content, i)
        whole = sum(self._everything.idf(term) for term in set(question.content))
        return Hit(
            id=self._ids[i],
            score=float(total[i]),
            signals={name: float(values[i]) for name, values in signals.items()},
            coverage=1 - sum(missing) / whole if whole else 0.0,
            gap=max(missing, default=0.0) / self._everything.unknown_idf,
        )


def _words(text: Terms) -> list[str]:
    return [*text.norms, *text.synonyms]


def _shape(text: Terms) -> list[str]:
    grams = ngrams(text.letters, 3, 5) if text.language == "en" else ngrams(text.letters, 2, 3)
    return [*grams, *(f"~{g}" for g in ngrams(text.reading, 3, 4) if text.reading)]


def documents_of(base: KnowledgeBase) -> list[Document]:
    """Every article of a knowledge base in both languages; its title and its topic's name are questions too."""
    return [
        Document(a.id, [a.title[lang], *a.questions[lang]], a.answer[lang], lang)
        for a in base.articles.values()
        for lang in ("ja", "en")
    ]
