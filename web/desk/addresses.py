"""Whose failed attempts to sign in are counted together."""

from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of the sender, as the guards in front of Django found it."""
    return str(request.META.get("REMOTE_ADDR") or "")
