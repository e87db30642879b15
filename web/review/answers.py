"""Words in what the assistant answered.

Answers are articles, so their texts are not in the index once more for each turn: words are looked up in the articles
as they are now, and a turn is found by which of them it was answered with (`said_term`).
"""

from __future__ import annotations

from typing import Optional

from knowledge.loading import KnowledgeBase
from knowledge.schema import LANGUAGES
from language.grams import needed, runs, terms
from language.text import folded

NONE = "x:"  # a term that no turn has


def said_term(article: str, language: str) -> str:
    """The term of a turn that was answered with an article in a language."""
    return f"x:{language}:{article}"


class Answers:
    """The titles and answers of a knowledge base, to be searched."""

    def __init__(self, base: KnowledgeBase):
        self.base = base
        self._texts = [
            (said_term(article.id, language), folded(f"{article.title[language]}\n{article.answer[language]}"))
            for article in base.articles.values()
            for language in LANGUAGES
        ]

    def having(self, question: str) -> list[str]:
        """The terms of turns whose answer holds every word; `NONE` where no article does."""
        words, wanted = runs(question), set(needed(question))
        stems = [word.rstrip("s") if word.isascii() else word for word in words]
        there = [(term, text) for term, text in self._texts if all(stem in text for stem in stems)]
        # English words count whole, as in the index; Japanese ones stood in one piece already.
        if any(word.isascii() for word in words):
            there = [(term, text) for term, text in there if wanted <= set(terms(text))]
        return [term for term, _ in there] or [NONE]


_newest: Optional[Answers] = None


def answers_of(base: KnowledgeBase) -> Answers:
    """The answers of a knowledge base, prepared once for as long as it is the newest."""
    global _newest
    if _newest is None or _newest.base is not base:
        _newest = Answers(base)
    return _newest
