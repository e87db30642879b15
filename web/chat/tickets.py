"""Tickets: addresses of pages that belong to one handoff and are made from it, so that nothing of them is stored."""

from __future__ import annotations

import base64
import hmac
from typing import Optional

from django.conf import settings
from django.utils.crypto import salted_hmac

from web.chat.models import Handoff

MAC_BYTES = 15  # 120 bits, 20 characters: not to be guessed, and short in a message


def question_url(handoff: Handoff) -> str:
    """Where the visitor of a handoff can leave a question with an e-mail address."""
    return f"{settings.ENVIRONMENT.public_url}/chat/question/{handoff.pk}-{_mac(handoff)}"


def handoff_of(ticket: str) -> Optional[Handoff]:
    """The handoff a ticket belongs to; None when it is none of ours."""
    number, _, mac = ticket.partition("-")
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    handoff = Handoff.objects.select_related("conversation").filter(pk=int(number)).first()
    if handoff is None or not hmac.compare_digest(mac.encode(), _mac(handoff).encode()):
        return None
    return handoff


def _mac(handoff: Handoff) -> str:
    made = salted_hmac("web.chat.tickets", f"{handoff.pk}:{handoff.conversation_id}", algorithm="sha256")
    return base64.urlsafe_b64encode(made.digest()[:MAC_BYTES]).decode("ascii")
