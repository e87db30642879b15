"""Checks the audit log's chain every day, and keeps its heads in a file beside the database.

Whoever can write the database could make the whole chain anew; then the heads that were noted earlier do not fit any
more. Copies of the file belong on another machine.
"""

from __future__ import annotations

import datetime
import itertools
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from web.desk.audit import broken, head

logger = logging.getLogger(__name__)

HEADS = "audit-heads.txt"  # in the data folder: day, number, digest, number of faults
FAULTS = 20  # looked for at the most


@dataclass(frozen=True)
class Check:
    """The last look at the chain.

    Attributes:
        day: of UTC.
        number: of the newest entry then.
        faults: how many were found.
    """

    day: str
    number: int
    faults: int


def heads(folder: Path) -> dict[int, str]:
    """The digests that were noted, by number."""
    return {int(number): digest for _, number, digest, _ in _lines(folder) if int(number)}


def last(folder: Path) -> Optional[Check]:
    """The last look, if there was one."""
    lines = _lines(folder)
    return Check(lines[-1][0], int(lines[-1][1]), int(lines[-1][3])) if lines else None


def daily(folder: Path) -> None:
    """Checks the chain and notes its head, once a day."""
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    newest = last(folder)
    if newest and newest.day == today:
        return
    number, digest = head()
    faults = list(itertools.islice(broken(heads(folder)), FAULTS))
    if faults:
        logger.error("The audit log was tampered with: %d faults, the first at entry %d.", len(faults), faults[0][0])
    with (folder / HEADS).open("a", encoding="ascii") as file:
        file.write(f"{today} {number} {digest or '-'} {len(faults)}\n")


def _lines(folder: Path) -> list[list[str]]:
    try:
        text = (folder / HEADS).read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    return [parts for line in text.splitlines() if len(parts := line.split(" ")) == 4]
