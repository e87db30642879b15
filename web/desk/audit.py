"""Notes who did what; the key of an action is also that of its words, `desk_did_<action>`."""

from __future__ import annotations

from web.desk.models import AuditEntry

ACTIONS = (
    "signed_in",
    "signed_out",
    "code_set_up",
    "password_changed",
    "account_made",
    "account_disabled",
    "account_enabled",
    "role_changed",
    "code_reset",
    "claimed",
    "released",
    "transferred",
    "closed",
    "team_made",
    "team_renamed",
    "team_dissolved",
    "team_members",
    "notices_again",
    "draft_begun",
    "draft_saved",
    "draft_submitted",
    "draft_returned",
    "draft_discarded",
    "article_published",
    "article_restored",
    "report_exported",
)


def note(staff: str, action: str, target: str = "") -> None:
    """Stores an entry, within the transaction of what it tells of.

    Args:
        staff: the user name.
        action: one of `ACTIONS`.
        target: a user name, the number of a handoff, those of notices, the id of an article, or a report and its days.
    """
    if action not in ACTIONS:
        raise ValueError(action)
    AuditEntry.objects.create(staff=staff[:60], action=action, target=target[:100])
