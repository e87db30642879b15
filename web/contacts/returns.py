"""Coming back by a private link: reading the conversation, and a key for the browser that wants to go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from django.utils import timezone

from web.chat import tokens
from web.chat.conversations import Done, newest_handoff
from web.chat.database import on_disk
from web.chat.errors import Refusal
from web.chat.models import Conversation, Message
from web.chat.shapes import conversation_shape
from web.contacts.models import BrowserKey, ReturnLink

KEYS_PER_CONVERSATION = 20  # browsers at once; the oldest key goes first
MESSAGES = 500  # on the page


@dataclass(frozen=True)
class Read:
    """A conversation as it is read by a link."""

    conversation: Conversation
    messages: list[Message]


def read(link: str) -> Optional[Read]:
    """The conversation a link leads to; None when the link is unknown or has expired.

    Looking changes nothing: mail programs open links by themselves.
    """
    found = _find(link)
    if found is None:
        return None
    newest = found.conversation.messages.order_by("-seq")[:MESSAGES]
    return Read(found.conversation, list(newest)[::-1])


def enter(link: str) -> Done:
    """A token by which one more browser may use the conversation, for as long as the link leads there.

    Raises:
        Refusal: when the link is unknown or has expired.
    """
    with on_disk():
        found = _find(link)
        if found is None:
            raise Refusal("not_found")
        token = tokens.new_token()
        conversation = found.conversation
        keys = {"token_hash": tokens.hash_of(token), "expires_at": found.expires_at}
        BrowserKey.objects.create(conversation=conversation, **keys)
        newest = conversation.browser_keys.order_by("-pk").values_list("pk", flat=True)[:KEYS_PER_CONVERSATION]
        conversation.browser_keys.exclude(pk__in=list(newest)).delete()
        shape = conversation_shape(conversation, newest_handoff(conversation))
        return Done({"conversation": shape, "token": token})


def _find(link: str) -> Optional[ReturnLink]:
    # Found by its hash: nothing about a token of 256 random bits can be learnt from how long that takes.
    links = ReturnLink.objects.select_related("conversation")
    return links.filter(token_hash=tokens.hash_of(link), expires_at__gt=timezone.now()).first()
