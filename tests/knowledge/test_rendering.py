import datetime
from pathlib import Path

import pytest

from knowledge.freshness import in_words
from knowledge.loading import KnowledgeBase, load
from knowledge.messages import contact_line, say
from knowledge.rendering import answer_of, render
from knowledge.schema import LANGUAGES
from tests.editing import HUB, edit

TODAY = datetime.date(2026, 1, 15)
REVISED = "as_of: 2022-03-31\n  review_by: 2099-03-31\n  revised: "
GUIDE_JA = "例示市「支援のご案内」"
PAGE = "https://example.org/guide"

SOURCES = [
    ("example-hub/overview", "ja", f"{GUIDE_JA}、第一章、2025年3月28日、{PAGE}"),
    ("example-hub/overview", "en", f"Example City, Support guide, Chapter 1, 28 March 2025, {PAGE}"),
    ("example-hub/contact", "ja", "例示市のちらし"),
    ("model-fund/amount", "ja", f"{GUIDE_JA}、2025年3月28日、{PAGE}；例示市のちらし"),
    ("model-fund/amount", "en", f"Example City, Support guide, 28 March 2025, {PAGE}; Example City leaflet"),
    ("sample-lab/overview", "en", "Sample Lab page, 2024, https://example.org/lab"),
]


@pytest.mark.parametrize(("article", "language", "sources"), SOURCES)
def test_render_cites_every_source_with_place_date_and_address(
    base: KnowledgeBase, article: str, language: str, sources: str
) -> None:
    lines = render(base, base.articles[article], language, TODAY).split("\n")
    assert say("source", language, sources=sources) in lines


@pytest.mark.parametrize(
    ("language", "answer", "date"),
    [
        ("ja", "エグザンプル・ハブの会員は、120社です。", "2022年3月31日"),
        ("en", "Example Hub has 120 member companies.", "31 March 2022"),
    ],
)
def test_render_gives_answer_then_source_then_date_and_nothing_else(
    base: KnowledgeBase, language: str, answer: str, date: str
) -> None:
    lines = render(base, base.articles["example-hub/members"], language, TODAY).split("\n")
    assert lines[:2] == [answer, ""]
    assert lines[2].startswith(say("source", language, sources=""))
    assert lines[3:] == [say("as_of", language, date=date)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_render_asks_to_confirm_what_is_of_medium_confidence(base: KnowledgeBase, language: str) -> None:
    confirm = say("confirm", language, contact=contact_line(base.contacts["example-desk"], language))
    assert render(base, base.articles["model-fund/amount"], language, TODAY).split("\n")[1] == confirm
    assert confirm not in render(base, base.articles["model-fund/overview"], language, TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_render_says_when_the_review_is_overdue(base: KnowledgeBase, language: str) -> None:
    article = base.articles["example-hub/members"]
    outdated = say("outdated", language, date=in_words("2099-03-31", language))
    assert outdated not in render(base, article, language, datetime.date(2099, 3, 31))
    assert render(base, article, language, datetime.date(2099, 4, 1)).split("\n")[-1] == outdated


@pytest.mark.parametrize(
    ("ja", "en", "stale"), [("2025-11-01", "2025-12-24", "ja"), ("2025-12-24", "2025-11-01", "en")]
)
def test_render_says_that_the_other_language_is_newer_only_in_the_older(
    folder: Path, ja: str, en: str, stale: str
) -> None:
    edit(folder / HUB, REVISED + "{ja: 2025-11-01, en: 2025-11-01}", REVISED + f"{{ja: {ja}, en: {en}}}")
    base = load(folder)
    for language in LANGUAGES:
        notice = say("stale_pair", language, date=in_words("2025-12-24", language))
        lines = render(base, base.articles["example-hub/members"], language, TODAY).split("\n")
        assert (lines[-1] == notice) is (language == stale)
        assert (notice in lines) is (language == stale)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_published_answer_shows_its_source_and_date(real_base: KnowledgeBase, language: str) -> None:
    for article in real_base.articles.values():
        text = render(real_base, article, language, TODAY)
        lines = text.split("\n")
        assert text.startswith(article.answer[language]), article.id
        cited = [real_base.source_of(article, c.source).title[language] for c in article.sources]
        sources = next(line for line in lines if line.startswith(say("source", language, sources="")))
        assert all(title in sources for title in cited), article.id
        assert say("as_of", language, date=in_words(article.as_of, language)) in lines, article.id
        assert "{" not in text, article.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_answer_of_gives_the_same_in_parts(real_base: KnowledgeBase, language: str) -> None:
    for article in real_base.articles.values():
        parts = answer_of(real_base, article, language, TODAY).as_json()
        assert set(parts) == {"article", "title", "text", "sources", "as_of", "notes"}
        text = render(real_base, article, language, TODAY)
        told = [parts["text"], parts["as_of"], *parts["notes"]]
        told += [part for source in parts["sources"] for part in source.values() if part]
        assert parts["sources"] and all(part in text for part in told), article.id
        assert parts["title"] == article.title[language]
