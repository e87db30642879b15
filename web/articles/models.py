"""Drafts of articles, and every state of an article that was published from the desk."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Draft(models.Model):
    """A change of an article, or a new one, on its way to be published.

    Attributes:
        article: its id, `<topic>/<aspect>`.
        base: the fields of the article when the draft began, as the form holds them; empty for a new one.
        content: the fields now.
        version: raised by each change; whoever saves says which one was seen.
        authors: user names of all who changed it; none of them may approve it.
        note: why, for the history.
        returned: what the colleague wrote who gave it back.
    """

    class State(models.TextChoices):
        """How far it is."""

        WRITING = "writing"
        WAITING = "waiting"
        PUBLISHED = "published"
        DISCARDED = "discarded"

    article = models.CharField(max_length=120)
    is_new = models.BooleanField(default=False)
    base = models.JSONField(default=dict)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WRITING)
    authors = models.JSONField(default=list)
    note = models.CharField(max_length=300, default="")
    returned = models.CharField(max_length=1000, default="")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.CharField(max_length=60)

    class Meta:
        """At most one draft of an article is open."""

        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=models.Q(state__in=["writing", "waiting"]), name="one_open_draft"
            ),
        ]

    @property
    def topic(self) -> str:
        """The topic's id."""
        return self.article.partition("/")[0]

    @property
    def open(self) -> bool:
        """Whether it can still be published."""
        return self.state in (self.State.WRITING, self.State.WAITING)


class Edition(models.Model):
    """A state of an article as it was published.

    Attributes:
        authors: user names of who wrote it.
        approved_by: user name of who published it.
        before, after: the article's lines in its file.
        content: its fields `before` and `after`, as the form holds them, to go back to.
        restores: the edition that this one went back to.
        overridden: why a manager published it although its trial spoke against it; empty otherwise.
        trains: whether the model has to be trained to know all of it.
    """

    article = models.CharField(max_length=120, db_index=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    authors = models.JSONField(default=list)
    approved_by = models.CharField(max_length=60)
    note = models.CharField(max_length=300, default="")
    before = models.TextField(default="")
    after = models.TextField()
    content = models.JSONField()
    overridden = models.CharField(max_length=1000, default="")
    restores = models.ForeignKey("self", on_delete=models.SET_NULL, null=True)
    trains = models.BooleanField(default=False)
