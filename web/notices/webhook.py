"""Sending a notice to a webhook: JSON as Slack, Mattermost and Rocket.Chat take it.

Redirects are not followed. The address is checked once the connection stands and before a byte is sent, so that no
name server can lead it to a machine of our own network.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from web.notices.errors import Undeliverable
from web.notices.models import OutboxItem

CONNECT_S, READ_S = 5, 10


class PrivateAddress(HTTPError):
    """The webhook leads to a private, loopback or otherwise special address."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return (mapped or found).is_global and not found.is_multicast


def _checked(connected: socket.socket) -> socket.socket:
    if not is_public(connected.getpeername()[0]):
        connected.close()
        raise PrivateAddress
    return connected


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _SecureConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn())


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class PublicOnly(HTTPAdapter):
    """Of `requests`: connects to public addresses only."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """As the library does, with our connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


def send(item: OutboxItem, content: dict[str, Any]) -> None:
    """Posts a notice.

    Args:
        item: whose key goes along, the same at every attempt, by which the receiver drops doubles.
        content: `text`.

    Raises:
        Undeliverable: when the receiver cannot be reached or does not say that it has it.
    """
    if not settings.NOTICES.webhook_url:
        raise Undeliverable("off")
    with requests.Session() as session:
        session.trust_env = False  # no proxy of the environment stands between the check and the receiver
        if not settings.NOTICES.webhook_private:
            session.mount("https://", PublicOnly())
            session.mount("http://", PublicOnly())
        try:
            response = session.post(
                settings.NOTICES.webhook_url,
                json={"text": content["text"]},
                headers={"Idempotency-Key": item.key},
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
                stream=True,  # what it answers beside the status is not read
            )
            response.close()
        except PrivateAddress:
            raise Undeliverable("private_address") from None
        except requests.Timeout:
            raise Undeliverable("timeout") from None
        except (requests.RequestException, HTTPError, OSError, ValueError):
            raise Undeliverable("unreachable") from None
    if not 200 <= response.status_code < 300:
        raise Undeliverable(f"http_{response.status_code}")
