"""Pages of an imaginary municipal site that carries the chat, to try it out and to test it."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from knowledge.schema import LANGUAGES
from web.chat.pages import contact

STYLE = Path(__file__).with_name("style.css")


def home(request: HttpRequest) -> HttpResponse:
    """Leads to the demonstration in the browser's language."""
    wanted = request.headers.get("Accept-Language", "").lower()
    return HttpResponseRedirect("/demo/en/" if wanted.startswith("en") else "/demo/ja/")


def page(request: HttpRequest, language: str, page: str) -> HttpResponse:
    """One page in one language."""
    if language not in LANGUAGES:
        raise Http404
    other = "en" if language == "ja" else "ja"
    suffix = "page2/" if page == "page2" else ""
    values = {
        "language": language,
        "page": page,
        "other": f"/demo/{other}/{suffix}",
        "contact": contact(language),
    }
    return render(request, f"demo/{page}.{language}.html", values)


def style(request: HttpRequest) -> HttpResponse:
    """The style sheet of the demonstration and of the privacy page."""
    headers = {"Cache-Control": "public, max-age=300"}
    return HttpResponse(STYLE.read_bytes(), content_type="text/css; charset=utf-8", headers=headers)
