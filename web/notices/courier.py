"""Delivers what is due in the outbox, round after round; the worker runs one courier for each channel."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Optional

from django.utils import timezone

from web.notices import mail, outbox, webhook
from web.notices.errors import Undeliverable
from web.notices.models import OutboxItem
from web.notices.sealing import Unreadable, unseal

logger = logging.getLogger(__name__)

AT_ONCE = 8  # connections to one receiver
Send = Callable[[OutboxItem, dict[str, Any]], None]
CHANNELS: dict[str, Send] = {OutboxItem.Channel.MAIL.value: mail.send, OutboxItem.Channel.WEBHOOK.value: webhook.send}


class Courier:
    """Delivers the notices of one channel.

    Args:
        channel: `mail` or `webhook`.
        send: hands one notice over; by default that of the channel.
        clock: gives the moment.
        pool: threads to send in; without one, one after another.
    """

    def __init__(
        self,
        channel: str,
        send: Optional[Send] = None,
        clock: Callable[[], datetime.datetime] = timezone.now,
        pool: Optional[ThreadPoolExecutor] = None,
    ):
        self._channel, self._send, self._clock = channel, send or CHANNELS[channel], clock
        self._map: Callable[..., Any] = pool.map if pool else map

    def round(self) -> int:
        """Takes what is due, tries to deliver it and notes how that went; how many there were."""
        items = outbox.take(self._channel, self._clock(), AT_ONCE)
        for item, problem in zip(items, self._map(self._attempt, items)):
            if problem is None:
                outbox.delivered(item, self._clock())
            else:
                logger.info("Notice %s by %s was not delivered: %s", item.pk, self._channel, problem.problem)
                outbox.failed(item, problem.problem, self._clock(), for_good=problem.for_good)
        return len(items)

    def _attempt(self, item: OutboxItem) -> Optional[Undeliverable]:
        try:
            self._send(item, unseal(item.sealed))
        except Undeliverable as problem:
            return problem
        except Unreadable:
            return Undeliverable("unreadable", for_good=True)
        return None
