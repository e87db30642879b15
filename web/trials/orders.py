"""Ordering a trial; the worker runs it (`web.trials.rounds`)."""

from __future__ import annotations

from typing import Any, Optional

from django.db import transaction

from web.articles.models import Draft
from web.desk import audit
from web.trials.live import content_digest, knowledge_digest, live_model
from web.trials.models import Trial

DAYS = 30
UNDER_WAY = (Trial.State.WAITING, Trial.State.RUNNING)
COUNTING = (*UNDER_WAY, Trial.State.DONE)


def order_draft(draft: Draft, by: str, chosen: Optional[dict[str, Any]] = None, *, again: bool = False) -> Trial:
    """A trial of a draft as it is now.

    Args:
        draft: open or not.
        by: the user name of who orders it.
        chosen: which turns are replayed (see `Trial`); those of the last `DAYS` days without it.
        again: also where there is a finished one: there may be new turns, or new judgements.

    Returns:
        a new one, or the one there is of the same on the same turns.
    """
    what = {"kind": Trial.Kind.DRAFT, "draft": draft, "content": content_digest(draft.content)}
    return _order(what, by, chosen, f"{draft.article} {draft.version}", draft.version, again=again)


def order_model(
    model: str, by: str, days: int = DAYS, chosen: Optional[dict[str, Any]] = None, *, again: bool = False
) -> Trial:
    """A trial of a trained model.

    Args:
        model: its file name in the folder of the models.
        by: the user name of who orders it.
        days: the turns of so many days are replayed.
        chosen: or others (see `Trial`).
        again: as for a draft.

    Returns:
        a new one, or the one there is of the same on the same turns.
    """
    return _order({"kind": Trial.Kind.MODEL, "model": model}, by, chosen or {"days": days}, model, again=again)


def _order(
    what: dict[str, Any],
    by: str,
    chosen: Optional[dict[str, Any]],
    target: str,
    version: int = 0,
    *,
    again: bool,
) -> Trial:
    key = {**what, "live": live_model(), "knowledge": knowledge_digest()}
    chosen = chosen or {"days": DAYS}
    with transaction.atomic():
        # JSON is compared here: its text differs between the databases.
        known = Trial.objects.filter(**key, state__in=UNDER_WAY if again else COUNTING).order_by("-pk")
        for trial in known:
            if trial.chosen == chosen:
                return trial
        trial = Trial.objects.create(**key, version=version, chosen=chosen, ordered_by=by)
        audit.note(by, "trial_ordered", f"{trial.pk} {target}")
        return trial
