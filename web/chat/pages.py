"""What the chat serves beside its API: the widget, the API's description, the privacy page, health."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from knowledge.messages import contact_line
from knowledge.schema import LANGUAGES
from web.chat.conversations import existing
from web.chat.database import Unavailable
from web.chat.errors import Refusal, knowledge_base
from web.chat.gateway import current
from web.chat.views import api, refused
from web.environment import ROOT

WIDGET = ROOT / "widget" / "dist" / "widget.js"
OPENAPI = Path(__file__).with_name("openapi.json")
_ADDRESS = re.compile(r"(https?://[^\s（）()、,]+)")
WIDGET_MAX_AGE_S = 300  # a new bundle reaches every page within five minutes


def widget(request: HttpRequest) -> HttpResponse:
    """The bundle that embedding pages load with one script tag."""
    if not WIDGET.is_file():
        return refused(Refusal("not_found"))
    return file_response(request, WIDGET, "text/javascript; charset=utf-8")


def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the visitor API."""
    return file_response(request, OPENAPI, "application/json")


def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored, for how long, and how to delete it."""
    language = request.GET.get("lang")
    language = language if language in LANGUAGES else "ja"
    days = {"days": settings.ENVIRONMENT.retention_days, "contact_days": settings.NOTICES.contact_days}
    values = {**days, "contact": contact(language)}
    return render(request, f"chat/privacy.{language}.html", values)


def contact(language: str) -> SafeString:
    """The general contact as it stands on a page, its web addresses as links."""
    pieces = _ADDRESS.split(contact_line(knowledge_base().general_contact, language))
    links = [
        format_html('<a href="{0}">{0}</a>', piece) if number % 2 else piece for number, piece in enumerate(pieces)
    ]
    return format_html_join("", "{}", ((piece,) for piece in links))


async def _health(request: HttpRequest, gateway: object) -> HttpResponse:
    try:
        await current().database.read(existing, [""])  # of an empty list the database would not be asked
    except Unavailable:
        return refused(Refusal("unavailable"))
    return JsonResponse({"status": "ok"})


health = api(GET=_health)


def file_response(request: HttpRequest, path: Path, kind: str) -> HttpResponse:
    """A file of ours, which browsers ask for again only when it changed."""
    content, tag = _read(path, path.stat().st_mtime_ns)
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={WIDGET_MAX_AGE_S}"}
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(content, content_type=kind, headers=headers)


@functools.lru_cache(maxsize=8)
def _read(path: Path, _mtime_ns: int) -> tuple[bytes, str]:
    content = path.read_bytes()
    if path.suffix == ".json":
        content = json.dumps(json.loads(content), ensure_ascii=False).encode()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
