"""Trainings and switches of the model, as they were ordered at the desk and how they went."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Training(models.Model):
    """A training that was ordered.

    Attributes:
        current: True while it waits or runs; a unique column, so that there is one at a time.
        seen_at: when its worker was last known to live.
        cancelling: somebody wants it to end.
        steps: components in the order they began, `[name, second it began, second it was done or None]`.
        model: the name of what came of it.
        problem: why it failed, a key of the desk's words without `models_problem_`.
        tail: the end of what the training wrote when it failed.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    current = models.BooleanField(null=True, default=True, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    ordered_by = models.CharField(max_length=60)
    ordered_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancelling = models.BooleanField(default=False)
    steps = models.JSONField(default=list)
    model = models.CharField(max_length=100, default="")
    problem = models.CharField(max_length=20, default="")
    tail = models.TextField(default="")

    @property
    def seconds(self) -> int:
        """How long it has been running, or ran."""
        return int(((self.ended_at or timezone.now()) - self.started_at).total_seconds()) if self.started_at else 0


class Switch(models.Model):
    """An order to use a model.

    Attributes:
        number: by which the launcher knows it (`ops.serving`).
        current: as in `Training`.
        model, before: the names of the one that is wanted and of the one that was in use.
        back: whether it went back to the previous one, which needs no trial.
        reason: why it was done although the trial says no.
        state, problem: as the launcher tells (`ops.serving.Switch`); `ordered` until it does.
    """

    number = models.CharField(primary_key=True, max_length=32)
    current = models.BooleanField(null=True, default=True, unique=True)
    model = models.CharField(max_length=100)
    before = models.CharField(max_length=100)
    by = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    back = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, default="")
    state = models.CharField(max_length=10, default="ordered")
    problem = models.CharField(max_length=20, default="")
