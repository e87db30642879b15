"""What a request to the visitor API must look like; refused before any work is done."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from django.http import HttpRequest

from knowledge.schema import LANGUAGES
from language.text import clean, has_words
from web.chat import limits
from web.chat.conversations import Key
from web.chat.errors import Refusal

REASONS = ("wrong", "outdated", "unclear", "other")
BUTTON_CHARS = 20
TIME_ZONE_CHARS = 64
MAX_SEQ = 2**31 - 1


@dataclass(frozen=True)
class Input:
    """What a visitor did: typed text, or pressed the button of that id."""

    text: Optional[str] = None
    button: Optional[str] = None


def key_of(request: HttpRequest, conversation: str) -> Key:
    """What the request shows to be let into a conversation; an empty token fits none."""
    return Key(conversation, bearer(request.headers.get("Authorization")))


def bearer(header: Optional[str]) -> str:
    """The token of an `Authorization` header (RFC 6750), or an empty string."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else ""


def body_of(request: HttpRequest) -> Mapping[str, Any]:
    """The JSON object of a request; an empty body counts as an empty one.

    Raises:
        Refusal: when it is no JSON object.
    """
    if not request.body:
        return {}
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refusal("bad_request") from None
    if not isinstance(data, Mapping):
        raise Refusal("bad_request")
    return data


def language_of(data: Mapping[str, Any]) -> str:
    """The language a request names (raises as `body_of`)."""
    language = data.get("language")
    if language not in LANGUAGES:
        raise Refusal("bad_request")
    return str(language)


def time_zone_of(data: Mapping[str, Any]) -> str:
    """The browser's time zone, empty without one (raises as `body_of`)."""
    return _text(data, "time_zone", TIME_ZONE_CHARS, "bad_request") or ""


def continues_of(data: Mapping[str, Any], request: HttpRequest) -> Optional[Key]:
    """The conversation a new one goes on from (raises as `body_of`)."""
    old = _text(data, "continues", BUTTON_CHARS * 2, "bad_request")
    return key_of(request, old) if old else None


def turn_id_of(value: str) -> str:
    """A client's id for a turn, a UUID in its usual form (raises as `body_of`)."""
    try:
        return str(uuid.UUID(value))
    except ValueError:
        raise Refusal("bad_request") from None


def input_of(data: Mapping[str, Any]) -> Input:
    """What the visitor did.

    Raises:
        Refusal: when it is neither text nor a button, empty, or too long.
    """
    if ("text" in data) == ("button" in data):
        raise Refusal("bad_request")
    if "button" in data:
        button = _text(data, "button", BUTTON_CHARS, "bad_request")
        if not button:
            raise Refusal("bad_request")
        return Input(button=button)
    text = _text(data, "text", limits.MESSAGE_CHARS, "too_long")
    if text is None or not clean(text).strip():
        raise Refusal("bad_request")
    return Input(text=text)


def feedback_of(data: Mapping[str, Any]) -> tuple[bool, str, str]:
    """Helpful or not, a reason, a comment.

    Raises:
        Refusal: when one is malformed or the comment too long.
    """
    helpful = data.get("helpful")
    reason = _text(data, "reason", BUTTON_CHARS, "bad_request") or ""
    comment = _text(data, "comment", limits.COMMENT_CHARS, "comment_too_long") or ""
    if not isinstance(helpful, bool) or (reason and reason not in REASONS):
        raise Refusal("bad_request")
    return helpful, reason, comment if has_words(comment) else ""


def rating_of(data: Mapping[str, Any]) -> tuple[Optional[int], Optional[str]]:
    """Stars, 1 to 5, and a comment; either may be left out (raises as `feedback_of`)."""
    stars = data.get("stars")
    comment = _text(data, "comment", limits.COMMENT_CHARS, "comment_too_long")
    if stars is None and comment is None:
        raise Refusal("bad_request")
    if stars is not None and (not isinstance(stars, int) or isinstance(stars, bool) or not 1 <= stars <= 5):
        raise Refusal("bad_request")
    return stars, comment if comment is None or has_words(comment) else ""


def number_of(value: Optional[str]) -> int:
    """A `seq` from an address or a header, 0 without one (raises as `body_of`)."""
    if not value:
        return 0
    if not value.isascii() or not value.isdecimal() or len(value) > 10 or int(value) > MAX_SEQ:
        raise Refusal("bad_request")
    return int(value)


def _text(data: Mapping[str, Any], name: str, longest: int, error: str) -> Optional[str]:
    value = data.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Refusal("bad_request")
    if len(value) > longest:
        raise Refusal(error)
    return value
