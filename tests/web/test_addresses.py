from typing import Any

import pytest

from web.addresses import client_address, networks, scheme

PROXIES = networks(["127.0.0.1", "10.0.0.0/8", "::1"])


def _scope(peer: str, **headers: str) -> dict[str, Any]:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"client": (peer, 1), "headers": pairs, "scheme": "http"}


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9", "192.0.2.1"),  # anyone may write the header
        ("127.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("127.0.0.1", "203.0.113.5, 198.51.100.9", "198.51.100.9"),  # what stands before is the visitor's own word
        ("10.1.2.3", "198.51.100.9, 10.9.9.9", "198.51.100.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "not an address", "not an address"),
        ("", "198.51.100.9", ""),
    ],
)
def test_only_proxies_are_believed(peer: str, forwarded: str, address: str) -> None:
    assert client_address(_scope(peer, x_forwarded_for=forwarded), PROXIES) == address


def test_only_proxies_tell_the_scheme() -> None:
    assert scheme(_scope("127.0.0.1", x_forwarded_proto="https"), PROXIES) == "https"
    assert scheme(_scope("192.0.2.1", x_forwarded_proto="https"), PROXIES) == "http"
