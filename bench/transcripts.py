"""How fast staff find conversations: `make bench-transcripts`, on SQLite and on PostgreSQL.

Makes turns as they might come in a year (questions of the knowledge base in both languages, with numbers so that they
differ), a tenth of them as the worker indexes them, the others as copies with later dates. Then asks for the first page
of each kind of list as the desk does, again and again: the 50th and 95th percentile in milliseconds.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.conversations import fill
from ops.model import ROOT
from ops.postgres import NotInstalled, running

TURNS = 1_000_000
REPEATS = 20
LIMIT_MS = 300.0
WHO_SAW_MS = 1_000.0
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
        {"q": "の", "language": "en"},
        {"q": "visa", "feedback": "down", "since": "2025-02-01", "until": "2025-06-30"},
        {"q": "ビザ", "confidence": "low", "topic": "startup-visa"},
    ],
    "least sure first": [{"sort": "doubtful"}, {"sort": "doubtful", "q": "の", "outcome": "declined"}],
    "words of answers": [
        {"q": "金", "where": "answers"},
        {"q": "横浜市", "where": "answers"},
        {"q": "yokohama", "where": "answers"},
        {"q": "コワーキング", "where": "answers"},
        {"q": "zebra", "where": "answers"},
        {"q": "横浜市", "where": "answers", "outcome": "declined"},
        {"q": "visa", "where": "answers", "feedback": "down", "language": "en"},
    ],
    "words of either": [
        {"q": "の", "where": "both"},
        {"q": "スタートアップビザ", "where": "both"},
        {"q": "office rent", "where": "both"},
        {"q": "見当たらない", "where": "both", "sort": "oldest"},
    ],
    "oldest first": [{"sort": "oldest"}, {"sort": "oldest", "q": "補助金"}],
}


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
