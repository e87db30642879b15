"""Keeping the address a visitor left, and letting go of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from email_validator import EmailNotValidError

from language.masking import mask
from language.text import clean, has_words
from web.chat.conversations import Done, Key, find, open_handoff
from web.chat.database import on_disk
from web.chat.errors import Refusal
from web.chat.limits import MESSAGE_CHARS, TURNS_PER_CONVERSATION
from web.chat.models import Handoff, Message
from web.chat.recording import Recorder
from web.chat.replies import Reply
from web.chat.shapes import conversation_shape
from web.contacts.models import BrowserKey, Contact, ReturnLink
from web.notices.environment import address
from web.notices.models import OutboxItem
from web.notices.sealing import seal

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
        return _kept(record, handoff, email, left.text)


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
        return _withdrawn(record, open_handoff(record.conversation))


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


def delete_due(now: datetime.datetime) -> int:
    """Deletes addresses whose handoff was closed long enough ago, and links and keys that have expired; how many."""
    kept_since = now - datetime.timedelta(days=settings.NOTICES.contact_days)
    due = list(Contact.objects.filter(handoff__closed_at__lte=kept_since).values_list("pk", flat=True)[:AT_ONCE])
    Contact.objects.filter(pk__in=due).delete()
    ReturnLink.objects.filter(expires_at__lte=now).delete()
    BrowserKey.objects.filter(expires_at__lte=now).delete()
    return len(due)


def _locked(handoff: Handoff) -> tuple[Recorder, Handoff]:
    conversation = type(handoff.conversation).objects.select_for_update().filter(pk=handoff.conversation_id).first()
    now_open = open_handoff(conversation) if conversation else None
    if conversation is None or now_open is None or now_open.pk != handoff.pk:
        raise Refusal("no_handoff")
    return Recorder(conversation), now_open


def _kept(record: Recorder, handoff: Handoff, email: str, text: str) -> Done:
    question = mask(clean(text).strip()).text
    if not has_words(question or handoff.last_question):
        raise Refusal("no_question")
    values = {"sealed": seal({"email": email}), "purpose": PURPOSE, "consented_at": record.at, "told_at": None}
    contact, _ = Contact.objects.update_or_create(handoff=handoff, defaults=values)
    handoff.contact = contact
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


def _withdrawn(record: Recorder, handoff: Handoff | None) -> Done:
    if handoff is not None and Contact.objects.filter(handoff=handoff).delete()[0]:
        waiting = OutboxItem.objects.filter(handoff=handoff, audience="visitor")
        waiting.exclude(state=OutboxItem.State.DELIVERED).delete()
        record.conversation_changed(Handoff.objects.select_related("conversation").get(pk=handoff.pk))
    return Done({}, record.store())
