"""Addresses that visitors left, apart from the transcript; and keys beside the one of the first browser."""

from __future__ import annotations

from django.db import models


class Contact(models.Model):
    """The address of a visitor who wants to be told of the answer to a handoff.

    Attributes:
        sealed: the address, encrypted (`web.notices.sealing`).
        purpose: version of the words the visitor agreed to; they stand in the catalogue.
        consented_at: when.
        told_at: when the last notice was put into the outbox.
        told: how many there were.
    """

    handoff = models.OneToOneField("chat.Handoff", on_delete=models.CASCADE, related_name="contact")
    sealed = models.TextField()
    purpose = models.CharField(max_length=20)
    consented_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told = models.PositiveIntegerField(default=0)


class ReturnLink(models.Model):
    """A private link out of an e-mail; the link itself is stored nowhere, only its hash."""

    conversation = models.ForeignKey("chat.Conversation", on_delete=models.CASCADE, related_name="return_links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)


class BrowserKey(models.Model):
    """A token for one more browser, given in exchange for a return link; stored as its hash."""

    conversation = models.ForeignKey("chat.Conversation", on_delete=models.CASCADE, related_name="browser_keys")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)
