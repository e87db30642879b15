"""Encrypting what names a person: addresses that visitors left, and notices until they are delivered."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """It was encrypted with a key that is no longer among the settings, or it was tampered with."""


def seal(content: dict[str, Any]) -> str:
    """Encrypts and signs (Fernet: AES-128-CBC with HMAC-SHA-256)."""
    return _fernet(settings.NOTICES.keys).encrypt(json.dumps(content, ensure_ascii=False).encode()).decode("ascii")


def unseal(sealed: str) -> dict[str, Any]:
    """What was encrypted.

    Raises:
        Unreadable: when none of the keys fits.
    """
    try:
        content: dict[str, Any] = json.loads(_fernet(settings.NOTICES.keys).decrypt(sealed.encode("ascii")))
    except InvalidToken:
        raise Unreadable from None
    return content


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
