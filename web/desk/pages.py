"""Rendering pages of the desk in the language of whoever looks at them."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from knowledge.messages import say
from knowledge.schema import LANGUAGES


def language_of(request: HttpRequest) -> str:
    """The staff member's language; before signing in that of the address or the browser."""
    member: Any = getattr(request, "user", None)
    if member is not None and member.is_authenticated:
        return str(member.language)
    wanted = request.GET.get("lang") or request.headers.get("Accept-Language", "")[:2].lower()
    return wanted if wanted in LANGUAGES else "ja"


def word(request: HttpRequest, key: str, **values: object) -> str:
    """A text of the desk (`desk_<key>` of the catalogue)."""
    return say(f"desk_{key}", language_of(request), **values)


def show(request: HttpRequest, template: str, values: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """A page of `templates/desk`, or of another app of the desk when its folder is named (`articles/shelf`)."""
    language = language_of(request)
    context = {"language": language, "other": "en" if language == "ja" else "ja", "page": template, **(values or {})}
    name = template if "/" in template else f"desk/{template}"
    return render(request, f"{name}.html", context, status=status)


def office_today() -> datetime.date:
    """The day it is in the office."""
    return datetime.datetime.now(zoneinfo.ZoneInfo(settings.DESK.time_zone)).date()


def number(text: str | None) -> int:
    """A row's number from a form or an address; 0, which no row has, when it is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def redirect(name: str, *values: object) -> HttpResponseRedirect:
    """To another page of the desk."""
    return HttpResponseRedirect(reverse(f"desk:{name}", args=values))


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def plain(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """A page that asks no database: in the browser's language, for whoever it is."""
    bare = HttpRequest()
    bare.META = request.META
    again = request.get_full_path() if request.method == "GET" else "/desk/"
    response = show(bare, template, {"again": again}, status)
    response["Content-Security-Policy"], response["Cache-Control"] = POLICY, "no-store"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: an old page, or another site's."""
    return show(request, "refused", {"stale": True}, status=403)
