"""Telling visitors by e-mail that staff have answered: a link, never the words of the answer.

The link leads to the conversation only for whoever has it and only for some days, while a mailbox keeps words for ever.
"""

from __future__ import annotations

import datetime
import zoneinfo

from django.conf import settings

from knowledge.messages import say
from web.chat import tokens
from web.chat.errors import general_contact
from web.chat.models import Handoff, Message
from web.chat.promises import in_words
from web.chat.recording import Recorder
from web.contacts.keeping import address_of
from web.contacts.models import Contact, ReturnLink
from web.notices.outbox import Notice, put

HERE = datetime.timedelta(minutes=10)  # who wrote so lately is taken to be looking
ANSWERED, CLOSED = "answered", "closed"


def answered(record: Recorder, handoff: Handoff) -> None:
    """Tells the visitor of an answer, unless the visitor is there or was told since the last word of theirs.

    Args:
        record: of the conversation, within the transaction that stores the answer.
        handoff: with whose staff the visitor is.
    """
    contact = _contact(handoff)
    if contact is None:
        return
    said_at = record.conversation.turns.order_by("-seq").values_list("at", flat=True).first()
    here = said_at is not None and said_at > contact.consented_at and record.at - said_at < HERE
    if not here and (contact.told_at is None or (said_at is not None and said_at > contact.told_at)):
        _tell(record, handoff, contact, ANSWERED)


def closed(record: Recorder, handoff: Handoff) -> None:
    """Tells the visitor that the handoff is over, unless everything staff said was told of already (as `answered`)."""
    contact = _contact(handoff)
    if contact is None:
        return
    said = record.conversation.messages.filter(author=Message.Author.STAFF, at__gte=handoff.since)
    if contact.told_at is None or said.filter(at__gt=contact.told_at).exists():
        _tell(record, handoff, contact, ANSWERED if said.exists() else CLOSED)


def _contact(handoff: Handoff) -> Contact | None:
    return Contact.objects.filter(handoff=handoff).first() if settings.NOTICES.mail else None


def _tell(record: Recorder, handoff: Handoff, contact: Contact, kind: str) -> None:
    address = address_of(contact)
    if address is None:  # its key is gone; the answer must not fail for it
        return
    token, language = tokens.new_token(), record.conversation.language
    until = record.at + datetime.timedelta(days=settings.NOTICES.contact_days)
    ReturnLink.objects.create(conversation=record.conversation, token_hash=tokens.hash_of(token), expires_at=until)
    contact.told_at, contact.told = record.at, contact.told + 1
    contact.save(update_fields=["told_at", "told"])
    # The conversation must still be there for as long as the link says.
    record.set(delete_at=max(record.conversation.delete_at, until.date() + datetime.timedelta(days=1)))
    text = say(
        f"notice_{kind}_text", language,
        link=f"{settings.ENVIRONMENT.public_url}/chat/return/{token}",
        until=say("chat_time_office", language, time=_in_words(until, language)),
        days=settings.NOTICES.contact_days, contact=general_contact(language),
    )  # fmt: skip
    notice = Notice(
        kind=kind,
        channel="mail",
        audience="visitor",
        cause=f"contact {contact.pk} {contact.told} handoff {handoff.conversation_id} {handoff.pk}",
        to=address,
        handoff=handoff.pk,
        content={"subject": say(f"notice_{kind}_subject", language), "text": text},
    )
    put([notice], record.at)


def _in_words(at: datetime.datetime, language: str) -> str:
    return in_words(at.astimezone(zoneinfo.ZoneInfo(settings.DESK.hours.zone)), language)
