"""Approved examples become a difference that applies, passes the check, and changes nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from knowledge.check import check
from knowledge.loading import KNOWLEDGE_DIR
from ops.model import ROOT
from tests.editing import SAMPLE
from tests.web.review.conftest import Browser, Play, member, said
from tests.web.visitors import Visitor
from web.chat.models import Turn
from web.desk.models import AuditEntry, StaffMember
from web.desk.roles import Role
from web.review.corrections import decide, nlu, proposal
from web.review.insertion import NoPlace, as_nlu, with_example, with_question
from web.review.judging import Opinion, judge
from web.review.models import Correction

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
LAB = (SAMPLE / "topics" / "sample-lab.yml").read_text(encoding="utf-8")


def _agreed(editor: StaffMember, text: str, opinion: Opinion, language: str = "ja") -> Correction:
    said({"text": text, "outcome": "unsure", "detected": language}, language=language)
    judge(Turn.objects.latest("pk").pk, editor, opinion)
    return Correction.objects.latest("pk")


def _approve(editor: StaffMember, *corrections: Correction) -> None:
    decide(True, [c.pk for c in corrections], {}, editor)


@pytest.mark.parametrize(
    "question",
    ["新しい質問", "a: b", "- x", "# x", '"quoted" thing', "'x'", "[x]", "true", "2026", "@x", "改行\\n", "a #b", "?"],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_question_is_one_more_line_and_reads_back(question: str, language: str) -> None:
    after = with_question(LAB, "sample-lab/overview", language, question)
    assert len(after.splitlines()) == len(LAB.splitlines()) + 1
    read = YAML(typ="safe").load(after)["articles"][0]["questions"]
    was = YAML(typ="safe").load(LAB)["articles"][0]["questions"]
    assert read == {**was, language: [*was[language], question]}


def test_what_has_no_place() -> None:
    with pytest.raises(NoPlace, match="article"):
        with_question(LAB, "sample-lab/none", "ja", "x")
    flow = "articles:\n- id: a/b\n  questions: {ja: [x], en: [y]}\n"
    with pytest.raises(NoPlace, match="form"):
        with_question(flow, "a/b", "ja", "x")
    with pytest.raises(NoPlace, match="markup"):
        with_example("- intent: greet\n  examples: |\n    - hi\n", "greet", "[x](y)")
    with pytest.raises(NoPlace, match="intent"):
        with_example("", "greet", "x")
    assert as_nlu({}) == 'version: "3.1"\n\nnlu: []\n'


def test_a_question_over_several_lines_keeps_its_lines() -> None:
    text = "articles:\n- id: a/b\n  questions:\n    ja:\n    - >-\n      lang\n      er\n    en:\n    - x\n"
    after = with_question(text, "a/b", "ja", "neu")
    assert YAML(typ="safe").load(after)["articles"][0]["questions"] == {"ja": ["lang er", "neu"], "en": ["x"]}


def test_approved_corrections_make_a_difference_that_applies_and_passes(tmp_path: Path) -> None:
    editor = member(Role.EDITOR)
    one = _agreed(editor, "補助金の締切 045-671-2121", Opinion("article", article="grants/overview"))
    two = _agreed(editor, "When do grants close: soon?", Opinion("article", article="grants/overview"), "en")
    three = _agreed(editor, "今日の天気は？？", Opinion("out_of_scope"))
    assert proposal().diff == "" and nlu().endswith("nlu: []\n")
    _approve(editor, one, two, three)
    made = proposal()
    assert made.count == 3 and made.left_out == [] and made.problems == []
    added = [line for line in made.diff.splitlines() if line.startswith("+") and not line.startswith("+++")]
    assert added == ["+    - 今日の天気は？？", "+    - 補助金の締切 ***", '+    - "When do grants close: soon?"']
    assert not [line for line in made.diff.splitlines() if line.startswith("-") and not line.startswith("---")]
    for folder in ("knowledge", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    subprocess.run(["git", "apply", "-"], input=made.diff, text=True, cwd=tmp_path, check=True)
    assert "補助金の締切 ***" in check(tmp_path / "knowledge").articles["grants/overview"].questions.ja
    held = YAML(typ="safe").load(nlu())["nlu"]
    assert {one["intent"] for one in held} == {"grants.overview", "out_of_scope"}
    assert AuditEntry.objects.filter(action="corrections_approved").count() == 3


def test_what_stands_elsewhere_is_left_out_and_what_stands_there_is_done() -> None:
    editor, base = member(Role.EDITOR), check(KNOWLEDGE_DIR)
    there = base.articles["grants/overview"].questions.ja[0]
    other = base.articles["loans/overview" if "loans/overview" in base.articles else "yoxo-box/overview"].questions.ja[
        0
    ]
    one = _agreed(editor, there, Opinion("article", article="grants/overview"))
    two = _agreed(editor, other, Opinion("article", article="grants/overview"))
    _approve(editor, one, two)
    made = proposal()
    assert made.diff == "" and [reason for _, reason in made.left_out] == ["elsewhere"]


def test_rejected_and_deleted_corrections_teach_nothing() -> None:
    editor = member(Role.EDITOR)
    one = _agreed(editor, "補助金の件", Opinion("article", article="grants/overview"))
    decide(False, [one.pk], {}, editor)
    assert proposal().count == 0
    judge(one.turn_id, editor, Opinion("article", article="grants/overview"))
    assert Correction.objects.get().state == "rejected"
    two = _agreed(editor, "補助金の事", Opinion("article", article="grants/overview"))
    _approve(editor, two)
    two.turn.conversation.delete()
    assert proposal().count == 0


def test_the_page_shows_rewords_approves_and_gives_files(play: Play) -> None:
    editor = member(Role.EDITOR)
    one = _agreed(editor, "補助金のやつ", Opinion("article", article="grants/overview"))

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.EDITOR)
        page = await browser.get("review/corrections")
        assert 'value="補助金のやつ"' in page.text and "<ins>" not in page.text
        await browser.post(
            "review/corrections", do="approve", correction=one.pk, **{f"text{one.pk}": "補助金の種類 a@b.jp"}
        )
        page = await browser.get("review/corrections")
        assert re.search(r"<ins>\+ +- 補助金の種類 \*\*\*</ins>", page.text)
        diff = await browser.get("review/corrections/diff")
        assert (
            diff.headers["content-disposition"].endswith('"corrections.diff"')
            and "+    - 補助金の種類 ***" in diff.text
        )
        assert "grants.overview" in (await browser.get("review/corrections/nlu")).text
        assert (await browser.get("review/corrections/zip")).status_code == 404

    play(scene)
    assert AuditEntry.objects.filter(action="exported").count() == 2
