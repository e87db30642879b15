"""The knowledge base as the actions use it: loaded once, loaded again when a file changes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from knowledge.check import check
from knowledge.loading import KNOWLEDGE_DIR, KnowledgeBase, KnowledgeError
from knowledge.mentions import MentionFinder
from knowledge.schema import LANGUAGES, Article
from knowledge.search import Search, documents_of
from knowledge.spelling import Spelling
from language.years import years

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0  # a changed answer is said within a minute, at next to no cost


@dataclass(frozen=True)
class Shelf:
    """One state of the knowledge base, with what is made from it."""

    base: KnowledgeBase
    search: Search
    mentions: MentionFinder
    facts: dict[str, frozenset[str]]
    years: dict[str, frozenset[int]]

    @classmethod
    def of(cls, base: KnowledgeBase) -> Shelf:
        """Indexes a knowledge base."""
        facts = {a.id: frozenset(a.facts) for a in base.articles.values()}
        named = {a.id: years(" ".join(_texts(a))) for a in base.articles.values()}
        mentions = MentionFinder(base)
        spelling = Spelling(base, mentions)
        return cls(base, Search(documents_of(base), rewrite=spelling.canonical), mentions, facts, named)


def _texts(article: Article) -> Iterator[str]:
    for language in LANGUAGES:
        yield from (article.title[language], *article.questions[language], article.answer[language])


class Library:
    """Gives the newest valid state of a knowledge folder.

    A folder that has become malformed is reported once and the last valid state stays in use.
    """

    def __init__(self, folder: Path = KNOWLEDGE_DIR):
        self._folder = folder
        self._lock = threading.Lock()
        self._shelf: Optional[Shelf] = None
        self._stamp: tuple[tuple[str, int], ...] = ()
        self._looked = 0.0

    def shelf(self) -> Shelf:
        """The state to answer from now.

        Raises:
            KnowledgeError: when the folder has never been valid.
        """
        with self._lock:
            if self._shelf is None or time.monotonic() - self._looked > LOOK_EVERY_S:
                self._looked = time.monotonic()
                stamp = tuple((str(p), p.stat().st_mtime_ns) for p in sorted(self._folder.rglob("*.yml")))
                if stamp != self._stamp:
                    self._read(stamp)
            assert self._shelf is not None
            return self._shelf

    def _read(self, stamp: tuple[tuple[str, int], ...]) -> None:
        try:
            base = check(self._folder)
        except KnowledgeError as error:
            if self._shelf is None:
                raise
            logger.error("The knowledge base is malformed, the last valid one stays in use:\n%s", error)
        else:
            self._shelf = Shelf.of(base)
        self._stamp = stamp
