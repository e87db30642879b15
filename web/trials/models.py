"""Trials: what a draft or a model would change. What visitors wrote stays in the journal; a row goes with its turn."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

PROBLEMS = ("no_model", "model_gone", "stale", "draft", "malformed", "interrupted", "crashed", "too_long")


class Trial(models.Model):
    """A draft or a model tried on past turns and on the held-out questions, beside what is live.

    It counts as long as the draft, the published articles and the live model are those it was made with.

    Attributes:
        draft, version: what is tried; `version` for people, `content` is what decides.
        content: digest of the draft's fields.
        model: file name of the model that is tried; empty for a draft, which is tried with the live one.
        live: file name of the model that was live.
        knowledge: digest of the articles that were published.
        chosen: which turns are replayed beside those that were reviewed: `days`, or `query` of a filter, or
            `conversation`.
        problem: why it failed, of `PROBLEMS`.
        done, total: how far it is.
        figures: by language (`web.trials.figures`).
        lease_until: until when its worker is known to live (Unix time, seconds).
        attempts: how often a worker began.
    """

    class Kind(models.TextChoices):
        """What is tried."""

        DRAFT = "draft"
        MODEL = "model"

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    draft = models.ForeignKey("articles.Draft", on_delete=models.CASCADE, null=True, related_name="trials")
    version = models.PositiveIntegerField(default=0)
    content = models.CharField(max_length=32, default="")
    model = models.CharField(max_length=100, default="")
    live = models.CharField(max_length=100, default="")
    knowledge = models.CharField(max_length=32)
    chosen = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=20, default="")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict)
    ordered_by = models.CharField(max_length=60)
    ordered_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lease_until = models.FloatField(default=0.0)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """One runs at a time: it needs a second pipeline beside Rasa's."""

        constraints = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="running"), name="one_running_trial"),
        ]
        indexes = [models.Index(fields=["state", "id"], name="trial_state")]

    @property
    def over(self) -> bool:
        """Whether it has ended, one way or the other."""
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.done // self.total if self.total else 0


def running(trial: Trial) -> models.QuerySet[Trial]:
    """The row of a trial as long as it is run by whoever claimed it as `trial`, and by no later one."""
    return Trial.objects.filter(pk=trial.pk, state=Trial.State.RUNNING, started_at=trial.started_at)


class TrialTurn(models.Model):
    """A turn or a held-out question that would be answered otherwise.

    Attributes:
        turn: of the journal, with which this row is deleted; None for a held-out question.
        question: the id of a held-out question.
        text: what a held-out question asks.
        reviewed: whether what is right is known.
        before, after: `outcome`, `articles`, `offered`, `text` and, where it is known, `result` (right, offered,
            declined, wrong).
    """

    class Verdict(models.TextChoices):
        """What became of it, in the order of the list."""

        WORSE = "worse"
        BETTER = "better"
        CHANGED = "changed"

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="turns")
    turn = models.ForeignKey("chat.Turn", on_delete=models.CASCADE, null=True, related_name="+")
    question = models.CharField(max_length=40, default="")
    text = models.TextField(default="")
    language = models.CharField(max_length=2)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reviewed = models.BooleanField(default=False)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        """Listed by trial and verdict."""

        indexes = [models.Index(fields=["trial", "verdict"], name="trial_verdict")]
