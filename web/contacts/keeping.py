"""Keeping the address a visitor left, and letting go of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Optional

from django.conf import settings
from django.db.models import QuerySet
from email_validator import EmailNotValidError

from language.masking import mask
from language.text import clean, has_words
from web.chat import tokens
from web.chat.conversations import Done, Key, find, open_handoff
from web.chat.database import on_disk
from web.chat.errors import Refusal
from web.chat.limits import MESSAGE_CHARS, TURNS_PER_CONVERSATION
from web.chat.models import Conversation, Handoff, Message
from web.chat.recording import Recorder
from web.chat.replies import Reply
from web.chat.shapes import conversation_shape
from web.contacts.models import BrowserKey, Contact, ReturnLink
from web.notices.environment import address
from web.notices.models import OutboxItem
from web.notices.sealing import Unreadable, seal, unseal

PURPOSE = "2026-11"  # version of `contact_consent` in the catalogue: a new one where what is agreed to changes
EMAIL_CHARS = 254  # RFC 5321
AT_ONCE = 200  # short transactions


@dataclass(frozen=True)
class Left:
    """What a visitor left.

    Attributes:
        email: as it was typed.
        text: the question; it may be empty where one was asked before.
        consent: whether the visitor agreed to the purpose.
    """

    email: str
    text: str
    consent: bool


def leave(key: Key, left: Left) -> Done:
    """Keeps an address for the open handoff of a conversation; a later one replaces it.

    Raises:
        Refusal: when the key does not fit, nobody was asked for, or what was left is malformed.
    """
    with on_disk():
        record = Recorder(find(key, locked=True))
        email = checked(left)
        handoff = open_handoff(record.conversation)
        if handoff is None:
            raise Refusal("no_handoff")
        return _kept(record, handoff, email, left.text, tokens.hash_of(key.token))


def leave_for(handoff: Handoff, left: Left) -> tuple[str, Done]:
    """As `leave`, for whoever has the ticket of a handoff; also gives the address as it was understood.

    Raises:
        Refusal: when the handoff is over, or what was left is malformed.
    """
    email = checked(left)
    with on_disk():
        record, handoff = _locked(handoff)
        return email, _kept(record, handoff, email, left.text)


def withdraw(key: Key) -> Done:
    """Deletes the address of the open handoff; deleting what is not there is no error.

    Raises:
        Refusal: when the key does not fit.
    """
    with on_disk():
        record = Recorder(find(key, locked=True))
        return _withdrawn(record, open_handoff(record.conversation), tokens.hash_of(key.token))


def withdraw_for(handoff: Handoff) -> Done:
    """As `withdraw`, for whoever has the ticket of a handoff.

    Raises:
        Refusal: when the handoff is over; its address is deleted in due time.
    """
    with on_disk():
        record, handoff = _locked(handoff)
        return _withdrawn(record, handoff)


def checked(left: Left) -> str:
    """The address in its usual form.

    Raises:
        Refusal: when it is none, the purpose was not agreed to, the question is too long, or no e-mail can be sent.
    """
    if not settings.NOTICES.mail:
        raise Refusal("no_mail")
    if len(left.text) > MESSAGE_CHARS:
        raise Refusal("too_long")
    if len(left.email) > EMAIL_CHARS:
        raise Refusal("malformed_email")
    try:
        email = address(left.email)
    except EmailNotValidError:
        raise Refusal("malformed_email") from None
    if not left.consent:
        raise Refusal("no_consent")
    return email


def address_of(contact: Contact) -> Optional[str]:
    """The address in the clear; None when its key is gone."""
    try:
        return str(unseal(contact.sealed)["email"])
    except Unreadable:
        return None


def delete_due(now: datetime.datetime) -> int:
    """Deletes addresses whose handoff was closed long enough ago, and links and keys that have expired; how many."""
    kept_since = now - datetime.timedelta(days=settings.NOTICES.contact_days)
    due = Contact.objects.filter(handoff__closed_at__lte=kept_since)
    handoffs = list(due.values_list("handoff", flat=True)[:AT_ONCE])
    _undelivered(handoffs).delete()
    Contact.objects.filter(handoff__in=handoffs).delete()
    ReturnLink.objects.filter(expires_at__lte=now).delete()
    BrowserKey.objects.filter(expires_at__lte=now).delete()
    return len(handoffs)


def _locked(handoff: Handoff) -> tuple[Recorder, Handoff]:
    conversation = Conversation.objects.select_for_update().filter(pk=handoff.conversation_id).first()
    now_open = open_handoff(conversation) if conversation else None
    if conversation is None or now_open is None or now_open.pk != handoff.pk:
        raise Refusal("no_handoff")
    return Recorder(conversation), now_open


def _kept(record: Recorder, handoff: Handoff, email: str, text: str, own_key: str = "") -> Done:
    question = mask(clean(text).strip()).text
    if not has_words(question or handoff.last_question):
        raise Refusal("no_question")
    before = Contact.objects.filter(handoff=handoff).first()
    if before is not None and address_of(before) != email:
        _forget(handoff, own_key)
    values = {"sealed": seal({"email": email}), "purpose": PURPOSE, "consented_at": record.at, "told_at": None}
    handoff.contact, _ = Contact.objects.update_or_create(handoff=handoff, defaults=values)
    if has_words(question) and question != handoff.last_question:
        if record.conversation.turn_count >= TURNS_PER_CONVERSATION:
            raise Refusal("conversation_full")
        record.message(Reply(question), Message.Author.VISITOR, record.conversation.language)
        record.set(turn_count=record.conversation.turn_count + 1)
        handoff.last_question = question
        handoff.save(update_fields=["last_question"])
    record.active()
    record.conversation_changed(handoff)
    return Done({"conversation": conversation_shape(record.conversation, handoff)}, record.store())


def _withdrawn(record: Recorder, handoff: Optional[Handoff], own_key: str = "") -> Done:
    if handoff is not None and Contact.objects.filter(handoff=handoff).exists():
        _forget(handoff, own_key)
        Contact.objects.filter(handoff=handoff).delete()
        record.conversation_changed(Handoff.objects.select_related("conversation").get(pk=handoff.pk))
    return Done({}, record.store())


def _forget(handoff: Handoff, own_key: str) -> None:
    """An address was wrong or is withdrawn: whatever was sent there, or still waits to be, leads nowhere any more."""
    _undelivered([handoff.pk]).delete()
    ReturnLink.objects.filter(conversation=handoff.conversation_id).delete()
    BrowserKey.objects.filter(conversation=handoff.conversation_id).exclude(token_hash=own_key).delete()


def _undelivered(handoffs: list[int]) -> QuerySet[OutboxItem]:
    to_visitors = OutboxItem.objects.filter(handoff__in=handoffs, audience=OutboxItem.Audience.VISITOR)
    return to_visitors.exclude(state=OutboxItem.State.DELIVERED)
