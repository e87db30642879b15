"""How often an address may ask: counters in memory only, so that no address is ever stored."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

from web.chat import limits
from web.chat.errors import Refusal


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 network a subscriber has in IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


class Rate:
    """At most `allowed` in `per_s` seconds for each address, refilled steadily (a token bucket).

    Each web process counts for itself: N of them let through up to N times as much.

    Args:
        error: the key of the error table.
        allowed: how many.
        per_s: in how many seconds.
        clock: gives seconds.
    """

    def __init__(self, error: str, allowed: int, per_s: float, clock: Callable[[], float] = time.monotonic):
        self._error, self._allowed, self._per_s, self._clock = error, allowed, per_s, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> None:
        """Counts one.

        Raises:
            Refusal: when the address has none left.
        """
        key, now = network_of(address), self._clock()
        left, at = self._left.get(key, (float(self._allowed), now))
        left = min(self._allowed, left + (now - at) * self._allowed / self._per_s)
        if left < 1:
            raise Refusal(self._error, retry_after_s=(1 - left) * self._per_s / self._allowed)
        self._left[key] = (left - 1, now)
        self._left.move_to_end(key)
        if len(self._left) > limits.ADDRESSES_KEPT:
            self._left.popitem(last=False)


class Rates:
    """The counters of one web process."""

    def __init__(self) -> None:
        many = "too_many_from_address"
        self.requests = Rate(many, limits.ADDRESS_REQUESTS_PER_MINUTE, 60)
        self.turns = Rate(many, limits.ADDRESS_TURNS_PER_MINUTE, 60)
        self.conversations = Rate("too_many_conversations", limits.ADDRESS_CONVERSATIONS_PER_HOUR, 3600)
        self.contacts = Rate(many, limits.ADDRESS_CONTACTS_PER_HOUR, 3600)
