"""The articles of one language, indexed for search by their words and by their meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from knowledge.meanings import Meanings
from knowledge.postings import Postings
from knowledge.wording import Wording
from language.meaning import Encode, remembered, vectors
from language.terms import Terms, english_words, ngrams, terms
from language.whitening import Whitening

LOOKED_AT = 200  # articles that lead by all other signals, in which the words are looked for by meaning


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


class Ranking:
    """All articles of one language, scored for one question.

    Attributes:
        meaning: of the question, an array of `language.meaning.SIZE`, of length 1.
    """

    def __init__(
        self, index: Index, question: Terms, meaning: np.ndarray, signals: dict[str, np.ndarray], total: np.ndarray
    ):
        self.meaning = meaning
        self._index = index
        self._question = question
        self._signals = signals
        self._total = total

    @property
    def strange(self) -> bool:
        """Whether the question has content words, and no article any of them."""
        rows, _ = self._content
        return bool(len(rows)) and bool((rows < 0).all())

    def ids(self, limit: int) -> list[str]:
        """The ids of the best articles, best first; articles that nothing speaks for are left out."""
        limit = min(limit, len(self._total))
        best = np.argpartition(-self._total, limit - 1)[:limit] if limit else np.zeros(0, dtype=int)
        best = np.sort(best)  # articles that score the same stay in their order
        order = best[np.argsort(-self._total[best], kind="stable")]
        return [self._index.ids[i] for i in order if self._total[i] > 0]

    def score(self, article: str) -> float:
        """The score of one article, 0 for an unknown one."""
        i = self._index.place.get(article)
        return 0.0 if i is None else float(self._total[i])

    def best(self, limit: int) -> list[Hit]:
        """The best articles, best first."""
        return self._hits(self.ids(limit))

    def hit(self, article: str) -> Hit:
        """One article in detail; an unknown one scores nothing."""
        return self._hits([article])[0] if article in self._index.place else Hit(article, 0.0, gap=1.0)

    def _hits(self, ids: Sequence[str]) -> list[Hit]:
        everything, places = self._index.everything, self._index.places_of(ids)
        rows, telling = self._content
        missing = np.where(everything.lacks(rows, places), telling, 0.0)
        whole = float(telling.sum())
        return [
            Hit(
                id=article,
                score=float(self._total[place]),
                signals={name: float(values[place]) for name, values in self._signals.items()},
                coverage=1 - float(lacked.sum()) / whole if whole else 0.0,
                gap=float(lacked.max(initial=0.0)) / everything.unknown_idf,
            )
            for article, place, lacked in zip(ids, places.tolist(), missing)
        ]

    @cached_property
    def _content(self) -> tuple[np.ndarray, np.ndarray]:
        return self._index.everything.telling(self._question.content)


class Index:
    """The articles of one language.

    Args:
        language: `ja` or `en`.
        documents: the articles, each with at least one question.
        questions: the vectors of all their questions, one article's after the other's; an array of questions x
            `language.meaning.SIZE`.
        answers: those of their answers, an array of articles x the same.
        weights: of the signals, by name.
        encode: gives the vectors of the words they use.
    """

    def __init__(
        self,
        language: str,
        documents: Sequence[Document],
        questions: np.ndarray,
        answers: np.ndarray,
        weights: Mapping[str, float],
        encode: Encode = vectors,
    ):
        self.ids = [document.id for document in documents]
        self.place = {article: i for i, article in enumerate(self.ids)}
        self.others: list[tuple[Index, np.ndarray]] = []  # in other languages, with the places of our articles there
        asked = [[terms(text, language) for text in document.questions] for document in documents]
        answered = [terms(document.answer, language) for document in documents]
        both = [[*texts, answer] for texts, answer in zip(asked, answered)]
        self._language = language
        self._weights = weights
        self._known = english_words(t.letters for ts in both for t in ts if t.language == "en")
        self.everything = Postings((w for t in ts for w in _words(t)) for ts in both)
        self._content = Postings((w for t in ts for w in _content(t)) for ts in both)
        self._shape = Postings((w for t in ts for w in _shape(t)) for ts in both)
        in_words = any(weights.get(name) for name in _IN_WORDS)
        self._wording = Wording([asked, [[t] for t in answered]], encode) if in_words else None
        self._question_meaning = Meanings(questions, [len(texts) for texts in asked])
        self._answer_meaning = Meanings(answers, [1] * len(documents))

    def places_of(self, ids: Sequence[str]) -> np.ndarray:
        """Where articles stand here; those that do not have -1."""
        return np.array([self.place.get(article, -1) for article in ids], dtype=int)

    def meanings(self, meaning: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How near the questions and the answers of all articles are to a vector."""
        return self._question_meaning.scores(meaning), self._answer_meaning.scores(meaning)

    def rank(self, question: str, whitening: Whitening) -> Ranking:
        """Scores every article for a question.

        Args:
            question: written as the articles are.
            whitening: as the vectors of the articles have gone through.
        """
        read = terms(question, self._language, self._known)
        # All at once: a vector more costs less than a second call.
        row, *_ = remembered([question, *(self._wording.unknown(read) if self._wording else [])])
        meaning = whitening.of(row)
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
            total += self._weights.get(name, 0.0) * values
        for name, values in self._in_words(read, total).items():
            signals[name] = values
            total += self._weights.get(name, 0.0) * values
        return Ranking(self, read, meaning, signals, total)

    def _in_words(self, question: Terms, total: np.ndarray) -> dict[str, np.ndarray]:
        """The signals of the single words; articles that are not looked at get the least that one looked at has."""
        if self._wording is None or not question.content or not len(total):
            return {}
        _, telling = self.everything.telling(question.content)
        count = min(LOOKED_AT, len(total))
        looked_at = np.argpartition(-total, count - 1)[:count]
        signals = {}
        for name, covered in zip(_IN_WORDS, self._wording.covered(question, telling / telling.sum(), looked_at)):
            signals[name] = np.full_like(total, covered.min())
            signals[name][looked_at] = covered
        return signals


_IN_WORDS = ("question_words", "answer_words")
_OTHER = ("other_question_meaning", "other_answer_meaning")


def _words(text: Terms) -> list[str]:
    return [*text.norms, *text.synonyms]


def _content(text: Terms) -> list[str]:
    return [*text.content, *text.synonyms]


def _shape(text: Terms) -> list[str]:
    if text.language == "en":
        return ngrams(text.letters, 3, 5)
    sounds = [f"~{gram}" for gram in ngrams(text.reading, 3, 4)] if text.reading else []
    return [*ngrams(text.letters, 2, 3), *sounds]
