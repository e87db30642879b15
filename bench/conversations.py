"""Makes conversations as they might come in a year, for the bench of the transcripts, with their index."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TURNS_EACH = 5
COPIES = 10
PERIOD_S = 365 * 86_400 // COPIES
PORTION = 2_000  # conversations in one transaction
OUTCOMES = ("sure",) * 14 + ("close",) * 2 + ("unsure",) * 2 + ("outside", "handoff", "apology")


def fill(turns: int) -> None:
    """Makes the data and its index: a tenth turn by turn, nine tenths as copies of it, each 36.5 days later."""
    made = turns // COPIES
    _make(made)
    for copy in range(1, COPIES):
        _copy(copy, made)
    _read_once()
    _settle()


def _make(turns: int) -> None:
    from django.db import transaction

    from web.chat.models import Conversation, Message, Turn
    from web.review.indexing import refresh

    numbers, questions = random.Random(7), list(_questions())
    start = datetime.datetime(2025, 1, 1, tzinfo=datetime.timezone.utc)
    every = datetime.timedelta(seconds=PERIOD_S / turns)
    count = 0
    while count < turns:
        with transaction.atomic():
            conversations, made, said = [], [], []
            for _ in range(min(PORTION, (turns - count + TURNS_EACH - 1) // TURNS_EACH)):
                at = start + every * count
                language = numbers.choice(("ja", "ja", "ja", "en"))
                conversation = Conversation(
                    language=language,
                    created_at=at,
                    active_at=at,
                    delete_at=datetime.date(2099, 1, 1),
                    turn_count=TURNS_EACH,
                    last_seq=2 * TURNS_EACH,
                )
                conversations.append(conversation)
                for place in range(TURNS_EACH):
                    made.append(_turn(conversation, place, at, numbers, questions))
                    count += 1
            Conversation.objects.bulk_create(conversations)
            Turn.objects.bulk_create(made, batch_size=500)
            said += [_message(turn) for turn in made]
            Message.objects.bulk_create(said, batch_size=500)
            refresh([conversation.pk for conversation in conversations])


def _copy(number: int, made: int) -> None:
    """All rows once more, with numbers and dates moved on."""
    from django.db import connection

    from web.chat.models import Conversation, Message, Turn
    from web.review.models import Indexed, Review

    seconds = number * PERIOD_S
    moved = {
        "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', {0}, '+{1} seconds')",
        "postgresql": "{0} + interval '{1} seconds'",
    }[connection.vendor]
    with _patiently() as cursor:
        for model in (Conversation, Turn, Message, Indexed, Review):
            names = [str(one.column) for one in model._meta.concrete_fields]
            taken = []
            for name in names:
                if (model is Conversation and name == "id") or name == "conversation_id":
                    taken.append(f"'x{number}' || substr({name}, 3)")
                elif name == "turn_id" or (name == "id" and model in (Turn, Message)):
                    taken.append(f"{name} + {number * made}")
                else:
                    taken.append(moved.format(name, seconds) if name == "at" else name)
            table, last = model._meta.db_table, model._meta.pk.column
            rows = f"{last} <= {made}" if model is not Conversation else "id NOT LIKE 'x%%'"
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(taken)} FROM {table} WHERE {rows}", []
            )


@contextmanager
def _patiently() -> Iterator[Any]:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
        yield cursor


def _read_once() -> None:
    """As many entries in the audit log as there are turns; their digests do not matter here."""
    with _patiently() as cursor:
        cursor.execute(
            "INSERT INTO desk_auditentry (number, at, staff, action, target, address, conversation, digest) "
            "SELECT id, at, 'staff', 'read', '', '127.0.0.1', conversation_id, '' FROM chat_turn"
        )


def _settle() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _questions() -> Iterator[tuple[str, str, str]]:
    from knowledge.loading import load

    for article in load().articles.values():
        for language in ("ja", "en"):
            for question in article.questions[language]:
                yield article.id, language, question


def _turn(conversation: Any, place: int, at: datetime.datetime, numbers: random.Random, questions: list) -> Any:
    from web.chat.models import Turn

    while True:
        article, language, text = numbers.choice(questions)
        if language == conversation.language:
            break
    outcome, confidence = numbers.choice(OUTCOMES), round(numbers.random() ** 0.5, 3)
    number = numbers.randrange(100_000)
    understood = {
        "language": language,
        "detected": language,
        "intent": article.replace("/", "."),
        "confidence": confidence,
        "outcome": outcome,
        "articles": [article] if outcome == "sure" else [],
        "considered": [{"article": article, "probability": confidence}],
    }
    return Turn(
        conversation=conversation,
        client_id=f"{place}",
        seq=2 * place + 1,
        at=at + datetime.timedelta(seconds=20 * place),
        language=language,
        status="apologised" if outcome == "apology" else "answered",
        text=f"{text} {number}" if number % 3 else text,
        understood=understood,
        helpful=numbers.choice((None,) * 8 + (True, False)),
    )


def _message(turn: Any) -> Any:
    from web.chat.models import Message

    values = {"conversation": turn.conversation, "seq": turn.seq, "language": turn.language, "at": turn.at}
    return Message(turn=turn, author="visitor", text=turn.text, **values)
