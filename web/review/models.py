"""What is kept beside the journal: how a turn is found, and what staff said of it. All goes with its conversation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Indexed(models.Model):
    """A turn as it is found: its terms, among them its properties (`web.review.outcomes.properties`).

    SQLite's full-text index and PostgreSQL's text vector are made from `terms` by the database itself (migration 0001).
    """

    turn = models.OneToOneField("chat.Turn", on_delete=models.CASCADE, primary_key=True, related_name="indexed")
    at = models.DateTimeField(db_index=True)
    terms = models.TextField()

    @property
    def properties(self) -> dict[str, str]:
        """By their letter; of those a turn may have several of (labels, reasons) the last."""
        pairs = [term.partition(":") for term in self.terms.split(" ") if term[1:2] == ":"]
        return {letter: value for letter, _, value in pairs}

    @property
    def labels(self) -> list[int]:
        """The numbers of the conversation's labels."""
        return [int(term[2:]) for term in self.terms.split(" ") if term.startswith("b:")]


class Progress(models.Model):
    """How far the worker is: the last event that was read."""

    name = models.CharField(primary_key=True, max_length=20)
    number = models.BigIntegerField(default=0)


class Label(models.Model):
    """A word that staff put on conversations."""

    name = models.CharField(max_length=40, unique=True)
    conversations = models.ManyToManyField("chat.Conversation", related_name="labels")


class Remark(models.Model):
    """A note among staff about a conversation; those about a handoff are in the desk."""

    conversation = models.ForeignKey("chat.Conversation", on_delete=models.CASCADE, related_name="remarks")
    at = models.DateTimeField(default=timezone.now)
    author = models.CharField(max_length=100)
    text = models.TextField()


class SavedFilter(models.Model):
    """A filter under a name, for everybody who may review; the address is the filter."""

    name = models.CharField(max_length=60, unique=True)
    query = models.CharField(max_length=500)
    made_by = models.CharField(max_length=100)


class Cluster(models.Model):
    """Questions that say the same, in one language.

    Attributes:
        turn: whose question stands for all; no copy of it is kept.
        article: which most of them were nearest to; by it clusters of both languages belong together.
        waiting: how many still need a look.
        vector: what it means, 512 float16 numbers; None until the worker has read it (`web.review.grouping`).
    """

    language = models.CharField(max_length=2)
    turn = models.ForeignKey("chat.Turn", on_delete=models.SET_NULL, null=True, related_name="+")
    article = models.CharField(max_length=100, default="")
    waiting = models.PositiveIntegerField(default=0)
    newest_at = models.DateTimeField()
    vector = models.BinaryField(null=True)

    class Meta:
        """Most frequent first."""

        indexes = [
            models.Index(fields=["-waiting", "-newest_at"], name="cluster_frequent", condition=models.Q(waiting__gt=0)),
            models.Index(fields=["article", "-waiting", "-newest_at"], name="cluster_of_article"),
        ]


class Review(models.Model):
    """Where a turn is with its reviewers.

    Attributes:
        reasons: why it needs a look, of `web.review.outcomes.REASONS`; empty for a turn judged without need.
        key: of the question's text, by which the same words come into the same cluster.
        verdict, article, intent: what was agreed on.
    """

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open"
        SECOND = "second"  # one of two has judged
        DISPUTED = "disputed"
        DONE = "done"

    turn = models.OneToOneField("chat.Turn", on_delete=models.CASCADE, primary_key=True, related_name="review")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reasons = models.JSONField(default=list)
    key = models.CharField(max_length=32, db_index=True, default="")
    cluster = models.ForeignKey(Cluster, on_delete=models.SET_NULL, null=True, related_name="reviews")
    verdict = models.CharField(max_length=12, default="")
    article = models.CharField(max_length=100, default="")
    intent = models.CharField(max_length=100, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """What still needs a look is counted by cluster."""

        indexes = [models.Index(fields=["cluster", "state"], name="review_open")]


class Judgement(models.Model):
    """What one reviewer said of a turn; saying it again replaces it."""

    class Verdict(models.TextChoices):
        """What would have been right."""

        RIGHT = "right"
        ARTICLE = "article"
        INTENT = "intent"
        NO_ANSWER = "no_answer"
        OUT_OF_SCOPE = "out_of_scope"

    turn = models.ForeignKey("chat.Turn", on_delete=models.CASCADE, related_name="judgements")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=100)
    at = models.DateTimeField(default=timezone.now)
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    article = models.CharField(max_length=100, default="")
    intent = models.CharField(max_length=100, default="")

    class Meta:
        """One a reviewer."""

        constraints = [models.UniqueConstraint(fields=["turn", "member"], name="judged_once")]


class Correction(models.Model):
    """An example question that the assistant is to learn: from an agreed judgement, masked, and not trained before
    somebody approved it.

    Attributes:
        article, intent: what it belongs to, one of them.
        turn: from which it comes, and with which it is deleted.
    """

    class State(models.TextChoices):
        """How far it is."""

        PROPOSED = "proposed"
        APPROVED = "approved"
        REJECTED = "rejected"

    turn = models.OneToOneField("chat.Turn", on_delete=models.CASCADE, related_name="correction")
    language = models.CharField(max_length=2)
    text = models.TextField()
    article = models.CharField(max_length=100, default="")
    intent = models.CharField(max_length=100, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED, db_index=True)
    approved_by = models.CharField(max_length=100, default="")
    approved_at = models.DateTimeField(null=True)


class MissingArticle(models.Model):
    """An article that is missing: somebody asked, and no answer exists.

    Attributes:
        topic: where it would stand, if that is known.
        question: what was asked, masked.
        turn: in which, and with which this row is deleted: by then the article should be written.
        article: the id under which somebody began to write it; empty before.
        state: open until the article is published or somebody decided against it.
    """

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open"
        WRITTEN = "written"
        DROPPED = "dropped"

    topic = models.CharField(max_length=60, default="")
    language = models.CharField(max_length=2)
    question = models.TextField()
    turn = models.OneToOneField("chat.Turn", on_delete=models.CASCADE, related_name="missing_article")
    article = models.CharField(max_length=120, default="")
    made_by = models.CharField(max_length=100)
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN, db_index=True)


class Deletion(models.Model):
    """What was deleted when: a daily run, or a conversation on request. Numbers, no texts.

    Attributes:
        kind: `daily` or `erasure`.
        counts: how much of each kind of data.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    kind = models.CharField(max_length=10)
    by = models.CharField(max_length=60)
    counts = models.JSONField(default=dict)

    @property
    def ordered(self) -> list[tuple[str, int]]:
        """The counts, the largest kind of thing first; a JSON column keeps no order."""
        known = ("conversations", "turns", "messages", "handoffs", "notes", "judgements")
        return [(name, self.counts[name]) for name in known if name in self.counts]
