"""What a visitor who leaves a question sends: as JSON, or by the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from web.chat.errors import Refusal
from web.chat.limits import MESSAGE_CHARS
from web.contacts.keeping import EMAIL_CHARS, Left

LINK_CHARS = 64


def left_of(data: Mapping[str, Any]) -> Left:
    """From the API's JSON.

    Raises:
        Refusal: when it is not of the described form.
    """
    email, text, consent = data.get("email"), data.get("text"), data.get("consent")
    if not isinstance(email, str) or not isinstance(text or "", str) or not isinstance(consent, bool):
        raise Refusal("bad_request")
    if len(email) > EMAIL_CHARS:
        raise Refusal("malformed_email")
    if text and len(text) > MESSAGE_CHARS:
        raise Refusal("too_long")
    return Left(email, text or "", consent)


def left_in(request: HttpRequest) -> Left:
    """From the form of the page."""
    form = request.POST
    # Browsers send line ends as CR and LF.
    text = form.get("text", "").replace("\r\n", "\n")
    return Left(form.get("email", ""), text, form.get("consent") == "1")


def link_of(data: Mapping[str, Any]) -> str:
    """The token of a return link (raises as `left_of`)."""
    link = data.get("link")
    if not isinstance(link, str) or not 1 <= len(link) <= LINK_CHARS:
        raise Refusal("bad_request")
    return link
