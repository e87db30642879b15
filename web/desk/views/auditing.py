"""The audit log, for auditors: searched by who, what, which conversation and when."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Optional
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from web.desk import audit, chain, roles
from web.desk.access import needs
from web.desk.models import AuditEntry
from web.desk.pages import show

ENTRIES = 100  # on one page
_FIELDS = ("staff", "action", "conversation", "since", "until")


@needs(roles.AUDIT)
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who did what, when, from where; newest first. Reading it is noted too."""
    wanted = {name: request.GET.get(name, "").strip()[:100] for name in _FIELDS}
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else 0
    if not number:
        audit.note(request.user.get_username(), "audit_read", " ".join(f"{k}={v}" for k, v in wanted.items() if v))
    found = _found(wanted)
    entries = list((found.filter(number__lt=number) if number else found)[: ENTRIES + 1])
    values = {
        "entries": entries[:ENTRIES],
        "wanted": wanted,
        "query": urlencode({key: value for key, value in wanted.items() if value}),
        "more": entries[ENTRIES - 1].number if len(entries) > ENTRIES else 0,
        "first": number,
        "actions": audit.ACTIONS,
        "check": chain.last(settings.ENVIRONMENT.data_dir),
    }
    return show(request, "audit", values)


def _found(wanted: dict[str, str]) -> QuerySet[AuditEntry]:
    found = AuditEntry.objects.order_by("-number")
    for name in ("staff", "action", "conversation"):
        if wanted[name]:
            found = found.filter(**{name: wanted[name]})
    since, until = _start(wanted["since"]), _start(wanted["until"])
    if since:
        found = found.filter(at__gte=since)
    return found.filter(at__lt=until + datetime.timedelta(days=1)) if until else found


def _start(day: str) -> Optional[datetime.datetime]:
    try:
        date = datetime.date.fromisoformat(day)
    except ValueError:
        return None
    return datetime.datetime.combine(date, datetime.time(), zoneinfo.ZoneInfo(settings.DESK.time_zone))
