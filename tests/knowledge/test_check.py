from pathlib import Path

import pytest

from knowledge.check import check, main
from knowledge.loading import KnowledgeBase, KnowledgeError
from knowledge.schema import LANGUAGES
from tests.editing import FUND, HUB, LAB, edit, line_with

MEMBERS = "- id: example-hub/members"
MEMBERS_JA = "    ja: エグザンプル・ハブの会員は、120社です。\n"
MEMBERS_EN = "    en: Example Hub has 120 member companies.\n"
FIRST_QUESTIONS = "    - Example Hub members count\n    - Tell me how many firms have joined Example Hub\n"
CHAPTER = "  - source: example-page\n    where: {ja: 第一章, en: Chapter 1}\n"
A_DATE = "as_of: 2022-03-31"
HUB_A_001 = "A-001: {topic: Hub, confidence: high}"

# file, old text, new text, a text of the expected line, lines below it, words of the reason
ONE_FILE = [
    (HUB, MEMBERS_EN, "", MEMBERS_JA.strip(), -1, "articles.1.answer.en: field required"),
    (HUB, MEMBERS_JA, "", MEMBERS_EN.strip(), -1, "articles.1.answer.ja: field required"),
    (HUB, MEMBERS_EN, "    en: ''\n", "    en: ''", 0, "articles.1.answer.en: ensure this value has at least 1"),
    (HUB, MEMBERS_EN, "    en: '  '\n", "    en: '  '", 0, "articles.1.answer.en: ensure this value has at least 1"),
    (HUB, MEMBERS_JA, "    ja: 120 companies.\n", "120 companies.", -1, "the ja answer holds no Japanese"),
    (HUB, "、120社", "、１２０社ﾃﾞｽ", "ﾃﾞｽ", 0, "half-width katakana"),
    (HUB, "120社", "あ" * 320, "あ" * 320, -1, "the ja answer has over 320 characters"),
    (HUB, "の会員数, en: Number", "の会員数" + "あ" * 30 + ", en: Number", "あ" * 30, 0, "the ja title has over 30"),
    (HUB, FIRST_QUESTIONS, "", "Number of members of the hub", -2, "4 example questions, at least 6 are needed"),
    (
        HUB,
        "- Example Hub members count",
        "- Number of members of the hub",
        "How many members",
        -1,
        "the same question twice",
    ),
    (HUB, "- 例示ハブに電話したい", "- ''", "- エグザンプル・ハブの問い合わせ先は", -1, "an empty example question"),
    (HUB, MEMBERS, "- id: example-hub/Members", "- id: example-hub/Members", 0, "must be example-hub/<aspect>"),
    (HUB, MEMBERS, "- id: example-hub/members/x", "/members/x", 0, "must be example-hub/<aspect>"),
    (HUB, MEMBERS, "- id: members", "- id: members", 0, "must be example-hub/<aspect>"),
    (HUB, MEMBERS, "- id: sample-lab/fees", "- id: sample-lab/fees", 0, "must be example-hub/<aspect>"),
    (HUB, MEMBERS, "- id: example-hub/contact", "articles:", 0, "two articles have the id 'example-hub/contact'"),
    (HUB, A_DATE, "as_of: last spring", "last spring", 0, "articles.1.as_of: string does not match"),
    (HUB, A_DATE, "as_of: 2022-13", "as_of: 2022-13", 0, "articles.1.as_of: string does not match"),
    (HUB, A_DATE, "as_of: 22-3-31", "as_of: 22-3-31", 0, "articles.1.as_of: string does not match"),
    (HUB, A_DATE + "\n  review_by: 2099-03-31", A_DATE + "\n  review_by: soon", "review_by: soon", 0, "invalid date"),
    (
        HUB,
        A_DATE + "\n",
        A_DATE + "\n  surplus: 1\n",
        "surplus: 1",
        0,
        "articles.1.surplus: extra fields not permitted",
    ),
    (HUB, "[A-002]", "[]", "facts: []", 0, "articles.1.facts: ensure this value has at least 1 items"),
    (HUB, "[A-002]", "[A-2]", "[A-2]", 0, "'A-2' is no fact id"),
    (HUB, CHAPTER, "  - {}\n", "  - {}", 0, "articles.0.sources.0.source: field required"),
    (HUB, "[example-hub/members, sample-lab/overview]", "[a/b, c/d, e/f, g/h]", "g/h", 0, "at most 3 items"),
    (HUB, "contact: example-desk", "desk: example-desk", "topic: example-hub", 0, "contact: field required"),
    (
        LAB,
        "url: https://example.org/lab",
        "url: example.org/lab",
        "url: example.org",
        0,
        "sources.lab-page.url: string",
    ),
    (LAB, "date: 2024", "date: 24", "date: 24", 0, "sources.lab-page.date: string does not match"),
    (HUB, "topic: example-hub\n", "topic: example_hub\n", "topic: example_hub", 0, "topic: string does not match"),
    (LAB, "aliases:\n", "aliases: [\n", "en: [SLAB]", 0, "cannot be read"),
    (HUB, A_DATE, A_DATE + "\n  as_of: 2023", "as_of: 2023", 0, "found duplicate key"),
    ("facts.yml", HUB_A_001, "A-001: {topic: Hub, confidence: sure}", "sure", 0, "A-001.confidence: unexpected value"),
    ("facts.yml", HUB_A_001, "A-001:", "A-001:", 0, "is empty"),
    ("contacts.yml", "tel: 000-000-0000", "tel: by post", "by post", 0, "example-desk.tel: string does not match"),
    (
        "contacts.yml",
        "email: lab@example.org",
        "email: none",
        "email: none",
        0,
        "lab-desk.email: string does not match",
    ),
]
WHOLE_BASE = [
    (
        HUB,
        CHAPTER,
        "  - source: lab-page\n",
        "- source: lab-page",
        -1,
        "example-hub/overview: no source 'lab-page' here",
    ),
    (HUB, "[A-001]", "[A-001, A-099]", "A-099", 0, "example-hub/overview: no fact 'A-099' in facts.yml"),
    (HUB, "[A-001]", "[A-001, B-002]", "B-002", 0, "B-002 is of low confidence and is not published"),
    (FUND, "  confidence: medium\n", "", "[A-006, B-001]", 0, "B-001 is of medium confidence"),
    (
        HUB,
        "contact: example-desk",
        "contact: nobody",
        "- id: example-hub/overview",
        0,
        "no contact 'nobody' in contacts",
    ),
    (FUND, "contact: lab-desk", "contact: nobody", "contact: nobody", 0, "model-fund/deadline: no contact 'nobody'"),
    (HUB, "[example-hub/members,", "[example-hub/fees,", "example-hub/fees", 0, "no other article 'example-hub/fees'"),
    (HUB, "[example-hub/members,", "[example-hub/overview,", "related:", 0, "no other article 'example-hub/overview'"),
    (
        LAB,
        "- 3Dプリンターを使いたい",
        "- 補助金を受けたい",
        "サンプルラボとは何ですか",
        -2,
        "stands in model-fund/overview too",
    ),
    (
        LAB,
        "- I need a 3D printer",
        "- ＭＯＤＥＬ fund Amount",
        "サンプルラボとは何ですか",
        -2,
        "stands in model-fund/amount too",
    ),
    (LAB, "en: [SLAB]", "en: [SLAB, exh]", "aliases:", 0, "the name 'exh' is example-hub's too"),
    (LAB, "[見本実験室]", "[例示ハブ]", "aliases:", 0, "the name '例示ハブ' is example-hub's too"),
    (
        "facts.yml",
        HUB_A_001,
        HUB_A_001 + "\nA-007: {topic: Parking, confidence: high}",
        "A-007",
        0,
        "no article rests on A-007: Parking",
    ),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "text", "below", "reason"),
    [pytest.param(*row, id=row[-1]) for row in (*ONE_FILE, *WHOLE_BASE)],
)
def test_check_refuses_with_file_line_and_reason(
    folder: Path, name: str, old: str, new: str, text: str, below: int, reason: str
) -> None:
    edit(folder / name, old, new)
    with pytest.raises(KnowledgeError) as refused:
        check(folder)
    problems = [p for p in refused.value.problems if reason in p.reason]
    assert problems, f"{reason!r} is not among: {refused.value}"
    expected = line_with(folder / name, text.rstrip("\n")) + below
    assert (problems[0].path, problems[0].line) == (folder / name, expected)
    assert f"{name}:{expected}: " in str(refused.value)


def test_check_accepts_the_sample(folder: Path) -> None:
    base = check(folder)
    assert (len(base.topics), len(base.articles)) == (3, 8)


@pytest.mark.parametrize(("key", "value"), [(A_DATE, "as_of: 2022-02-30"), ("date: 2024", "date: 2024-13-01")])
def test_check_refuses_a_day_that_no_calendar_has(folder: Path, key: str, value: str) -> None:
    name = HUB if key == A_DATE else LAB
    edit(folder / name, key, value)
    with pytest.raises(KnowledgeError, match=r"day is out of range|month must be in") as refused:
        check(folder)
    assert refused.value.problems[0].path == folder / name


def test_check_reports_the_problems_of_all_files_at_once(folder: Path) -> None:
    edit(folder / HUB, MEMBERS_EN, "")
    edit(folder / LAB, "date: 2024", "date: 24")
    edit(folder / "facts.yml", HUB_A_001, "A-001:")
    with pytest.raises(KnowledgeError) as refused:
        check(folder)
    assert {p.path.name for p in refused.value.problems} == {"example-hub.yml", "sample-lab.yml", "facts.yml"}


def test_check_command_prints_what_the_base_holds(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = A_DATE + "\n  review_by: 2099-03-31\n  revised: {ja: 2025-"
    edit(folder / HUB, before + "11", before + "12")
    monkeypatch.setattr("sys.argv", ["check", str(folder)])
    assert main() == 0
    out = capsys.readouterr().out
    assert "3 topics, 8 articles, questions {'ja': 48, 'en': 48}" in out
    assert "example-hub/members: one language was revised after the other" in out
    assert out.count("stale pair") == 1


def test_check_command_fails_on_a_malformed_base(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(folder / HUB, "[A-001]", "[A-001, B-002]")
    monkeypatch.setattr("sys.argv", ["check", str(folder)])
    assert main() == 1
    assert "example-hub.yml:11: example-hub/overview: B-002 is of low confidence" in capsys.readouterr().err


def test_the_published_base_covers_every_fact_of_the_citys_document(real_base: KnowledgeBase) -> None:
    listed = {fact for fact in real_base.facts if fact.startswith("A-")}
    covered = {fact for article in real_base.articles.values() for fact in article.facts}
    assert listed == {f"A-{number:03}" for number in range(1, 90)}
    assert listed <= covered


def test_every_published_article_speaks_both_languages(real_base: KnowledgeBase) -> None:
    for article in real_base.articles.values():
        for language in LANGUAGES:
            texts = [article.title[language], article.answer[language], *article.questions[language]]
            assert all(text.strip() for text in texts), (article.id, language)
        assert article.answer.ja != article.answer.en, article.id
