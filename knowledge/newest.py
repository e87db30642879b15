"""What is made from a knowledge folder, made anew when the folder changes, beside the work that goes on."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, Optional, TypeVar

from knowledge.loading import KnowledgeError

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0  # a changed answer is said within a minute, at next to no cost
Made = TypeVar("Made")


class Newest(Generic[Made]):
    """Gives what was made from the newest valid state of a folder.

    A changed folder is read beside the work that goes on; until it has been, the last state answers. A folder that has
    become malformed is reported once and the last valid state stays in use.

    Args:
        folder: of the knowledge base.
        make: makes it; raises `KnowledgeError` when the folder is malformed.
    """

    def __init__(self, folder: Path, make: Callable[[Path], Made]):
        self._folder = folder
        self._make = make
        self._lock = threading.Lock()
        self._made: Optional[Made] = None
        self._stamp: tuple[tuple[str, int], ...] = ()
        self._looked = 0.0
        self._reading: Optional[threading.Thread] = None
        self._watching: Optional[threading.Thread] = None

    def watch(self) -> None:
        """Looks by itself from here on: the first question after a quiet hour gets the newest state too."""
        if self._watching is None:
            self._watching = threading.Thread(target=self._watch, name="knowledge-watch", daemon=True)
            self._watching.start()

    def now(self) -> Made:
        """The state to work with now.

        Raises:
            KnowledgeError: when the folder has never been valid.
        """
        if self._made is None:
            self.refresh()
        elif time.monotonic() - self._looked > LOOK_EVERY_S and not (self._reading and self._reading.is_alive()):
            self._looked = time.monotonic()
            self._reading = threading.Thread(target=self._look, name="knowledge", daemon=True)
            self._reading.start()
        assert self._made is not None
        return self._made

    def refresh(self) -> None:
        """Reads the folder now, if it has changed.

        Raises:
            KnowledgeError: when the folder has never been valid.
        """
        with self._lock:
            stamp = tuple((str(p), p.stat().st_mtime_ns) for p in sorted(self._folder.rglob("*.yml")))
            if stamp == self._stamp:
                return
            try:
                self._made = self._make(self._folder)
            except KnowledgeError as error:
                if self._made is None:
                    raise
                logger.error("The knowledge base is malformed, the last valid one stays in use:\n%s", error)
            self._stamp = stamp
            self._looked = time.monotonic()

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_EVERY_S)
            self._look()

    def _look(self) -> None:
        # Never valid yet, or a file went while it was looked at: the next look finds out.
        with contextlib.suppress(KnowledgeError, OSError):
            self.refresh()
