"""Ordering a training and calling it off. The worker carries it out (`web.training.rounds`)."""

from __future__ import annotations

import datetime
import os

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from ops.inputs import Inputs, present_inputs
from ops.trained import find
from web.chat.errors import knowledge_base
from web.desk import audit
from web.desk.models import StaffMember
from web.training.models import Training
from web.trials.models import Trial

STALE_S = 30.0  # a worker that has not said for so long that it lives is dead
KEPT = 50  # trainings in the list

State = Training.State


class NotPossible(Exception):
    """It cannot be done, or not now. Its text is a key of the desk's words, without `models_problem_`."""


def inputs_now() -> Inputs:
    """What a training would learn from now."""
    return present_inputs(knowledge_base())


def writable() -> bool:
    """Whether models can be written into their folder; in production it may be read-only."""
    folder = settings.ENVIRONMENT.models_dir
    return os.access(folder if folder.exists() else folder.parent, os.W_OK)


def busy() -> bool:
    """Whether a training runs, which takes all of the machine that nobody else needs."""
    since = timezone.now() - datetime.timedelta(seconds=STALE_S)
    return Training.objects.filter(state=State.RUNNING, seen_at__gt=since).exists()


def order_training(member: StaffMember) -> Training:
    """Has the worker train from the present files.

    Raises:
        NotPossible: `read_only`, `nothing` when there is a model of just these files, `training` when one is under way.
    """
    if not writable():
        raise NotPossible("read_only")
    if find(settings.ENVIRONMENT.models_dir, inputs_now().name):
        raise NotPossible("nothing")
    try:
        with transaction.atomic():
            training = Training.objects.create(ordered_by=member.username)
            audit.note(member.username, "training_ordered", str(training.pk))
    except IntegrityError:
        raise NotPossible("training") from None
    for old in Training.objects.order_by("-pk")[KEPT:]:
        old.delete()
    return training


def cancel_training(member: StaffMember) -> None:
    """Has the training that waits or runs end; where there is none, nothing happens."""
    with transaction.atomic():
        training = Training.objects.select_for_update().filter(current=True, cancelling=False).first()
        if training is None:
            return
        training.cancelling = True
        if training.state == State.WAITING:
            training.state, training.current, training.ended_at = State.CANCELLED, None, timezone.now()
        training.save()
        audit.note(member.username, "training_cancelled", str(training.pk))


def claim() -> Training | None:
    """The training that this worker is to carry out now; None when there is none, or a trial needs the machine."""
    now = timezone.now()
    dead = Training.objects.filter(state=State.RUNNING, seen_at__lte=now - datetime.timedelta(seconds=STALE_S))
    dead.update(state=State.FAILED, problem="interrupted", current=None, ended_at=now)
    if Trial.objects.filter(state=Trial.State.RUNNING).exists():
        return None
    waiting = Training.objects.filter(state=State.WAITING).first()
    if waiting is None:
        return None
    mine = Training.objects.filter(pk=waiting.pk, state=State.WAITING)
    if not mine.update(state=State.RUNNING, started_at=now, seen_at=now):
        return None  # another worker was faster
    return Training.objects.get(pk=waiting.pk)


def renew(training: int, steps: list[list[object]]) -> bool:
    """Notes how far a training is and that its worker lives; False when it shall end."""
    mine = Training.objects.filter(pk=training, state=State.RUNNING)
    return bool(mine.update(seen_at=timezone.now(), steps=steps)) and not mine.filter(cancelling=True).exists()


def finish(training: int, state: str, steps: list[list[object]], **values: str) -> None:
    """Ends a training; `values` are its model, or its problem and tail."""
    ended = {"state": state, "steps": steps, "current": None, "ended_at": timezone.now(), **values}
    Training.objects.filter(pk=training, state=State.RUNNING).update(**ended)


def in_trial() -> list[str]:
    """The file names of models that trials need."""
    needed = Trial.objects.filter(state__in=(Trial.State.WAITING, Trial.State.RUNNING))
    return sorted({name for pair in needed.values_list("model", "live") for name in pair if name})
