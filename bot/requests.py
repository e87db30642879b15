"""What a request to the REST channel must look like; pure, so that it is tested without a server."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from bot.limits import MAX_BODY_BYTES, MAX_SENDER_CHARS
from language.text import clean


class BadRequest(ValueError):
    """A request that cannot be read.

    Attributes:
        code: key of the message that tells the sender (`knowledge/messages.yml`).
        status: HTTP status.
    """

    def __init__(self, code: str, status: int):
        super().__init__(code)
        self.code = code
        self.status = status


@dataclass(frozen=True)
class Message:
    """One visitor message.

    Attributes:
        sender: of the conversation; made up when the request names none, so that strangers never share one.
        text: as typed, cleaned of what no keyboard produces.
        language: of the page, a hint used when nothing else tells the language.
    """

    sender: str
    text: str
    language: Optional[str] = None


def read(body: bytes) -> Message:
    """Reads a request's body.

    Raises:
        BadRequest: when it is too large, no JSON object, or its fields are no text.
    """
    if len(body) > MAX_BODY_BYTES:
        raise BadRequest("too_large", 413)
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("bad_request", 400) from None
    if not isinstance(data, dict) or not isinstance(data.get("message"), str):
        raise BadRequest("bad_request", 400)
    return Message(_sender(data.get("sender")), clean(data["message"]).strip(), _language(data.get("metadata")))


def _sender(value: Any) -> str:
    if value is None or value == "":
        return uuid.uuid4().hex
    if not isinstance(value, str) or len(value) > MAX_SENDER_CHARS or clean(value) != value:
        raise BadRequest("bad_request", 400)
    return value


def _language(metadata: Any) -> Optional[str]:
    language = metadata.get("language") if isinstance(metadata, Mapping) else None
    return language if language in ("ja", "en") else None
