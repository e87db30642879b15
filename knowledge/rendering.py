"""An article as a visitor reads it: the answer, then what to confirm, the source and the date it holds for."""

from __future__ import annotations

import datetime

from knowledge.freshness import in_words, is_overdue
from knowledge.loading import KnowledgeBase
from knowledge.messages import contact_line, say
from knowledge.schema import Article


def render(base: KnowledgeBase, article: Article, language: str, today: datetime.date) -> str:
    """The whole answer in one language, several lines.

    Args:
        base: where the article's sources and contact are found.
        article: the answer.
        language: `ja` or `en`.
        today: decides whether the review is overdue.
    """
    lines = [article.answer[language]]
    if article.confidence == "medium":
        lines.append(say("confirm", language, contact=contact_line(base.contact_of(article), language)))
    lines.append("")
    lines.append(say("source", language, sources=_sources(base, article, language)))
    lines.append(say("as_of", language, date=in_words(article.as_of, language)))
    if is_overdue(article, today):
        lines.append(say("outdated", language, date=in_words(article.review_by.isoformat(), language)))
    if article.revised.stale == language:
        newer = max(article.revised.ja, article.revised.en)
        lines.append(say("stale_pair", language, date=in_words(newer.isoformat(), language)))
    return "\n".join(lines)


def _sources(base: KnowledgeBase, article: Article, language: str) -> str:
    between = "、" if language == "ja" else ", "
    cited = []
    for citation in article.sources:
        source = base.source_of(article, citation.source)
        parts = [source.title[language]]
        parts += [citation.where[language]] if citation.where else []
        parts += [in_words(source.date, language)] if source.date != "undated" else []
        parts += [source.url] if source.url else []
        cited.append(between.join(parts))
    return ("；" if language == "ja" else "; ").join(cited)
