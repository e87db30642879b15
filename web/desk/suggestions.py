"""What staff can insert: articles that fit a question, and canned replies, always as pairs of both languages."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from knowledge.loading import KnowledgeBase
from knowledge.messages import contact_line
from knowledge.postings import Postings
from knowledge.rendering import render
from knowledge.schema import LANGUAGES, Pair
from language.grams import terms
from web.chat.errors import knowledge_base

CANNED = Path(__file__).with_name("replies.yml")
QUERY_CHARS = 200
LIMIT = 5
DRAFT_LIMIT = 3
DRAFT_CHARS = 2  # a Japanese word; before that anything fits
_WORDS = re.compile(r"[^\Wぁ-ゖ]+")


@dataclass(frozen=True)
class Suggestion:
    """A text to insert, in both languages.

    Attributes:
        title: in the language of whoever looks at it.
        ja, en: the text.
    """

    title: str
    ja: str
    en: str


def canned(language: str, name: str) -> list[Suggestion]:
    """The canned replies, their placeholders filled in.

    Args:
        language: of the titles.
        name: the staff member's displayed name.
    """
    contact = {code: contact_line(knowledge_base().general_contact, code) for code in LANGUAGES}
    return [
        Suggestion(
            one["title"][language],
            *(one["text"][code].format(name=name, contact=contact[code]) for code in LANGUAGES),
        )
        for one in _replies()
    ]


def articles(question: str, language: str, today: datetime.date) -> list[Suggestion]:
    """The articles that fit a question in either language, best first.

    Args:
        question: what the visitor asked or staff typed; one or two characters are enough.
        language: of the titles.
        today: by which an article may be out of date.
    """
    base = knowledge_base()
    found = [base.articles[one] for one in fitting(base, question)[:LIMIT]]
    return [Suggestion(a.title[language], *(render(base, a, code, today) for code in LANGUAGES)) for a in found]


def fitting(base: KnowledgeBase, question: str, least: float = 0.0) -> list[str]:
    """The ids of the articles that have something in common with a question, best first.

    Args:
        base: the articles.
        question: words, or a part of one.
        least: what a score must be, as a share of the best.
    """
    if not question.strip():
        return []
    ids, index = _index(base)
    scores = index.scores(terms(question[:QUERY_CHARS]))
    return [ids[i] for i in np.argsort(-scores, kind="stable") if scores[i] > 0 and scores[i] >= least * scores.max()]


def wanted(newest: str, first: str) -> str:
    """What to look for: what the visitor said last and the question they came with.

    Of the former only words in kanji, katakana or letters count: "よろしくお願いします" would find any polite article.
    """
    words = [word for word in _WORDS.findall(newest) if len(word) > 1]
    return f"{' '.join(words)} {first}" if first else newest


def for_draft(text: str, language: str, today: datetime.date) -> list[Suggestion]:
    """The articles that fit what is being typed, few and only once there is something to go by (see `articles`)."""
    typed = text.strip()[-QUERY_CHARS:]  # the sentence somebody is at, not the greeting
    return articles(typed, language, today)[:DRAFT_LIMIT] if len(typed) >= DRAFT_CHARS else []


@lru_cache(maxsize=1)
def _replies() -> list[dict[str, Pair]]:
    data = YAML(typ="safe").load(CANNED.read_text(encoding="utf-8"))
    return [{part: Pair.parse_obj(one[part]) for part in ("title", "text")} for one in data]


@lru_cache(maxsize=1)
def _index(base: KnowledgeBase) -> tuple[list[str], Postings]:
    texts = {
        a.id: [*a.questions.ja, *a.questions.en, a.title.ja, a.title.en, a.answer.ja, a.answer.en]
        for a in base.articles.values()
    }
    return list(texts), Postings((term for text in parts for term in terms(text)) for parts in texts.values())
