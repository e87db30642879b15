"""Pages of contacts, which work without scripts: leaving a question with an address, and coming back by a link."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from knowledge.schema import LANGUAGES
from language.text import has_words
from web.chat.database import Unavailable
from web.chat.errors import Refusal
from web.chat.gateway import current
from web.chat.limits import MESSAGE_CHARS
from web.chat.models import Handoff
from web.chat.pages import contact, file_response
from web.chat.promises import promise_message
from web.chat.tickets import handoff_of
from web.chat.views import address_of
from web.contacts import keeping, returns
from web.contacts.keeping import EMAIL_CHARS
from web.contacts.requests import LINK_CHARS, left_in

SCRIPT = Path(__file__).with_name("static") / "return.js"
# Whoever has the address of such a page has the conversation: it must stay in this browser, and out of frames.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
}


async def question(request: HttpRequest, ticket: str) -> HttpResponse:
    """The form to leave a question with an address; afterwards, what was left and how to take it back."""
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(("GET", "POST"))
    gateway = current()
    try:
        found = await gateway.database.read(_waiting, ticket)
        if found is None:
            return _gone(request)
        handoff, values = found
        if request.method == "GET":
            return _show(request, "question", values)
        gateway.rates.contacts.take(address_of(request))
        return await _post(request, handoff, values)
    except Unavailable:
        return _gone(request, 503)
    except Refusal as refusal:
        return _gone(request, refusal.kind.status)


async def _post(request: HttpRequest, handoff: Handoff, values: dict[str, Any]) -> HttpResponse:
    gateway = current()
    if request.POST.get("do") == "withdraw":
        done = await gateway.database.run(keeping.withdraw_for, handoff)
        gateway.hub.publish(handoff.conversation_id, done.pushes)
        return _show(request, "question", {**values, "left": False, "withdrawn": True})
    left = left_in(request)
    try:
        if not has_words(left.text):
            raise Refusal("no_question")
        address, done = await gateway.database.run(keeping.leave_for, handoff, left)
    except Refusal as refusal:
        if refusal.kind.status != 422:
            raise
        typed = {"text": left.text, "email": left.email, "agreed": left.consent, "error": refusal.kind.code}
        return _show(request, "question", {**values, **typed, "left": False}, 422)
    gateway.hub.publish(handoff.conversation_id, done.pushes)
    return _show(request, "question", {**values, "left": True, "address": address, "text": left.text})


async def back(request: HttpRequest, link: str) -> HttpResponse:
    """The conversation a private link leads to."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(("GET", "HEAD"))
    try:
        found = await current().database.read(returns.read, link[:LINK_CHARS])
    except Unavailable:
        return _gone(request, 503)
    if found is None:
        return _gone(request)
    values = {"messages": found.messages, "preferred": found.conversation.language}
    return _show(request, "return", {**values, "days": settings.NOTICES.contact_days})


def script(request: HttpRequest) -> HttpResponse:
    """What takes the conversation into the chat of this browser."""
    return file_response(request, SCRIPT, "text/javascript; charset=utf-8")


def _waiting(ticket: str) -> tuple[Handoff, dict[str, Any]] | None:
    """An open handoff by its ticket, with what its page shows."""
    handoff = handoff_of(ticket)
    if handoff is None or handoff.state == Handoff.State.CLOSED or not settings.NOTICES.mail:
        return None
    return handoff, {
        "preferred": handoff.conversation.language,
        "promise": promise_message(handoff) if handoff.state == Handoff.State.WAITING else {},
        "left": hasattr(handoff, "contact"),
        "text": handoff.last_question,
        "days": settings.NOTICES.contact_days,
        "message_chars": f"{MESSAGE_CHARS:,}",
        "email_chars": EMAIL_CHARS,
    }


def _gone(request: HttpRequest, status: int = 404) -> HttpResponse:
    return _show(request, "gone", {"status": status}, status)


def _show(request: HttpRequest, template: str, values: dict[str, Any], status: int = 200) -> HttpResponse:
    wanted = request.GET.get("lang") or values.get("preferred") or request.headers.get("Accept-Language", "")[:2]
    language = wanted if wanted in LANGUAGES else "ja"
    common = {
        "language": language,
        "other": "en" if language == "ja" else "ja",
        "contact": contact(language),
        "promised": values.get("promise", {}).get(language, ""),
    }
    response = render(request, f"contacts/{template}.html", {**values, **common}, status=status)
    for name, value in HEADERS.items():
        response[name] = value
    return response
