"""What a request must pass before any work is done for it: who sends it, from where, and how much."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from django.http.request import split_domain_port, validate_host

from web.addresses import client_address, header, networks, scheme
from web.chat.errors import Refusal
from web.chat.gateway import current
from web.chat.limits import BODY_BYTES
from web.chat.stream import refuse

HEALTH = "/chat/health"  # asked by the launcher and by load balancers, under whatever name
PREFLIGHT_S = 600  # how long a browser may remember what is allowed
_ALLOWED = {
    b"access-control-allow-methods": b"GET, POST, PUT, DELETE, OPTIONS",
    b"access-control-allow-headers": b"authorization, content-type, last-event-id",
    b"access-control-max-age": str(PREFLIGHT_S).encode(),
}
_EXPOSED = (b"access-control-expose-headers", b"retry-after, content-disposition")
App = Callable[[Any, Any, Any], Awaitable[None]]


class Guards:
    """ASGI middleware: the visitor's address, the rate of requests, the origin, the size of the body.

    Args:
        app: the application behind.
        hosts: names under which we are reached.
        origins: web sites that may use the chat from a page of theirs.
        proxies: addresses or networks whose word on the visitor's address counts.
    """

    def __init__(self, app: App, *, hosts: Iterable[str], origins: Iterable[str] = (), proxies: Iterable[str] = ()):
        self._app = app
        self._hosts = list(hosts)
        self._origins = frozenset(origins)
        self._trusted = networks(proxies)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        address = client_address(scope, self._trusted)
        scope = {**scope, "client": (address, 0), "scheme": scheme(scope, self._trusted)}
        origin = header(scope, b"origin")
        host = header(scope, b"host").lower()
        listed = origin in self._origins
        if listed:
            send = _with_origin(send, origin)
        try:
            current().rates.requests.take(address)
            if scope["path"] != HEALTH and not validate_host(split_domain_port(host)[0], self._hosts):
                raise Refusal("bad_request")
            preflight = scope["method"] == "OPTIONS" and scope["path"].startswith("/chat/")
            if origin and not listed and not _same(origin, host):
                # Any page may read that it is refused, so that the chat on it can say why; nothing else.
                send = _with_origin(send, "*")
                if not preflight:
                    raise Refusal("not_allowed_origin")
            if preflight:
                await send({"type": "http.response.start", "status": 204, "headers": list(_ALLOWED.items())})
                await send({"type": "http.response.body", "body": b""})
                return
            await self._app(scope, await _limited(scope, receive), send)
        except Refusal as refusal:
            await refuse(refusal, send)


def _same(origin: str, host: str) -> bool:
    try:
        return urlsplit(origin).netloc == host
    except ValueError:
        return False


async def _limited(scope: Any, receive: Any) -> Any:
    """The request's body, read up to the limit; then whatever else the server tells.

    Raises:
        Refusal: when it is larger, before the rest is read.
    """
    length = header(scope, b"content-length")
    if length.isdecimal() and int(length) > BODY_BYTES:
        raise Refusal("too_large")
    if scope["method"] in ("GET", "HEAD") and length in ("", "0") and not header(scope, b"transfer-encoding"):
        return receive
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_BYTES:
            raise Refusal("too_large")
        if not message.get("more_body"):
            break
    first = [message if message["type"] == "http.disconnect" else {"type": "http.request", "body": body}]

    async def replay() -> Any:
        return first.pop() if first else await receive()

    return replay


def _with_origin(send: Any, origin: str) -> Any:
    async def with_origin(message: Any) -> None:
        if message["type"] == "http.response.start":
            extra = [(b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"origin"), _EXPOSED]
            message = {**message, "headers": [*(message.get("headers") or []), *extra]}
        await send(message)

    return with_origin
