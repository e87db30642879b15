"""Whose request it is: the address of the visitor, and not of the proxy in front."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Union

Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]


def networks(proxies: Iterable[str]) -> tuple[Network, ...]:
    """The networks of `TRUSTED_PROXIES`.

    Raises:
        ValueError: when one is neither an address nor a network.
    """
    return tuple(ipaddress.ip_network(proxy, strict=False) for proxy in proxies)


def header(scope: Mapping[str, Any], name: bytes) -> str:
    """A header of an ASGI request; several of one name are joined; empty without one."""
    return ", ".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


def client_address(scope: Mapping[str, Any], trusted: Sequence[Network]) -> str:
    """The address that counts for limits.

    `X-Forwarded-For` is read from its end as long as the addresses are proxies we trust; anyone may write what stands
    before that.
    """
    address = (scope.get("client") or ("", 0))[0]
    hops = [hop.strip() for hop in header(scope, b"x-forwarded-for").split(",") if hop.strip()]
    while hops and _among(address, trusted):
        address = hops.pop()
    return address


def scheme(scope: Mapping[str, Any], trusted: Sequence[Network]) -> str:
    """`https` or `http`, as the visitor's browser sees it."""
    forwarded = header(scope, b"x-forwarded-proto").strip().lower()
    proxied = _among((scope.get("client") or ("", 0))[0], trusted)
    return forwarded if proxied and forwarded in ("http", "https") else str(scope.get("scheme", "http"))


def _among(address: str, trusted: Sequence[Network]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)
