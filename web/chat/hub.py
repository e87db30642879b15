"""Who listens to which conversation in this process, and what they are told."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from web.chat.shapes import Push

MAX_QUEUED = 200  # a stream whose browser reads slower looks into the database instead


class Listener:
    """One open event stream.

    Attributes:
        queue: what was pushed since the stream last looked.
        behind: something may be missing from the queue; look into the database.
        gone: the conversation was deleted, or the server ends.
    """

    __slots__ = ("_news", "behind", "gone", "queue")

    def __init__(self) -> None:
        self.queue: deque[Push] = deque()
        self.behind = True
        self.gone = False
        self._news = asyncio.Event()

    def tell(self, pushes: Sequence[Push] = (), *, behind: bool = False, gone: bool = False) -> None:
        """Hands over pushes, or says that there is something to look up, or that it is over."""
        self.queue.extend(pushes)
        if len(self.queue) > MAX_QUEUED:
            self.queue.clear()
            behind = True
        self.behind = self.behind or behind
        self.gone = self.gone or gone
        self._news.set()

    async def wait(self, within_s: float) -> bool:
        """Whether something was told within that time."""
        try:
            await asyncio.wait_for(self._news.wait(), within_s)
        except asyncio.TimeoutError:
            return False
        self._news.clear()
        return True


class Hub:
    """All open event streams of this process.

    Args:
        announce: tells other processes that a conversation has news.
    """

    def __init__(self, announce: Callable[[str], None] = lambda conversation: None):
        self._listeners: dict[str, set[Listener]] = {}
        self._announce = announce
        self.count = 0

    def listeners(self, conversation: str) -> int:
        """How many streams of a conversation are open."""
        return len(self._listeners.get(conversation, ()))

    def conversations(self) -> list[str]:
        """The conversations that somebody listens to."""
        return list(self._listeners)

    def join(self, conversation: str) -> Listener:
        """Opens a stream."""
        listener = Listener()
        self._listeners.setdefault(conversation, set()).add(listener)
        self.count += 1
        return listener

    def leave(self, conversation: str, listener: Listener) -> None:
        """Closes a stream."""
        others = self._listeners.get(conversation, set())
        others.discard(listener)
        self.count -= 1
        if not others:
            self._listeners.pop(conversation, None)

    def publish(self, conversation: str, pushes: Sequence[Push]) -> None:
        """Sends what this process stored, and announces it to the others."""
        if pushes:
            self.whisper(conversation, pushes)
            self._announce(conversation)

    def whisper(self, conversation: str, pushes: Sequence[Push]) -> None:
        """Sends to the streams of this process only: what does not last."""
        for listener in self._listeners.get(conversation, ()):
            listener.tell(pushes)

    def wake(self, conversation: str) -> None:
        """Another process stored something."""
        for listener in self._listeners.get(conversation, ()):
            listener.tell(behind=True)

    def end(self, conversation: str) -> None:
        """The conversation was deleted."""
        for listener in self._listeners.get(conversation, ()):
            listener.tell(gone=True)

    def end_all(self) -> None:
        """The server ends."""
        for conversation in self.conversations():
            self.end(conversation)
