"""An article as the fields of a form, all of them texts, and back to what the schema checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.schema import LANGUAGES, Article
from language.text import clean

PLAIN = (
    "title_ja", "title_en", "answer_ja", "answer_en", "questions_ja", "questions_en", "facts", "as_of", "review_by",
    "kind", "confidence", "contact", "in_step",
)  # fmt: skip
NEW_SOURCE = ("new_key", "new_title_ja", "new_title_en", "new_url", "new_date")
SOURCES, RELATED = 6, 3  # places in the form
FIELD_CHARS = 20_000
Content = dict[str, Any]


def of_article(article: Article) -> Content:
    """The fields of an article."""
    content: Content = {
        **{f"title_{code}": article.title[code] for code in LANGUAGES},
        **{f"answer_{code}": article.answer[code] for code in LANGUAGES},
        **{f"questions_{code}": "\n".join(article.questions[code]) for code in LANGUAGES},
        "facts": ", ".join(article.facts),
        "as_of": article.as_of,
        "review_by": article.review_by.isoformat(),
        "kind": article.kind,
        "confidence": article.confidence,
        "contact": article.contact or "",
        "in_step": "",
        **dict.fromkeys(NEW_SOURCE, ""),
        "sources": [
            {"source": one.source, "ja": one.where.ja if one.where else "", "en": one.where.en if one.where else ""}
            for one in article.sources
        ],
        "related": list(article.related),
    }
    return content


def blank() -> Content:
    """The fields of an article that has yet to be written."""
    chosen = {"kind": "fact", "confidence": "high"}
    return {**dict.fromkeys((*PLAIN, *NEW_SOURCE), ""), **chosen, "sources": [], "related": []}


def of_post(posted: Mapping[str, str]) -> Content:
    """The fields of a form that was sent."""

    def text(name: str) -> str:
        return clean(posted.get(name, "")).strip()[:FIELD_CHARS]

    places = [{part: text(f"source_{i}_{part}") for part in ("source", "ja", "en")} for i in range(SOURCES)]
    return {
        **{name: text(name) for name in (*PLAIN, *NEW_SOURCE)},
        "sources": [one for one in places if any(one.values())],
        "related": [one for one in (text(f"related_{i}") for i in range(RELATED)) if one],
    }


def lines(text: str) -> list[str]:
    """The lines of a field that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def as_data(content: Content, article: str, revised: Mapping[str, str]) -> dict[str, Any]:
    """What `Article.parse_obj` takes.

    Args:
        content: the fields.
        article: the id.
        revised: the day each language was last changed.
    """
    return {
        "id": article,
        "title": {code: content[f"title_{code}"] for code in LANGUAGES},
        "kind": content["kind"],
        "facts": content["facts"].replace(",", " ").replace("、", " ").split(),
        "questions": {code: lines(content[f"questions_{code}"]) for code in LANGUAGES},
        "answer": {code: content[f"answer_{code}"] for code in LANGUAGES},
        "sources": [
            {"source": one["source"], "where": {"ja": one["ja"], "en": one["en"]} if one["ja"] or one["en"] else None}
            for one in content["sources"]
        ],
        "as_of": content["as_of"],
        "review_by": content["review_by"],
        "confidence": content["confidence"],
        "contact": content["contact"] or None,
        "related": content["related"],
        "revised": dict(revised),
    }
