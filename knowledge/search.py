"""Finding the article that answers a question: several fields, several views of the text, one score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from knowledge.loading import KnowledgeBase
from knowledge.meanings import Meanings
from knowledge.postings import Postings
from knowledge.schema import LANGUAGES
from language.meaning import SIZE, vector, vectors
from language.terms import Terms, english_words, ngrams, terms
from language.whitening import Whitening

Encode = Callable[[Sequence[str]], np.ndarray]  # as `language.meaning.vectors`
Rewrite = Callable[[str, str], str]


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


# Weights of the signals, fitted on our own example questions with one left out, and with only the title left, on others
# than bench/search.py asks, and never on the test questions.
WEIGHTS = {
    "everything": 0.075,
    "content": 0.06,
    "shape": 0.125,
    "question_meaning": 0.105,
    "answer_meaning": 0.11,
    "other_question_meaning": 0.17,
    "other_answer_meaning": 0.115,
}

_OTHER = ("other_question_meaning", "other_answer_meaning")


class Search:
    """Ranks articles by their questions and answers.

    Signals, each scaled to about 0 to 1:
    - `everything`: BM25 of all word forms over questions and answer;
    - `content`: the same of content words alone, which is all that long questions have in common with an answer;
    - `shape`: BM25 of characters and sounds over questions and answer, for typos and for kana instead of kanji;
    - `question_meaning`: how near the nearest question is in meaning, whatever its words;
    - `answer_meaning`: how near the answer is in meaning;
    - `other_question_meaning`, `other_answer_meaning`: the same in the article's other language, if it has one.

    What the questions of an article have in common in meaning, in both languages, counts more than what they differ
    in; that is learnt from all articles with several questions, and from question and answer of those with one.

    Args:
        documents: the articles; those of the other language are never found.
        weights: of the signals, by name.
        rewrite: applied to every text with its language, questions as well as articles (names of topics made alike).
        encode: gives the vectors of the articles' texts, for callers that keep them.
        alike: texts of either language that ask the same, group by group, to learn from beside the documents' own.

    Example:
        >>> search = Search([Document("a/b", ["Where is it?"], "In Kannai.", "en")])
        >>> search.find("where", "en")[0].id
        'a/b'
    """

    def __init__(
        self,
        documents: Iterable[Document],
        weights: dict[str, float] | None = None,
        rewrite: Rewrite = lambda text, _: text,
        encode: Encode = vectors,
        alike: Iterable[Sequence[str]] = (),
    ):
        self._weights = weights or WEIGHTS
        self._rewrite = rewrite
        by_language: dict[str, list[_Rewritten]] = {}
        for document in documents:
            by_language.setdefault(document.language, []).append(_Rewritten(document, rewrite))
        shelved = [d for found in by_language.values() for d in found]
        asked = [(q, d.id) for d in shelved for q in d.questions]
        asked += [(text, f"alike {number}") for number, texts in enumerate(alike) for text in texts]
        rows, answers = encode([text for text, _ in asked]), encode([d.answer for d in shelved])
        # Where nobody wrote down how else people ask, an answer is the nearest thing to it.
        lone = [i for i, d in enumerate(shelved) if len(d.questions) == 1]
        groups = [group for _, group in asked] + [shelved[i].id for i in lone]
        self._whitening = Whitening.learn(np.concatenate([rows, answers[lone]]), groups)
        rows, answers = self._whitening.of(rows), self._whitening.of(answers)
        self._shelves: dict[str, _Shelf] = {}
        for language, found in by_language.items():
            count = sum(len(d.questions) for d in found)
            self._shelves[language] = _Shelf(found, rows[:count], answers[: len(found)])
            rows, answers = rows[count:], answers[len(found) :]
        for shelf in self._shelves.values():
            shelf.others = [(other, other.places_of(shelf.ids)) for other in self._shelves.values() if other != shelf]

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
        text = self._rewrite(question, language)
        shelf = self._shelves.get(language) or _Shelf([], *(np.zeros((0, SIZE), dtype=np.float32),) * 2)
        return shelf.rank(text, self._whitening.of(vector(text)), language, self._weights)

    def meanings(self, texts: Sequence[tuple[str, str]], encode: Encode = vectors) -> np.ndarray:
        """What texts mean, each given with its language, as `Ranking.meaning` is: an array of texts x its size."""
        return self._whitening.of(encode([self._rewrite(*text) for text in texts]))


class Ranking:
    """All articles of one language, scored for one question.

    Attributes:
        meaning: of the question, an array of `language.meaning.SIZE`, of length 1.
    """

    def __init__(
        self, shelf: _Shelf, question: Terms, meaning: np.ndarray, signals: dict[str, np.ndarray], total: np.ndarray
    ):
        self.meaning = meaning
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
        rows, telling = self._content
        missing, whole = telling[everything.lacks(rows, i)], float(telling.sum())
        return Hit(
            id=article,
            score=float(self._total[i]),
            signals={name: float(values[i]) for name, values in self._signals.items()},
            coverage=1 - float(missing.sum()) / whole if whole else 0.0,
            gap=float(missing.max(initial=0.0)) / everything.unknown_idf,
        )

    @cached_property
    def _content(self) -> tuple[np.ndarray, np.ndarray]:
        return self._shelf.everything.telling(self._question.content)


class _Rewritten:
    """A document as it is indexed."""

    def __init__(self, document: Document, rewrite: Rewrite):
        self.id = document.id
        self.questions = [rewrite(q, document.language) for q in document.questions] or [""]
        self.answer = rewrite(document.answer, document.language)
        self.language = document.language


class _Shelf:
    """The articles of one language, indexed; with the vectors of all their questions and of their answers."""

    def __init__(self, documents: Sequence[_Rewritten], questions: np.ndarray, answers: np.ndarray):
        self.ids = [d.id for d in documents]
        self.place = {article: i for i, article in enumerate(self.ids)}
        both = [[terms(text, d.language) for text in (*d.questions, d.answer)] for d in documents]
        self.known = english_words(t.letters for ts in both for t in ts if t.language == "en")
        self.everything = Postings((w for t in ts for w in _words(t)) for ts in both)
        self._content = Postings((w for t in ts for w in _content(t)) for ts in both)
        self._shape = Postings((w for t in ts for w in _shape(t)) for ts in both)
        self._question_meaning = Meanings(questions, [len(d.questions) for d in documents])
        self._answer_meaning = Meanings(answers, [1] * len(documents))
        self.others: list[tuple[_Shelf, np.ndarray]] = []  # in other languages, with the places of our articles there

    def places_of(self, ids: Sequence[str]) -> np.ndarray:
        """Where articles stand here; those that do not have -1."""
        return np.array([self.place.get(article, -1) for article in ids], dtype=int)

    def meanings(self, meaning: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How near the questions and the answers of all articles are to a vector."""
        return self._question_meaning.scores(meaning), self._answer_meaning.scores(meaning)

    def rank(self, question: str, meaning: np.ndarray, language: str, weights: dict[str, float]) -> Ranking:
        """Scores every article for a question, given its vector too."""
        read = terms(question, language, self.known)
        asked, answered = self.meanings(meaning)
        signals = {
            "everything": self.everything.shares(_words(read)),
            "content": self._content.shares(_content(read)),
            "shape": self._shape.shares(_shape(read)),
            "question_meaning": asked,
            "answer_meaning": answered,
            "other_question_meaning": asked,
            "other_answer_meaning": answered,
        }
        for other, places in self.others:
            for name, found, own in zip(_OTHER, other.meanings(meaning), (asked, answered)):
                signals[name] = np.where(places >= 0, found[places], own)
        total = np.zeros(len(self.ids), dtype=np.float32)
        for name, values in signals.items():
            total += weights.get(name, 0.0) * values
        return Ranking(self, read, meaning, signals, total)


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
