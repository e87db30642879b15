"""The journal: what was said in each conversation, the transcript of record.

Texts are stored masked (`language.masking`). A conversation's rows are numbered by one counter, `seq`, which is also
what a browser resumes its event stream by.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


def _random_id() -> str:
    return uuid.uuid4().hex


class Conversation(models.Model):
    """All turns of one visitor, and the claim of the process that works on them.

    Attributes:
        token_hash: SHA-256 of the visitor's token; the token itself is stored nowhere.
        sender: what Rasa knows the conversation by; never given out.
        state: what Rasa's slots held after the last turn, sent along with the next one.
        lease_owner, lease_until: who works on the waiting turns, until when (Unix time, seconds).
        fence: counts the claims; a process whose claim was taken over can store nothing any more.
    """

    id = models.CharField(primary_key=True, max_length=32, default=_random_id)
    token_hash = models.CharField(max_length=64)
    sender = models.CharField(max_length=32, default=_random_id)
    language = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=64, default="")
    created_at = models.DateTimeField()
    active_at = models.DateTimeField()
    typing_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    delete_at = models.DateField(db_index=True)
    rotated_to = models.CharField(max_length=32, default="")
    last_seq = models.PositiveIntegerField(default=0)
    turn_count = models.PositiveIntegerField(default=0)
    state = models.JSONField(default=dict)
    lease_owner = models.CharField(max_length=32, default="")
    lease_until = models.FloatField(default=0.0)
    fence = models.PositiveIntegerField(default=0)

    class Meta:
        """Nothing about a conversation identifies a person."""

        indexes = [models.Index(fields=["lease_owner"], name="conversation_lease")]


class Turn(models.Model):
    """One message of a visitor and what came of it."""

    class Status(models.TextChoices):
        """How far a turn is."""

        WAITING = "waiting"
        ANSWERED = "answered"
        APOLOGISED = "apologised"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    client_id = models.CharField(max_length=36)
    seq = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=2)
    text = models.TextField()
    button_id = models.CharField(max_length=20, default="")
    button = models.CharField(max_length=200, default="")
    payload = models.TextField(default="")
    masked = models.JSONField(default=list)
    understood = models.JSONField(null=True)
    handoff = models.JSONField(null=True)
    helpful = models.BooleanField(null=True)
    reason = models.CharField(max_length=10, default="")
    comment = models.TextField(default="")

    class Meta:
        """A turn is stored once, however often it is sent."""

        constraints = [
            models.UniqueConstraint(fields=["conversation", "client_id"], name="turn_once"),
            models.UniqueConstraint(fields=["conversation", "seq"], name="turn_order"),
        ]
        indexes = [
            models.Index(fields=["at"], condition=models.Q(status="waiting"), name="turn_waiting"),
        ]


class Message(models.Model):
    """Something said in a conversation, by anyone."""

    class Author(models.TextChoices):
        """Who said it."""

        VISITOR = "visitor"
        ASSISTANT = "assistant"
        STAFF = "staff"
        SYSTEM = "system"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, null=True, related_name="messages")
    seq = models.PositiveIntegerField()
    author = models.CharField(max_length=10, choices=Author.choices)
    name = models.CharField(max_length=100, default="")
    language = models.CharField(max_length=2)
    at = models.DateTimeField()
    text = models.TextField()
    said = models.JSONField(null=True)
    buttons = models.JSONField(default=list)
    outcome = models.CharField(max_length=20, default="")

    class Meta:
        """Messages keep their place for good."""

        constraints = [models.UniqueConstraint(fields=["conversation", "seq"], name="message_order")]


class Event(models.Model):
    """That something lasting happened: what the event streams send, in order."""

    class Kind(models.TextChoices):
        """What to look up."""

        MESSAGE = "message"
        TURN = "turn"
        CONVERSATION = "conversation"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, null=True)

    class Meta:
        """One counter a conversation."""

        constraints = [models.UniqueConstraint(fields=["conversation", "seq"], name="event_order")]


class Handoff(models.Model):
    """A request that a person takes over.

    Attributes:
        answer_by: the promise the visitor was given; None where nobody could promise.
        staff_there: whether staff were there when it was asked for.
        stars, comment: how it went, 1 to 5, said by the visitor.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        STAFF = "staff"
        CLOSED = "closed"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="handoffs")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    since = models.DateTimeField()
    staff_name = models.CharField(max_length=100, default="")
    reason = models.CharField(max_length=20)
    last_question = models.TextField(default="")
    articles = models.JSONField(default=list)
    answer_by = models.DateTimeField(null=True)
    staff_there = models.BooleanField(default=False)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="handoffs")
    claimed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=20, default="")
    stars = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(default="")

    class Meta:
        """At most one is open in a conversation."""

        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=~models.Q(state="closed"), name="one_open_handoff"
            ),
        ]


class OfficeHours(models.Model):
    """When staff answer, as a manager set it on the desk. Without a row the environment's settings hold.

    Attributes:
        values: the variables of `web.chat.opening.WRITTEN` with their text.
    """

    values = models.JSONField()
