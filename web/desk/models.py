"""Staff members, and what is noted of their doings."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from web.chat.promises import PRESENCE
from web.desk.roles import CODE_REQUIRED, MAY, Role


class StaffMembers(BaseUserManager["StaffMember"]):
    """Makes accounts."""

    def create_staff(self, username: str, password: str, role: str, **values: Any) -> StaffMember:
        """An account with its password hashed."""
        member = StaffMember(username=username, role=role, **values)
        member.set_password(password)
        member.save()
        return member


class StaffMember(AbstractBaseUser):
    """A person who takes handoffs, or looks after those who do.

    Attributes:
        display_name: what visitors see.
        language: of the desk's pages.
        available: takes new handoffs now; with nobody available visitors are told as if the desk were closed.
        is_demo: made for trying out; production refuses to start while there is one.
        seen_at: when a browser of theirs last asked for something; whoever went without saying so is not available.
    """

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=100)
    email = models.EmailField(blank=True, default="")
    role = models.CharField(max_length=20, choices=Role.choices)
    language = models.CharField(max_length=2, default="ja")
    available = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = StaffMembers()

    def may(self, permission: str) -> bool:
        """Whether the role includes a permission."""
        return permission in MAY.get(self.role, frozenset())

    @property
    def present(self) -> bool:
        """Whether the member takes handoffs at this moment: says so, and has the desk open (`promises.present`)."""
        return self.available and self.seen_at is not None and self.seen_at >= timezone.now() - PRESENCE

    @property
    def needs_code(self) -> bool:
        """Whether the role requires a one-time password."""
        return self.role in CODE_REQUIRED


class Team(models.Model):
    """Staff members to whom a handoff can be passed on without naming one of them."""

    name_ja = models.CharField(max_length=60, unique=True)
    name_en = models.CharField(max_length=60, unique=True)
    members = models.ManyToManyField(StaffMember, related_name="teams")

    def name(self, language: str) -> str:
        """Its name in `ja` or `en`."""
        return self.name_ja if language == "ja" else self.name_en


class TeamHandoff(models.Model):
    """The team a handoff was passed on to. Without a row, and after the team is gone, it is everybody's."""

    handoff = models.OneToOneField("chat.Handoff", on_delete=models.CASCADE, related_name="meant_for")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="handoffs")


class StaffTyping(models.Model):
    """That somebody of the staff is typing, for the streams of other web processes.

    Attributes:
        process: the web process that heard of it, whose own streams know already.
    """

    conversation = models.OneToOneField("chat.Conversation", on_delete=models.CASCADE, related_name="staff_typing")
    at = models.DateTimeField(db_index=True)
    name = models.CharField(max_length=100)
    process = models.CharField(max_length=32)


class Note(models.Model):
    """A remark among staff about a handoff; deleted with its conversation."""

    handoff = models.ForeignKey("chat.Handoff", on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField(default=timezone.now)
    author = models.CharField(max_length=100)
    text = models.TextField()


class AuditEntry(models.Model):
    """What a staff member did that others may have to account for; never what a visitor wrote.

    Written by `web.desk.audit.note` alone and never changed: the database refuses it, and each entry's digest covers
    the one before, so that a changed or missing entry is found.

    Attributes:
        number: without gaps, from 1.
        address: where the request came from; empty for the worker and the command line.
        conversation: that was read or changed, so that "who saw it" is found at once.
        digest: SHA-256 over this entry and the digest before.
    """

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    staff = models.CharField(max_length=60)
    action = models.CharField(max_length=40)
    target = models.CharField(max_length=100, default="")
    address = models.CharField(max_length=45, default="")
    conversation = models.CharField(max_length=32, default="")
    digest = models.CharField(max_length=64)

    class Meta:
        """By what it is searched for."""

        indexes = [
            models.Index(fields=["conversation", "number"], name="audit_conversation"),
            models.Index(fields=["staff", "number"], name="audit_staff"),
            models.Index(fields=["action", "number"], name="audit_action"),
        ]
