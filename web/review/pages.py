"""What the pages of the review have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from web.chat.errors import knowledge_base
from web.desk.models import StaffMember
from web.desk.pages import show as page


def member_of(request: HttpRequest) -> StaffMember:
    """Who asks; routes of the desk let nobody in who is not signed in."""
    return request.user  # type: ignore[return-value]


def topics_of(member: StaffMember) -> dict[str, str]:
    """The names of all topics in a member's language."""
    return {key: topic.name[member.language] for key, topic in knowledge_base().topics.items()}


def show(request: HttpRequest, template: str, values: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """A page of `templates/review`."""
    return page(request, f"review/{template}", values, status)


def redirect(name: str, *values: object, query: str = "", place: str = "") -> HttpResponseRedirect:
    """To another page of the review, with what comes behind the question mark and the number sign."""
    address = reverse(f"review:{name}", args=values)
    return HttpResponseRedirect(address + (f"?{query}" if query else "") + (f"#{place}" if place else ""))
