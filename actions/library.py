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
from knowledge.vectors import VectorFile
from language.meaning import vectors
from language.years import years

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0  # a changed answer is said within a minute, at next to no cost


@dataclass(frozen=True)
class Shelf:
    """One state of the knowledge base, with what is made from it."""

    base: KnowledgeBase
    search: Search
    spelling: Spelling
    mentions: MentionFinder
    facts: dict[str, frozenset[str]]
    years: dict[str, frozenset[int]]

    @classmethod
    def of(cls, base: KnowledgeBase, kept: Optional[Path] = None) -> Shelf:
        """Indexes a knowledge base.

        Args:
            base: what is indexed.
            kept: a file in which the vectors of its texts are kept from one time to the next.
        """
        known = VectorFile(kept) if kept else None
        facts = {a.id: frozenset(a.facts) for a in base.articles.values()}
        named = {a.id: years(" ".join(_texts(a))) for a in base.articles.values()}
        mentions = MentionFinder(base)
        spelling = Spelling(base, mentions)
        encode = known.vectors if known else vectors
        search = Search(documents_of(base), rewrite=spelling.canonical, encode=encode)
        if known:
            known.save()
        return cls(base, search, spelling, mentions, facts, named)

    def topics_in(self, text: str, language: str) -> list[str]:
        """The ids of the topics a message names, in order, each once; a mistyped name counts."""
        return self.mentions.topics(self.spelling.canonical(text, language))


def _texts(article: Article) -> Iterator[str]:
    for language in LANGUAGES:
        yield from (article.title[language], *article.questions[language], article.answer[language])


class Library:
    """Gives the newest valid state of a knowledge folder.

    A changed folder is read beside the work that goes on; until it has been, the last state answers. A folder that has
    become malformed is reported once and the last valid state stays in use.

    Args:
        folder: of the knowledge base; vectors of its texts are kept beside it, in `.cache/`.
    """

    def __init__(self, folder: Path = KNOWLEDGE_DIR):
        self._folder = folder
        self._kept = folder.parent / ".cache" / "vectors.npz"
        self._lock = threading.Lock()
        self._shelf: Optional[Shelf] = None
        self._stamp: tuple[tuple[str, int], ...] = ()
        self._looked = 0.0
        self._reading: Optional[threading.Thread] = None

    def shelf(self) -> Shelf:
        """The state to answer from now.

        Raises:
            KnowledgeError: when the folder has never been valid.
        """
        if self._shelf is None:
            self.refresh()
        elif time.monotonic() - self._looked > LOOK_EVERY_S and not (self._reading and self._reading.is_alive()):
            self._looked = time.monotonic()
            self._reading = threading.Thread(target=self.refresh, name="knowledge", daemon=True)
            self._reading.start()
        assert self._shelf is not None
        return self._shelf

    def refresh(self) -> None:
        """Reads the folder now, if it has changed.

        Raises:
            KnowledgeError: when the folder has never been valid.
        """
        with self._lock:
            stamp = tuple((str(p), p.stat().st_mtime_ns) for p in sorted(self._folder.rglob("*.yml")))
            if stamp == self._stamp:
                return
            try:
                self._shelf = Shelf.of(check(self._folder), self._kept)
            except KnowledgeError as error:
                if self._shelf is None:
                    raise
                logger.error("The knowledge base is malformed, the last valid one stays in use:\n%s", error)
            self._stamp = stamp
            self._looked = time.monotonic()
