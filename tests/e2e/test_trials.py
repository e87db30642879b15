"""Trials with the trained model: the worker's real process, from a draft that was handed in to the gate."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from knowledge.loading import KNOWLEDGE_DIR
from ops.model import ensure_model
from tests.web.conftest import django_db_setup
from tests.web.desk.conftest import in_thread, member
from tests.web.review.conftest import said
from web.articles import drafts, fields
from web.articles.models import Draft
from web.chat.errors import knowledge_base, newest
from web.desk.roles import Role
from web.review.judging import Opinion, judge
from web.trials import gate, rounds
from web.trials.models import Trial

__all__ = ["django_db_setup"]
pytestmark = [pytest.mark.model, pytest.mark.django_db(transaction=True)]
ACCESS, PLACE, PERIOD = "yoxo-box/access", "yoxo-box/place", "startup-visa/period"
WITHIN_S = 600


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The delivered articles, with the vectors of their texts, free to be changed."""
    model = ensure_model()
    ignored = shutil.ignore_patterns("*.py", "__pycache__", "messages.yml")
    copy = Path(shutil.copytree(KNOWLEDGE_DIR, tmp_path / "knowledge", ignore=ignored))
    vectors = KNOWLEDGE_DIR.parent / ".cache" / "vectors.npz"
    if vectors.exists():
        (tmp_path / ".cache").mkdir()
        shutil.copy(vectors, tmp_path / ".cache" / "vectors.npz")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / model.name).symlink_to(model)
    folders = {"knowledge_dir": copy, "models_dir": tmp_path / "models", "data_dir": tmp_path}
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, **folders)
    newest.cache_clear()
    yield copy
    newest.cache_clear()


def _hand_in(article: str, **changes: str) -> Draft:
    editor = member(Role.EDITOR)
    begun = drafts.begin(knowledge_base(), article, editor)
    content = {**fields.of_article(knowledge_base().articles[article]), **changes}
    saved = drafts.save(begun.pk, begun.version, content, "", editor)
    return drafts.submit(saved.pk, saved.version, editor)


def _work() -> None:
    async def all_of_it() -> None:
        stop = asyncio.Event()
        working = asyncio.create_task(rounds.follow(stop, 0.1))
        for _ in range(WITHIN_S):
            if not await in_thread(Trial.objects.filter(state__in=("waiting", "running")).exists):
                break
            await asyncio.sleep(1)
        stop.set()
        await working

    asyncio.run(all_of_it())


def test_other_words_pass_and_are_shown_where_they_would_be_said(folder: Path) -> None:
    answer = "YOXO BOXは、関内駅から歩いて3分です。出口は決まっていません。"
    had = said(
        {"text": "YOXO BOXはどこですか", "article": PLACE},
        {"text": "最寄り駅は？", "article": ACCESS, "outcome": "unsure"},
        {"text": "ありがとう", "outcome": "small_talk"},
    )
    draft = _hand_in(ACCESS, answer_ja=answer, in_step="1")
    _work()
    trial = Trial.objects.get()
    assert (trial.state, trial.problem) == ("done", "") and trial.total == trial.done > 1000
    assert gate.refusals_of_draft(draft) == []
    for figures in trial.figures.values():
        assert figures["held_out"]["now"] == figures["held_out"]["then"]
        assert figures["held_out"]["now"]["right"] / figures["held_out"]["questions"] > 0.85
    assert trial.figures["ja"]["turns"]["asked"] == 3
    (row,) = trial.turns.filter(turn__isnull=False)
    assert row.turn.text == "最寄り駅は？", "it is asked behind the answer about the place"
    assert had.pk == row.turn.conversation_id
    assert answer in row.after["text"] and answer not in row.before["text"] and row.after["articles"] == [ACCESS]


def test_a_draft_that_rests_on_other_facts_is_refused(folder: Path) -> None:
    had = said({"text": "スタートアップビザの期間はどのくらいですか", "article": PERIOD, "detected": "ja"})
    judge(had.turns.get().pk, member(Role.MANAGER), Opinion("article", PERIOD))
    draft = _hand_in(PERIOD, facts="A-021")
    _work()
    keys = {one.key for one in gate.refusals_of_draft(draft)}
    assert keys == {"accuracy_ja", "accuracy_en", "wrong_ja", "wrong_en"}, (keys, Trial.objects.get().problem)
    worse = Trial.objects.get().turns.filter(verdict="worse")
    assert worse.exists() and {(row.before["result"], row.after["result"]) for row in worse} <= {
        ("right", "wrong"), ("right", "declined"), ("offered", "declined"), ("right", "offered"),
    }  # fmt: skip
