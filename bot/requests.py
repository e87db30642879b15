"""What a request to the REST channel must look like; pure, so that it is tested without a server."""

from __future__ import annotations

import hmac
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

from bot.limits import MAX_BODY_BYTES, MAX_SENDER_CHARS
from language.text import clean

# The buttons there are; whatever a gateway vouches for, Rasa's own commands are none of them.
_PAYLOAD = re.compile(r"/(?:show|switch_language|talk_to_person|none_of_these|capabilities)(?:\{[^{}]*\})?")


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
        pressed: the text is the payload of a button that the gateway offered in this conversation.
        state: what the conversation remembers, as the gateway keeps it.
    """

    sender: str
    text: str
    language: Optional[str] = None
    pressed: bool = False
    state: Optional[Mapping[str, Any]] = None

    @property
    def metadata(self) -> Optional[dict[str, Any]]:
        """What goes to the tracker with the message."""
        known = {"language": self.language, "state": self.state}
        return {name: value for name, value in known.items() if value} or None


def is_gateway(key: Optional[str], secret: Optional[str]) -> bool:
    """Whether a request shows the secret that the launcher gave to the gateway and to Rasa; never without one."""
    return bool(key and secret) and hmac.compare_digest(str(key).encode(), str(secret).encode())


def read(body: bytes, *, trusted: bool = False) -> Message:
    """Reads a request's body.

    Args:
        body: JSON, as sent.
        trusted: it comes from the gateway, whose `pressed` and `state` count.

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
    text = clean(data["message"]).strip()
    message = Message(_sender(data.get("sender")), text, _language(data.get("metadata")))
    if not trusted:
        return message
    state = data.get("state")
    pressed = data.get("pressed") is True and _PAYLOAD.fullmatch(text) is not None
    return replace(message, pressed=pressed, state=state if isinstance(state, Mapping) else None)


def _sender(value: Any) -> str:
    if value is None or value == "":
        return uuid.uuid4().hex
    if not isinstance(value, str) or len(value) > MAX_SENDER_CHARS or clean(value) != value:
        raise BadRequest("bad_request", 400)
    return value


def _language(metadata: Any) -> Optional[str]:
    language = metadata.get("language") if isinstance(metadata, Mapping) else None
    return language if language in ("ja", "en") else None
