"""Trials as the worker would have made them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tests.web.articles.conftest import knowledge
from tests.web.chat.conftest import running
from tests.web.desk.conftest import play
from web.trials.models import Trial

__all__ = ["figures", "knowledge", "play", "running", "tried"]


def figures(**lost: int) -> dict[str, Any]:
    """Figures in which nothing changes, but for `right`, `wrong` or `worse` of English, by so much."""

    def of(right: int, wrong: int, worse: int) -> dict[str, Any]:
        now = {"right": 8, "offered": 1, "declined": 1, "wrong": 0}
        then = {**now, "right": 8 + right, "wrong": wrong, "declined": 1 - right - wrong}
        turns = {"asked": 5, "reviewed": 2, "better": 0, "worse": worse, "changed": 1}
        return {"held_out": {"questions": 10, "now": now, "then": then}, "turns": turns}

    return {"ja": of(0, 0, 0), "en": of(lost.get("right", 0), lost.get("wrong", 0), lost.get("worse", 0))}


def tried(**lost: int) -> Trial:
    """Ends the newest trial as the worker would, with these losses; none means that it passed."""
    trial = Trial.objects.filter(state=Trial.State.WAITING).latest("pk")
    trial.state, trial.figures, trial.ended_at = Trial.State.DONE, figures(**lost), timezone.now()
    trial.save()
    return trial
