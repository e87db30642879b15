"""Erasing one visitor's conversation on request, everywhere it is."""

from __future__ import annotations

from collections import Counter
from typing import Optional

from web.chat.database import on_disk
from web.chat.models import Conversation
from web.desk import audit
from web.desk.models import StaffMember
from web.review.keeping import named
from web.review.models import Deletion
from web.review.tidying import ask_for_tidying
from web.review.waiting import upkeep


def erase(conversation: str, member: StaffMember) -> Optional[str]:
    """Deletes a conversation with all that belongs to it: turns, messages, handoffs with their notices and addresses,
    notes, judgements, proposed examples, missing articles, and its places in the index and the queue.

    Nothing of it is stored elsewhere: exported files are sent, not kept. The audit log keeps its number, no texts.

    Args:
        conversation: its id.
        member: who erases it.

    Returns:
        what Rasa knew it by, so that it can be made to forget it; None when it is not there.
    """
    with on_disk():
        found = Conversation.objects.select_for_update().filter(pk=conversation).first()
        if found is None:
            return None
        _, deleted = found.delete()
        Deletion.objects.create(kind="erasure", by=member.username, counts=named(Counter(deleted)))
        audit.note(member.username, "erased", conversation=conversation)
        upkeep()
        ask_for_tidying()
        return found.sender
