"""How fast staff find conversations: `make bench-transcripts`, on SQLite and on PostgreSQL.

Makes turns as they might come in a year (questions of the knowledge base in both languages, with numbers so that they
differ), a tenth of them as the worker indexes them, the others as copies with later dates. Then asks for the first page
of each kind of list as the desk does, again and again: the 50th and 95th percentile in milliseconds.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ops.model import ROOT
from ops.postgres import NotInstalled, running

TURNS, TURNS_EACH = 1_000_000, 5
COPIES = 10
PERIOD_S = 365 * 86_400 // COPIES
REPEATS = 20
PORTION = 2_000  # conversations
LIMIT_MS = 300.0
WHO_SAW_MS = 1_000.0
TOPICS_IN_USE = 12
OUTCOMES = ("sure",) * 14 + ("close",) * 2 + ("unsure",) * 2 + ("outside", "handoff", "apology")
# Words: frequent and rare, one character and several, both languages, and pairs that hardly ever meet.
KINDS: dict[str, list[dict[str, str]]] = {
    "no filter": [{}],
    "one character": [{"q": "金"}, {"q": "の"}, {"q": "塾"}],
    "two characters": [{"q": "補助"}, {"q": "です"}, {"q": "塾生"}],
    "a Japanese word": [{"q": "スタートアップビザ"}, {"q": "補助金"}, {"q": "見当たらない"}],
    "English words": [{"q": "visa"}, {"q": "what"}, {"q": "office rent"}, {"q": "zebra"}],
    "a rare number": [{"q": "77777"}, {"q": "123 の"}],
    "outcome": [{"outcome": "declined"}, {"outcome": "apologised"}, {"outcome": "answered"}],
    "language and topic": [{"language": "en", "topic": "startup-visa"}, {"language": "ja", "topic": "yoxo-box"}],
    "intent": [{"intent": "yoxo-box.access"}, {"intent": "loans.startup-ouen"}],
    "feedback and review": [{"feedback": "down"}, {"state": "open"}, {"reason": "none_chosen"}, {"state": "disputed"}],
    "days": [{"since": "2025-03-01", "until": "2025-03-03"}, {"until": "2025-01-10", "sort": "oldest"}],
    "words and filters": [
        {"q": "の", "outcome": "apologised", "language": "ja"},
        {"q": "what", "language": "ja"},
        {"q": "visa", "feedback": "down", "since": "2025-02-01", "until": "2025-06-30"},
        {"q": "ビザ", "confidence": "low", "topic": "startup-visa"},
    ],
    "least sure first": [{"sort": "doubtful"}, {"sort": "doubtful", "q": "の", "outcome": "declined"}],
    "oldest first": [{"sort": "oldest"}, {"sort": "oldest", "q": "補助金"}],
}


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
    from django.db import connection, transaction

    from web.chat.models import Conversation, Message, Turn
    from web.review.models import Indexed, Review

    seconds = number * PERIOD_S
    moved = {
        "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', {0}, '+{1} seconds')",
        "postgresql": "{0} + interval '{1} seconds'",
    }[connection.vendor]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
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


def _read_once() -> None:
    """As many entries in the audit log as there are turns; their digests do not matter here."""
    from django.db import connection

    with connection.cursor() as cursor:
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


def measure() -> bool:
    """Prints each kind of list, and whether all keep the limit at the 95th percentile."""
    from web.chat.models import Turn
    from web.review.filters import Filter
    from web.review.listing import PAGE, found

    right = _who_saw()
    list(itertools.islice(found(Filter()), 1))  # reads the knowledge base, which a running desk has read
    print(f"{Turn.objects.count():,} turns")
    for kind, filters in KINDS.items():
        took = []
        for values, _ in itertools.product(filters, range(REPEATS)):
            began = time.perf_counter()
            list(itertools.islice(found(Filter.read(values)), PAGE + 1))
            took.append(1000 * (time.perf_counter() - began))
        p50, p95 = np.percentile(took, (50, 95))
        right &= bool(p95 < LIMIT_MS)
        print(f"  {kind:22} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms")
    return right


def _who_saw() -> bool:
    """Prints how long the audit log takes to tell who saw a conversation."""
    from web.chat.models import Turn
    from web.desk.models import AuditEntry

    chosen = random.Random(1).sample(range(1, AuditEntry.objects.count()), 100)
    took = []
    for conversation in Turn.objects.filter(pk__in=chosen).values_list("conversation", flat=True):
        began = time.perf_counter()
        list(AuditEntry.objects.filter(conversation=conversation).order_by("-number")[:101])
        took.append(1000 * (time.perf_counter() - began))
    p50, p95 = np.percentile(took, (50, 95))
    print(f"{AuditEntry.objects.count():,} entries of the audit log")
    print(f"  {'who saw this':22} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms")
    return bool(p95 < WHO_SAW_MS)


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


def _child(step: str, turns: int) -> int:
    """What one process does with the database of its environment."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "web.settings"
    import django

    django.setup()
    from django.core.management import call_command

    if step == "fill":
        call_command("migrate", interactive=False, verbosity=0)
        began = time.monotonic()
        fill(turns)
        print(f"  made and indexed in {time.monotonic() - began:.0f} s")
        return 0
    return 0 if measure() else 1


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--step", choices=("fill", "measure"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        return _child(given.step, given.turns)
    results = []
    for name in ("sqlite", "postgresql"):
        if given.only in (None, name):
            print(name, flush=True)
            results.append(_database(name, given.turns))
    return max(results)


def _database(name: str, turns: int) -> int:
    steps = [[sys.executable, "-W", "ignore", "-m", "bench.transcripts", "--turns", str(turns), "--step", step]
             for step in ("fill", "measure")]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "DATA_DIR": folder, "PYTHONPATH": str(ROOT)}
        if name == "sqlite":
            results = [subprocess.run(step, env=env, check=False).returncode for step in steps]
            print(f"  {sum(p.stat().st_size for p in Path(folder).iterdir()) / 1e9:.2f} GB")
            return max(results)
        try:
            with running() as address:
                return max(
                    subprocess.run(step, env={**env, "DATABASE_URL": address}, check=False).returncode for step in steps
                )
        except NotInstalled as problem:
            print(problem, file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
