"""Notes who did what; the key of an action is also that of its words, `desk_did_<action>`.

Entries form a chain: each digest covers the entry and the digest before, so that a changed, missing or added entry
is found by `broken`. Whoever could write the whole chain anew is found by the heads that are noted elsewhere.
"""

from __future__ import annotations

import contextvars
import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping

from django.db import connection, transaction
from django.utils import timezone

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
    "hours_changed",
    "notices_again",
    "draft_begun",
    "draft_saved",
    "draft_submitted",
    "draft_returned",
    "draft_discarded",
    "article_published",
    "article_restored",
    "trial_ordered",
    "trial_overridden",
    "report_exported",
    "listed",
    "read",
    "exported",
    "noted",
    "labelled",
    "judged",
    "filter_saved",
    "filter_deleted",
    "corrections_approved",
    "draft_changed",
    "audit_read",
    "training_ordered",
    "training_cancelled",
    "model_ordered",
    "model_overridden",
    "model_restored",
    "erased",
    "retention_run",
)
WORKER = "worker"  # who did what the worker does on time
_LOCK = 19_590_603  # any number that only this program uses
_PORTION = 5_000
where = contextvars.ContextVar("where", default="")  # the address of the request that is being answered


def note(staff: str, action: str, target: str = "", *, conversation: str = "") -> None:
    """Stores an entry, within the transaction of what it tells of.

    Args:
        staff: the user name.
        action: one of `ACTIONS`.
        target: a user name, the number of a handoff, those of notices, the id of an article, a report and its days,
            or what was searched for; never what a visitor wrote.
        conversation: the id of the one that was read or changed.
    """
    if action not in ACTIONS:
        raise ValueError(action)
    with transaction.atomic():
        _one_at_a_time()
        before = AuditEntry.objects.order_by("-number").first()
        entry = AuditEntry(
            number=before.number + 1 if before else 1,
            at=timezone.now(),
            staff=staff[:60],
            action=action,
            target=target[:100],
            address=where.get()[:45],
            conversation=conversation[:32],
        )
        entry.digest = digest_of(entry, before.digest if before else "")
        entry.save(force_insert=True)


def digest_of(entry: AuditEntry, before: str) -> str:
    """What an entry's digest must be.

    Args:
        entry: all of it counts.
        before: the digest of the entry before, empty for the first.
    """
    at = entry.at.astimezone(datetime.timezone.utc).isoformat(timespec="microseconds")
    parts = [before, entry.number, at, entry.staff, entry.action, entry.target, entry.address, entry.conversation]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()


def broken(heads: Mapping[int, str] | None = None) -> Iterator[tuple[int, str]]:
    """Where the chain does not hold.

    Args:
        heads: digests by number, as they were noted elsewhere earlier.

    Yields:
        the number of an entry and `changed` (it, or the one before, is not what was written), `missing`, or `replaced`
        (it is not the one that was noted).
    """
    noted = dict(heads or {})
    number, before = 0, ""
    while portion := list(AuditEntry.objects.filter(number__gt=number).order_by("number")[:_PORTION]):
        for entry in portion:
            if entry.number != number + 1:
                yield number + 1, "missing"
            elif entry.digest != digest_of(entry, before):
                yield entry.number, "changed"
            if noted.pop(entry.number, entry.digest) != entry.digest:
                yield entry.number, "replaced"
            number, before = entry.number, entry.digest
    for gone in sorted(n for n in noted if n > number):
        yield gone, "missing"


def head() -> tuple[int, str]:
    """Number and digest of the newest entry; 0 without one."""
    newest = AuditEntry.objects.order_by("-number").values_list("number", "digest").first()
    return newest or (0, "")


def _one_at_a_time() -> None:
    """Until the transaction's end nobody else adds to the chain; on SQLite writers take turns anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
