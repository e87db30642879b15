"""The inbox and what is live in it; whether one takes new handoffs."""

from __future__ import annotations

import hashlib
from typing import Optional

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from web.chat.office import office
from web.desk import inbox as shelf
from web.desk import roles
from web.desk.access import needs
from web.desk.models import StaffMember, Team
from web.desk.pages import language_of, number, redirect, show
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


def _team(request: HttpRequest) -> Optional[Team]:
    return Team.objects.filter(pk=number(request.GET.get("team"))).first()


def _values(request: HttpRequest) -> dict[str, object]:
    member: StaffMember = request.user  # type: ignore[assignment]
    tab, team = request.GET.get("tab"), _team(request)
    tab = tab if tab in shelf.TABS else "waiting"
    found = shelf.rows(tab, member, timezone.now(), office().answer_minutes / 2, team)
    return {"tab": tab, "team": team, "rows": found}


@needs(roles.INBOX)
def inbox(request: HttpRequest) -> HttpResponse:
    """The page."""
    values = _values(request)
    member: StaffMember = request.user  # type: ignore[assignment]
    teams = [{"pk": one.pk, "name": one.name(member.language)} for one in Team.objects.order_by("pk")]
    part = fragment(request, "rows", values).content.decode()
    undelivered = outbox.dead().count() if member.may(roles.NOTICES) else 0
    return show(request, "inbox", {**values, "teams": teams, "undelivered": undelivered, "part": part})


@needs(roles.INBOX, live=True)
def rows(request: HttpRequest) -> HttpResponse:
    """Its rows, when they changed."""
    return fragment(request, "rows", _values(request))


@needs(roles.INBOX, live=True)
def news(request: HttpRequest) -> HttpResponse:
    """Who waits for the member, when that changed; every page of the desk asks for it."""
    return fragment(request, "news", {"news": shelf.news(request.user)})  # type: ignore[arg-type]


@needs(roles.INBOX, "POST")
def available(request: HttpRequest) -> HttpResponse:
    """Takes new handoffs from here on, or no more; back to the page where the button was pressed."""
    member: StaffMember = request.user  # type: ignore[assignment]
    member.available = request.POST.get("available") == "1"
    member.save(update_fields=["available"])
    came_from = request.POST.get("from", "")
    if came_from.startswith("/desk/") and url_has_allowed_host_and_scheme(came_from, allowed_hosts=None):
        return HttpResponseRedirect(came_from)
    return redirect("inbox")
