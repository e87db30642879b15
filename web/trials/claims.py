"""Who runs which trial: one worker one trial at a time, and none is left behind when a worker dies."""

from __future__ import annotations

import datetime
import time
from typing import Optional

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from web.articles.models import Draft
from web.desk import audit
from web.training.orders import busy
from web.trials.live import content_digest, counts, knowledge_digest, live_model
from web.trials.models import Trial, running
from web.trials.orders import order_draft

LEASE_S = 60.0
ATTEMPTS = 2  # a trial during which a worker died twice is given up

State = Trial.State


def claim() -> Optional[Trial]:
    """The trial that is to be run now; None when nothing waits, another worker runs one, or a model is trained."""
    _take_back()
    try:
        with transaction.atomic():
            if Trial.objects.filter(state=State.RUNNING).exists() or busy():
                return None
            trial = Trial.objects.select_for_update(of=("self",)).filter(state=State.WAITING).order_by("pk").first()
            if trial is None:
                return None
            trial.state, trial.started_at = State.RUNNING, timezone.now()
            trial.lease_until, trial.attempts = time.time() + LEASE_S, trial.attempts + 1
            trial.done = trial.total = 0
            trial.save()
            return trial
    except IntegrityError:  # another worker began one at the same moment
        return None


def renew(trial: Trial, done: int, total: int) -> bool:
    """Notes how far a trial is, and that its worker lives; False when it is not this worker's any more."""
    return bool(running(trial).update(done=done, total=total, lease_until=time.time() + LEASE_S))


def fail(trial: Trial, problem: str) -> None:
    """Ends a trial that cannot be run; the problem is a key of the desk's words without `trial_problem_`."""
    running(trial).update(state=State.FAILED, problem=problem, ended_at=timezone.now())


def give_back(trial: Trial) -> None:
    """Has a trial wait again whose worker is told to end."""
    running(trial).update(state=State.WAITING, attempts=0, done=0)


def look_after() -> None:
    """Orders what drafts need that wait for approval, ends what is out of date, and deletes old trials."""
    for trial in Trial.objects.filter(state=State.WAITING).select_related("draft"):
        if not counts(trial):
            Trial.objects.filter(pk=trial.pk, state=State.WAITING).update(
                state=State.FAILED, problem="stale", ended_at=timezone.now()
            )
    live, knowledge = live_model(), knowledge_digest()
    for draft in Draft.objects.filter(state=Draft.State.WAITING):
        mine = Trial.objects.filter(draft=draft, content=content_digest(draft.content), live=live, knowledge=knowledge)
        if live and not mine.exists():
            order_draft(draft, audit.WORKER)
    old = timezone.now() - datetime.timedelta(days=settings.REVIEW.statistics_days)
    Trial.objects.filter(ordered_at__lt=old).delete()


def _take_back() -> None:
    """From workers that died."""
    left = Trial.objects.filter(state=State.RUNNING, lease_until__lt=time.time())
    left.filter(attempts__gte=ATTEMPTS).update(state=State.FAILED, problem="interrupted", ended_at=timezone.now())
    left.update(state=State.WAITING, done=0)
