"""Finding the article that answers a question: several fields, several views of the text, one score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from knowledge.index import Document as Document  # also for callers
from knowledge.index import Hit, Index, Ranking
from knowledge.loading import KnowledgeBase
from knowledge.schema import LANGUAGES
from language.meaning import SIZE, Encode, vectors
from language.whitening import Whitening

Rewrite = Callable[[str, str], str]


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
# Where articles have hardly more than a title, people ask in words that they lack: fitted with only the title left.
# Where they have many questions, those hold the words, and looking for others finds no more.
FEW_WEIGHTS = {
    "everything": 0.07,
    "shape": 0.08,
    "question_meaning": 0.075,
    "answer_meaning": 0.11,
    "other_question_meaning": 0.11,
    "other_answer_meaning": 0.105,
    "question_words": 0.08,
    "answer_words": 0.13,
}
FEW = 2  # questions of most articles, up to which the latter hold


class Search:
    """Ranks articles by their questions and answers.

    Signals, each scaled to about 0 to 1:
    - `everything`: BM25 of all word forms over questions and answer;
    - `content`: the same of content words alone, which is all that long questions have in common with an answer;
    - `shape`: BM25 of characters and sounds over questions and answer, for typos and for kana instead of kanji;
    - `question_meaning`: how near the nearest question is in meaning, whatever its words;
    - `answer_meaning`: how near the answer is in meaning;
    - `other_question_meaning`, `other_answer_meaning`: the same in the article's other language, if it has one;
    - `question_words`, `answer_words`: how near each content word of the question is in meaning to the nearest word of
      the article's questions, and of its answer; only where they have a weight, in the articles that lead otherwise.

    What the questions of an article have in common in meaning, in both languages, counts more than what they differ
    in; that is learnt from all articles with several questions, and from question and answer of those with one.

    Args:
        documents: the articles; those of the other language are never found.
        weights: of the signals, by name; `WEIGHTS` by default, `FEW_WEIGHTS` where most articles have few questions.
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
        self._rewrite = rewrite
        by_language: dict[str, list[Document]] = {}
        for document in documents:
            by_language.setdefault(document.language, []).append(_rewritten(document, rewrite))
        shelved = [d for found in by_language.values() for d in found]
        counts = sorted(len(d.questions) for d in shelved)
        few = bool(counts) and counts[len(counts) // 2] <= FEW
        self._weights = weights or (FEW_WEIGHTS if few else WEIGHTS)
        asked = [(q, d.id) for d in shelved for q in d.questions]
        asked += [(text, f"alike {number}") for number, texts in enumerate(alike) for text in texts]
        rows, answers = encode([text for text, _ in asked]), encode([d.answer for d in shelved])
        # Where nobody wrote down how else people ask, an answer is the nearest thing to it.
        lone = [i for i, d in enumerate(shelved) if len(d.questions) == 1]
        groups = [group for _, group in asked] + [shelved[i].id for i in lone]
        self._whitening = Whitening.learn(np.concatenate([rows, answers[lone]]), groups)
        rows, answers = self._whitening.of(rows), self._whitening.of(answers)
        self._indexes: dict[str, Index] = {}
        for language, found in by_language.items():
            count = sum(len(d.questions) for d in found)
            self._indexes[language] = Index(language, found, rows[:count], answers[: len(found)], self._weights, encode)
            rows, answers = rows[count:], answers[len(found) :]
        for index in self._indexes.values():
            index.others = [(other, other.places_of(index.ids)) for other in self._indexes.values() if other != index]

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
        index = self._indexes.get(language)
        if index is None:
            nothing = np.zeros((0, SIZE), dtype=np.float32)
            index = Index(language, [], nothing, nothing, self._weights)
        return index.rank(self._rewrite(question, language), self._whitening)

    def meanings(self, texts: Sequence[tuple[str, str]], encode: Encode = vectors) -> np.ndarray:
        """What texts mean, each given with its language, as `Ranking.meaning` is: an array of texts x its size."""
        return self._whitening.of(encode([self._rewrite(*text) for text in texts]))


def _rewritten(document: Document, rewrite: Rewrite) -> Document:
    questions = [rewrite(question, document.language) for question in document.questions] or [""]
    return replace(document, questions=questions, answer=rewrite(document.answer, document.language))


def documents_of(base: KnowledgeBase) -> list[Document]:
    """Every article of a knowledge base in both languages; its title is a question too."""
    return [
        Document(a.id, [a.title[lang], *a.questions[lang]], a.answer[lang], lang)
        for a in base.articles.values()
        for lang in LANGUAGES
    ]
