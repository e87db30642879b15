"""Roles of staff members, and what each may do. Every route of the desk asks for one of these permissions."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What a staff member is here for."""

    AGENT = "agent"
    EDITOR = "editor"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


INBOX, ACCOUNTS, AUDIT, NOTICES = "inbox", "accounts", "audit", "notices"
TEAMS = "teams"
HOURS = "hours"  # when staff answer
ARTICLES, EDITING, APPROVING = "articles", "editing", "approving"  # reading, writing, publishing answers
TRIALS, OVERRIDING = "trials", "overriding"  # trying drafts and models; releasing against a trial, with a reason
MODELS = "models"  # training, trying and switching models
REPORTS = "reports"
REVIEW = "review"  # transcripts, judging them, corrections, exports
ERASE = "erase"  # what is deleted when, and deleting one visitor's conversation everywhere
OWN = "own"  # one's own language, password and code: everyone who is signed in
SIGNING_IN = "signing_in"  # the password was right, the code is still to come
ANYONE = "anyone"  # the sign-in page and the desk's own files

PERMISSIONS = frozenset(
    {
        INBOX,
        ACCOUNTS,
        AUDIT,
        NOTICES,
        TEAMS,
        HOURS,
        ARTICLES,
        EDITING,
        APPROVING,
        TRIALS,
        OVERRIDING,
        MODELS,
        REPORTS,
        REVIEW,
        ERASE,
        OWN,
        SIGNING_IN,
        ANYONE,
    }
)
MAY: dict[str, frozenset[str]] = {
    Role.AGENT: frozenset({OWN, INBOX, ARTICLES}),
    Role.EDITOR: frozenset({OWN, INBOX, ARTICLES, EDITING, APPROVING, TRIALS, REVIEW}),
    Role.MANAGER: frozenset(
        {
            OWN,
            INBOX,
            NOTICES,
            TEAMS,
            HOURS,
            ARTICLES,
            APPROVING,
            TRIALS,
            OVERRIDING,
            MODELS,
            REPORTS,
            REVIEW,
            ERASE,
        }
    ),
    Role.ADMINISTRATOR: frozenset({OWN, ACCOUNTS}),
    Role.AUDITOR: frozenset({OWN, AUDIT}),
}
ANSWERING = tuple(role for role, may in MAY.items() if INBOX in may)  # roles that take handoffs
# Whoever can see all conversations' figures or make accounts needs more than a password.
CODE_REQUIRED = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
