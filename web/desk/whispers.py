"""That staff are typing, for visitors whose stream another web process holds.

It passes, so it is no event of the journal: one row a conversation, overwritten, looked at while anybody listens.
"""

from __future__ import annotations

import asyncio
import datetime
from contextlib import suppress

from django.db import IntegrityError
from django.utils import timezone

from web.chat.database import Unavailable
from web.chat.gateway import Gateway
from web.chat.shapes import Push
from web.desk.models import StaffTyping

LOOK_S = 0.5
FRESH_S = 5.0  # the chat shows it for six seconds


def typing(name: str) -> Push:
    """What the visitor's stream is told."""
    return Push.of("typing", {"author": "staff", "name": name})


def note(conversation: str, name: str, process: str) -> None:
    """Notes that a staff member is typing.

    Args:
        conversation: which one.
        name: what the visitor sees.
        process: the calling web process, which tells its own streams by itself.
    """
    values = {"at": timezone.now(), "name": name, "process": process}
    with suppress(IntegrityError):  # the visitor has just deleted the conversation
        StaffTyping.objects.update_or_create(conversation_id=conversation, defaults=values)


def noted(process: str) -> list[tuple[str, str, datetime.datetime]]:
    """Conversation, name and time of what other processes noted just now."""
    since = timezone.now() - datetime.timedelta(seconds=FRESH_S)
    found = StaffTyping.objects.filter(at__gt=since).exclude(process=process)
    return list(found.values_list("conversation_id", "name", "at"))


async def listen(gateway: Gateway) -> None:
    """Tells this process's streams what the others noted, until cancelled."""
    told: dict[str, datetime.datetime] = {}
    while True:
        await asyncio.sleep(LOOK_S)
        if not gateway.hub.count:
            continue
        with suppress(Unavailable):
            found = await gateway.database.read(noted, gateway.runner.owner)
            for conversation, name, at in found:
                if told.get(conversation) != at:
                    gateway.hub.whisper(conversation, [typing(name)])
            told = {conversation: at for conversation, _, at in found}
