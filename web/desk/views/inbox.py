"""The inbox and what is live in it; whether one takes new handoffs."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from web.desk import inbox as shelf
from web.desk import roles
from web.desk.access import needs
from web.desk.models import StaffMember
from web.desk.pages import language_of, redirect, show
from web.notices import outbox

VERSION_CHARS = 16


def fragment(request: HttpRequest, template: str, values: dict[str, object]) -> HttpResponse:
    """A part of a page that asks for itself again and again: nothing (204) while it stays the same, so that focus
    and selection stay where they are.
    """
    context = {**values, "language": language_of(request)}
    inner = render_to_string(f"desk/{template}.html", context, request)
    version = hashlib.sha256(inner.encode()).hexdigest()[:VERSION_CHARS]
    if request.headers.get("HX-Request") and request.GET.get("v") == version:
        return HttpResponse(status=204)
    return HttpResponse(inner.replace("VERSION", version, 1))


def _values(request: HttpRequest) -> dict[str, object]:
    member: StaffMember = request.user  # type: ignore[assignment]
    tab = request.GET.get("tab")
    tab = tab if tab in shelf.TABS else "waiting"
    found = shelf.rows(tab, member, timezone.now(), settings.DESK.answer_minutes / 2)
    return {"tab": tab, "rows": found, "waiting": shelf.waiting(), "tabs": shelf.TABS}


@needs(roles.INBOX)
def inbox(request: HttpRequest) -> HttpResponse:
    """The page."""
    values = _values(request)
    undelivered = outbox.dead().count() if request.user.may(roles.NOTICES) else 0  # type: ignore[union-attr]
    return show(
        request,
        "inbox",
        {**values, "undelivered": undelivered, "part": fragment(request, "rows", values).content.decode()},
    )


@needs(roles.INBOX, live=True)
def rows(request: HttpRequest) -> HttpResponse:
    """Its rows, when they changed."""
    return fragment(request, "rows", _values(request))


@needs(roles.INBOX, "POST")
def available(request: HttpRequest) -> HttpResponse:
    """Takes new handoffs from here on, or no more."""
    member: StaffMember = request.user  # type: ignore[assignment]
    member.available = request.POST.get("available") == "1"
    member.save(update_fields=["available"])
    return redirect("inbox")
