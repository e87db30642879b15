"""Every error the chat can answer with: its code, its status, and the key of its text in both languages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Optional

from django.conf import settings

from knowledge.loading import KnowledgeBase, load
from knowledge.messages import contact_line, say
from knowledge.newest import Newest
from knowledge.schema import LANGUAGES
from web.chat.limits import COMMENT_CHARS, DEFAULT_RETRY_AFTER_S, MESSAGE_CHARS


@dataclass(frozen=True)
class Kind:
    """One row of the table.

    Attributes:
        status: of HTTP.
        code: what a program tells it by.
        key: of its text in the catalogue.
    """

    status: int
    code: str
    key: str


ERRORS: dict[str, Kind] = {
    "bad_request": Kind(400, "bad_request", "chat_bad_request"),
    "unauthorised": Kind(401, "conversation_unknown", "chat_unauthorised"),
    "not_allowed_origin": Kind(403, "not_allowed_origin", "chat_not_allowed_origin"),
    "not_found": Kind(404, "not_found", "chat_not_found"),
    "not_allowed_method": Kind(405, "not_allowed_method", "chat_bad_request"),
    "conflict": Kind(409, "conflict", "chat_conflict"),
    "no_handoff": Kind(409, "no_handoff", "chat_no_handoff"),
    "no_mail": Kind(409, "no_mail", "chat_no_mail"),
    "conversation_full": Kind(409, "conversation_full", "chat_conversation_full"),
    "too_large": Kind(413, "too_large", "too_large"),
    "too_long": Kind(422, "too_long", "too_long"),
    "comment_too_long": Kind(422, "too_long", "chat_comment_too_long"),
    "malformed_email": Kind(422, "malformed_email", "chat_malformed_email"),
    "no_consent": Kind(422, "no_consent", "chat_no_consent"),
    "no_question": Kind(422, "no_question", "chat_no_question"),
    "too_many": Kind(429, "too_many", "chat_too_many"),
    "too_many_conversations": Kind(429, "too_many", "chat_too_many_conversations"),
    "too_many_from_address": Kind(429, "too_many", "chat_too_many_from_address"),
    "unavailable": Kind(503, "unavailable", "apology"),
    "internal": Kind(500, "internal", "apology"),
}


class Refusal(Exception):
    """A request that is answered with an error of the table.

    Args:
        name: a key of `ERRORS`.
        retry_after_s: when it makes sense to try again, in seconds.
        allow: the methods that are allowed, for `not_allowed_method`.
    """

    def __init__(self, name: str, *, retry_after_s: float = DEFAULT_RETRY_AFTER_S, allow: tuple[str, ...] = ()):
        super().__init__(name)
        self.kind = ERRORS[name]
        self.retry_after_s = retry_after_s
        self.allow = allow

    @property
    def body(self) -> dict[str, Any]:
        """The error as JSON: `{"error": {"code", "ja", "en"}}`."""
        return {"error": {"code": self.kind.code, **texts(self.kind.key)}}

    @property
    def headers(self) -> dict[str, str]:
        """What goes with the status."""
        headers = {}
        if self.kind.status in (429, 503):
            headers["Retry-After"] = str(max(1, math.ceil(self.retry_after_s)))
        if self.kind.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        if self.allow:
            headers["Allow"] = ", ".join(self.allow)
        return headers


def texts(key: str) -> dict[str, str]:
    """A message of the catalogue in both languages, with the contact and the limits filled in."""
    return {language: told(key, language) for language in LANGUAGES}


def told(key: str, language: str) -> str:
    """A message of the catalogue in one language, with the contact and the limits filled in."""
    limit = COMMENT_CHARS if key == "chat_comment_too_long" else MESSAGE_CHARS
    return say(key, language, contact=general_contact(language), limit=f"{limit:,}")


def knowledge_base() -> KnowledgeBase:
    """The knowledge base: topics for the greeting, the contact for everything else, articles for the desk."""
    return newest(settings.ENVIRONMENT.knowledge_dir).now()


@lru_cache(maxsize=4)
def newest(folder: Path) -> Newest[KnowledgeBase]:
    """What reads a knowledge folder again when it has changed."""
    return Newest(folder, load)


def general_contact(language: Optional[str]) -> str:
    """The general contact as it stands in a sentence."""
    return contact_line(knowledge_base().general_contact, language or "ja")
