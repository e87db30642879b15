"""The outbox: notices that wait to be delivered, were delivered, or could not be."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class OutboxItem(models.Model):
    """One notice to one recipient by one channel.

    Attributes:
        key: tells this notice from all others, at the receiver too, however often it is sent.
        audience: whether staff or a visitor gets it.
        handoff: what it is about; with it the notice goes too.
        until: the promise it is about, where it is about one.
        staff: who gets it, where it is a staff member.
        sealed: recipient and text, encrypted; empty once delivered.
        due_at: of the next attempt; while a worker is at it, when another may take over.
        give_up_at: from when on a failure is the last one.
        attempts: all of them, which also tells a worker whether its attempt is still the newest.
        failures: since it was put here, or since somebody asked to try again.
        problem: why the last attempt failed, a code without any text of others.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        DELIVERED = "delivered"
        DEAD = "dead"

    class Channel(models.TextChoices):
        """By what it is sent."""

        MAIL = "mail"
        WEBHOOK = "webhook"

    class Audience(models.TextChoices):
        """Who gets it."""

        STAFF = "staff"
        VISITOR = "visitor"

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    handoff = models.ForeignKey("chat.Handoff", on_delete=models.CASCADE, null=True, related_name="notices")
    until = models.DateTimeField(null=True)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="notices")
    sealed = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    give_up_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=40, default="")

    class Meta:
        """Workers look for what is due, the desk for what could not be delivered, limits for what is recent."""

        indexes = [
            models.Index(fields=["channel", "due_at"], condition=models.Q(state="waiting"), name="outbox_waiting"),
            models.Index(fields=["state", "finished_at"], name="outbox_state"),
            models.Index(fields=["kind", "at"], name="outbox_kind"),
        ]
