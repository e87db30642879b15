"""An article as a visitor reads it: the answer, then what to confirm, the source and the date it holds for."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from typing import Any, Optional

from knowledge.freshness import in_words, is_overdue
from knowledge.loading import KnowledgeBase
from knowledge.messages import contact_line, say
from knowledge.schema import Article


@dataclass(frozen=True)
class Cited:
    """A source as a visitor sees it.

    Attributes:
        title: of the page or document.
        where: the place in it.
        date: the page's own, in words; None when it bears none.
        url: of the page.
    """

    title: str
    where: Optional[str]
    date: Optional[str]
    url: Optional[str]


@dataclass(frozen=True)
class Answer:
    """An article in one language, in its parts.

    Attributes:
        article: its id.
        title: its title.
        text: the answer itself.
        confirm: the request to confirm with the contact, for answers of medium confidence.
        sources: what it rests on.
        as_of: the date it holds for, as a sentence.
        warnings: that the review is overdue, that the other language is newer.
    """

    article: str
    title: str
    text: str
    confirm: Optional[str]
    sources: tuple[Cited, ...]
    as_of: str
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For a page that lays the parts out itself: `article, title, text, sources, as_of, notes`."""
        return {
            "article": self.article,
            "title": self.title,
            "text": self.text,
            "sources": [asdict(source) for source in self.sources],
            "as_of": self.as_of,
            "notes": [*([self.confirm] if self.confirm else []), *self.warnings],
        }


def answer_of(base: KnowledgeBase, article: Article, language: str, today: datetime.date) -> Answer:
    """The answer in one language, in its parts.

    Args:
        base: where the article's sources and contact are found.
        article: the answer.
        language: `ja` or `en`.
        today: decides whether the review is overdue.
    """
    confirm = None
    if article.confidence == "medium":
        confirm = say("confirm", language, contact=contact_line(base.contact_of(article), language))
    warnings = []
    if is_overdue(article, today):
        warnings.append(say("outdated", language, date=in_words(article.review_by.isoformat(), language)))
    if article.revised.stale == language:
        newer = max(article.revised.ja, article.revised.en)
        warnings.append(say("stale_pair", language, date=in_words(newer.isoformat(), language)))
    return Answer(
        article.id,
        article.title[language],
        article.answer[language],
        confirm,
        tuple(_cited(base, article, language)),
        say("as_of", language, date=in_words(article.as_of, language)),
        tuple(warnings),
    )


def render(base: KnowledgeBase, article: Article, language: str, today: datetime.date) -> str:
    """The whole answer in one language as plain text, several lines (arguments as for `answer_of`)."""
    answer = answer_of(base, article, language, today)
    lines = [answer.text, *([answer.confirm] if answer.confirm else []), ""]
    lines.append(say("source", language, sources=_in_a_line(answer.sources, language)))
    return "\n".join([*lines, answer.as_of, *answer.warnings])


def _cited(base: KnowledgeBase, article: Article, language: str) -> list[Cited]:
    cited = []
    for citation in article.sources:
        source = base.source_of(article, citation.source)
        date = in_words(source.date, language) if source.date != "undated" else None
        where = citation.where[language] if citation.where else None
        cited.append(Cited(source.title[language], where, date, source.url))
    return cited


def _in_a_line(sources: tuple[Cited, ...], language: str) -> str:
    between = "、" if language == "ja" else ", "
    told = (between.join(part for part in (s.title, s.where, s.date, s.url) if part) for s in sources)
    return ("；" if language == "ja" else "; ").join(told)
