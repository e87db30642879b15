import difflib
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from knowledge.loading import KNOWLEDGE_DIR, KnowledgeBase, load
from knowledge.schema import Article, Source, Topic
from knowledge.writing import block_of, with_article
from tests.editing import FUND, HUB, LAB

MEMBERS = "example-hub/members"


def _changed(article: Article, **values: object) -> Article:
    return Article.parse_obj({**article.dict(), **values})


def _diff(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def _read(text: str) -> Topic:
    return Topic.parse_obj(YAML(typ="safe").load(text))


@pytest.mark.parametrize("path", sorted((KNOWLEDGE_DIR / "topics").glob("*.yml")), ids=lambda p: p.stem)
def test_an_unchanged_article_leaves_a_published_file_byte_for_byte(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert with_article(text, _read(text).articles[-1]) == text


def test_one_sentence_is_one_line_and_comments_stay(folder: Path, base: KnowledgeBase) -> None:
    text = (folder / HUB).read_text(encoding="utf-8")
    text = text.replace("- id: example-hub/members", "# checked by phone\n- id: example-hub/members")
    text = text.replace("[A-002]", "[A-002]  # from the plan")
    answer = {"ja": base.articles[MEMBERS].answer.ja, "en": "It has: 121 members."}
    after = with_article(text, _changed(base.articles[MEMBERS], answer=answer))
    assert _diff(text, after) == [
        "-    en: Example Hub has 120 member companies.",
        "+    en: 'It has: 121 members.'",
    ]
    assert _read(after).articles[1].answer.en == "It has: 121 members."


def test_questions_come_and_go_one_by_one(folder: Path, base: KnowledgeBase) -> None:
    text = (folder / HUB).read_text(encoding="utf-8")
    article = base.articles[MEMBERS]
    questions = {"ja": [*article.questions.ja[1:], "新しい質問: いくつ"], "en": article.questions.en}
    after = with_article(text, _changed(article, questions=questions))
    assert _diff(text, after) == [f"-    - {article.questions.ja[0]}", "+    - '新しい質問: いくつ'"]


def test_dates_stay_without_quotes_and_defaults_are_left_out(folder: Path, base: KnowledgeBase) -> None:
    text = (folder / FUND).read_text(encoding="utf-8")
    article = _changed(
        base.articles["model-fund/amount"],
        as_of="2026-01-31",
        review_by=date(2027, 3, 31),
        confidence="high",
        related=[],
    )
    after = with_article(text, article)
    assert "  as_of: 2026-01-31\n  review_by: 2027-03-31\n" in after
    assert "confidence" not in block_of(after, "model-fund/amount")
    assert _read(after).articles[1] == article


@pytest.mark.parametrize("as_of", ["undated", "FY2026", "2026", "2026-03", "2026-03-31"])
def test_every_form_of_a_date_comes_back(as_of: str, folder: Path, base: KnowledgeBase) -> None:
    text = (folder / HUB).read_text(encoding="utf-8")
    after = with_article(text, _changed(base.articles[MEMBERS], as_of=as_of))
    assert _read(after).articles[1].as_of == as_of
    assert f"  as_of: {as_of}\n" in after


def test_a_new_article_with_a_new_source_looks_like_the_others(folder: Path, base: KnowledgeBase) -> None:
    text = (folder / LAB).read_text(encoding="utf-8")
    article = Article.parse_obj(
        {
            **base.articles["sample-lab/overview"].dict(),
            "id": "sample-lab/fees",
            "sources": [{"source": "fees-page", "where": {"ja": "表1", "en": "table 1"}}],
            "contact": "lab-desk",
        }
    )
    source = Source.parse_obj(
        {"title": {"ja": "料金表", "en": "Fees"}, "url": "https://example.org/f", "date": "2026-04"}
    )
    after = with_article(text, article, {"fees-page": source})
    removed = [line for line in _diff(text, after) if line.startswith("-")]
    assert removed == []
    topic = _read(after)
    assert topic.articles[-1] == article and topic.sources["fees-page"] == source
    (folder / LAB).write_text(after, encoding="utf-8")
    assert "sample-lab/fees" in load(folder).articles
    block = block_of(after, "sample-lab/fees")
    assert "  title: {ja: " in block and "    where: {ja: 表1, en: table 1}\n" in block


def test_a_comment_after_the_article_stays(folder: Path, base: KnowledgeBase) -> None:
    text = (
        (folder / HUB)
        .read_text(encoding="utf-8")
        .replace("- id: example-hub/contact", "# next\n- id: example-hub/contact")
    )
    revised = {"ja": date(2026, 1, 2), "en": date(2026, 1, 2)}
    after = with_article(text, _changed(base.articles[MEMBERS], revised=revised))
    assert len(_diff(text, after)) == 2 and "# next\n- id: example-hub/contact" in after
