"""The knowledge base as the actions use it: loaded once, loaded again when a file changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from actions.declined import FOLDER, Declined
from knowledge.check import check
from knowledge.loading import KnowledgeBase, folder_in_use
from knowledge.mentions import MentionFinder
from knowledge.newest import Newest
from knowledge.schema import LANGUAGES, Article
from knowledge.search import Search, documents_of
from knowledge.spelling import Spelling
from knowledge.vectors import VectorFile
from language.meaning import vectors
from language.places import places
from language.years import years


@dataclass(frozen=True)
class Shelf:
    """One state of the knowledge base, with what is made from it."""

    base: KnowledgeBase
    search: Search
    spelling: Spelling
    mentions: MentionFinder
    facts: dict[str, frozenset[str]]
    years: dict[str, frozenset[int]]
    places: dict[str, frozenset[str]]
    declined: Declined

    @classmethod
    def of(cls, base: KnowledgeBase, kept: Optional[Path] = None, declined: Optional[Path] = None) -> Shelf:
        """Indexes a knowledge base.

        Args:
            base: what is indexed.
            kept: a file in which the vectors of its texts are kept from one time to the next.
            declined: the folder of example questions that it does not answer.
        """
        known = VectorFile(kept) if kept else None
        facts = {a.id: frozenset(a.facts) for a in base.articles.values()}
        texts = {a.id: " ".join(_texts(a)) for a in base.articles.values()}
        dated = {key: years(text) for key, text in texts.items()}
        placed = {key: places(text) for key, text in texts.items()}
        mentions = MentionFinder(base)
        spelling = Spelling(base, mentions)
        encode = known.vectors if known else vectors
        search = Search(documents_of(base), rewrite=spelling.canonical, encode=encode)
        refused = Declined(declined, lambda texts: search.meanings(texts, encode))
        if known:
            known.save()
        return cls(base, search, spelling, mentions, facts, dated, placed, refused)

    def topics_in(self, text: str, language: str) -> list[str]:
        """The ids of the topics a message names, in order, each once; a mistyped name counts."""
        return self.mentions.topics(self.spelling.canonical(text, language))


def _texts(article: Article) -> Iterator[str]:
    for language in LANGUAGES:
        yield from (article.title[language], *article.questions[language], article.answer[language])


class Library(Newest[Shelf]):
    """Gives the newest valid state of a knowledge folder.

    Args:
        folder: of the knowledge base, the one in use if none is named; vectors of its texts are kept beside it, in
            `.cache/`.
        declined: the folder of example questions that it does not answer.
    """

    def __init__(self, folder: Optional[Path] = None, declined: Optional[Path] = FOLDER):
        folder = folder or folder_in_use()
        kept = folder.parent / ".cache" / "vectors.npz"
        super().__init__(folder, lambda changed: Shelf.of(check(changed), kept, declined))

    def shelf(self) -> Shelf:
        """The state to answer from now.

        Raises:
            KnowledgeError: when the folder has never been valid.
        """
        return self.now()
