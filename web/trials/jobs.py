"""What a trial needs to run: the articles with the draft in them, the models, and the turns to be asked again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

from web.articles import publishing
from web.articles.drafts import Conflict
from web.trials.choosing import as_past, asked
from web.trials.live import SHARED, counts
from web.trials.models import Trial

_PROBLEMS = {"moved": "stale", "malformed": "malformed"}  # of what publishing would say
VECTORS = Path(".cache") / "vectors.npz"  # beside a folder of articles (`actions.library`)


class Impossible(Exception):
    """A trial cannot be run. Its text is a key of the desk's words, without `trial_problem_`."""


def job_of(trial: Trial, folder: Path) -> dict[str, Any]:
    """A job as `bench.trial` reads it.

    Args:
        trial: what is tried.
        folder: an empty one, for a copy of the articles.

    Raises:
        Impossible: when the draft, the articles or the models are not (any more) what the trial is about.
    """
    models, published = settings.ENVIRONMENT.models_dir, settings.ENVIRONMENT.knowledge_dir
    if not trial.live or not (models / trial.live).is_file():
        raise Impossible("no_model")
    if not counts(trial):
        raise Impossible("stale")
    now = {"knowledge": str(published), "model": str(models / trial.live)}
    then = dict(now)
    if trial.kind == Trial.Kind.MODEL:
        if not (models / trial.model).is_file():
            raise Impossible("model_gone")
        then["model"] = str(models / trial.model)
    else:
        then["knowledge"] = str(_with_draft(trial, published, folder))
    turns = asked(trial.chosen).values()
    return {"now": now, "then": then, "conversations": [[as_past(turn) for turn in one] for one in turns]}


def _with_draft(trial: Trial, published: Path, folder: Path) -> Path:
    assert trial.draft is not None
    try:
        prepared = publishing.prepare(trial.draft.article, trial.draft.content, trial.draft.base)
    except Conflict as conflict:
        raise Impossible(_PROBLEMS.get(str(conflict), "draft")) from None
    copy = folder / "knowledge"
    (copy / "topics").mkdir(parents=True)
    for path in [*(published / name for name in SHARED), *(published / "topics").glob("*.yml")]:
        shutil.copy(path, copy / path.relative_to(published))
    (copy / prepared.path.relative_to(published)).write_text(prepared.changed, encoding="utf-8", newline="")
    if (published.parent / VECTORS).is_file():  # so that only the vectors of new texts have to be worked out
        (folder / VECTORS).parent.mkdir()
        shutil.copy(published.parent / VECTORS, folder / VECTORS)
    return copy
