"""Writing into a conversation: one counter for everything that lasts, and the pushes that go with it."""

from __future__ import annotations

import datetime
from typing import Any, Optional

from django.conf import settings
from django.utils import timezone

from web.chat.models import Conversation, Event, Handoff, Message, Turn
from web.chat.replies import Reply, offered
from web.chat.shapes import Push, conversation_shape, message_shape, turn_shape


class Recorder:
    """Collects what happens to a conversation within a transaction, and stores it at the end.

    Args:
        conversation: its row, locked by the transaction.
    """

    def __init__(self, conversation: Conversation):
        self.conversation = conversation
        self.at = timezone.now()
        self.pushes: list[Push] = []
        self._events: list[Event] = []
        self._changed: set[str] = set()

    def next_seq(self) -> int:
        """The conversation's next number."""
        self.conversation.last_seq += 1
        self._changed.add("last_seq")
        return self.conversation.last_seq

    def set(self, **values: Any) -> None:
        """Changes fields of the conversation's row."""
        for name, value in values.items():
            setattr(self.conversation, name, value)
        self._changed |= set(values)

    def message(
        self, reply: Reply, author: str, language: str, turn: Optional[Turn] = None, *, name: str = ""
    ) -> Message:
        """Stores a message.

        Args:
            reply: its text, buttons and parts.
            author: visitor, assistant, staff or system.
            language: of the conversation, for replies that name none.
            turn: to which it belongs.
            name: of the staff member.
        """
        seq = turn.seq if turn and author == Message.Author.VISITOR else self.next_seq()
        message = Message.objects.create(
            conversation=self.conversation,
            turn=turn,
            seq=seq,
            author=author,
            name=name,
            language=reply.language or language,
            at=self.at,
            text=reply.text,
            said=reply.said,
            buttons=offered(reply, seq, reply.language or language),
            outcome=reply.outcome,
        )
        shape = message_shape(message, turn.client_id if turn else None)
        self._push(Event.Kind.MESSAGE, shape, seq, turn)
        return message

    def turn_changed(self, turn: Turn) -> None:
        """Tells the streams how far a turn is."""
        self._push(Event.Kind.TURN, turn_shape(turn), self.next_seq(), turn)

    def conversation_changed(self, handoff: Optional[Handoff]) -> None:
        """Tells the streams the conversation's language, end or hand-off."""
        seq = self.next_seq()
        self._push(Event.Kind.CONVERSATION, conversation_shape(self.conversation, handoff), seq, None)

    def active(self) -> None:
        """Notes that the visitor did something; the texts are kept so much longer."""
        self.set(active_at=self.at, delete_at=delete_at(self.at))

    def store(self) -> list[Push]:
        """Writes what was collected; the pushes may go out once the transaction is committed."""
        Event.objects.bulk_create(self._events)
        if self._changed:
            self.conversation.save(update_fields=sorted(self._changed))
        return self.pushes

    def _push(self, kind: str, shape: dict[str, Any], seq: int, turn: Optional[Turn]) -> None:
        self._events.append(Event(conversation=self.conversation, seq=seq, kind=kind, turn=turn))
        self.pushes.append(Push.of(kind, shape, seq))


def delete_at(active_at: datetime.datetime) -> datetime.date:
    """The day a conversation's texts are deleted: after the retention period, counted in days of UTC."""
    return (active_at + datetime.timedelta(days=settings.ENVIRONMENT.retention_days)).date()
