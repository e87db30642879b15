"""What is said where no view answers: in JSON to the chat, as a page to staff."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from web.chat import views as chat
from web.desk import pages as desk

DESK = "/desk/"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere."""
    if request.path.startswith(DESK):
        return desk.plain(request, "missing", 404)
    return chat.not_found(request, exception)


def internal(request: HttpRequest) -> HttpResponse:
    """An error nobody foresaw."""
    return desk.plain(request, "unavailable", 500) if request.path.startswith(DESK) else chat.internal(request)
