"""Security headers of every response, also of event streams and errors that Django never sees.

They follow the OWASP HTTP headers cheat sheet: nothing may be loaded, framed or sniffed but what is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

HSTS_S = 31_536_000  # a year, as browsers' preload lists ask for

_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
}

_PAGES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'"
)


class SecurityHeaders:
    """ASGI middleware that adds what a response does not set itself.

    Args:
        app: the application behind.
        framed_by: origins that may show pages of ours in a frame.
        https: the visitors' browsers only come by TLS.
    """

    def __init__(self, app: Any, framed_by: Iterable[str] = (), https: bool = False):
        self._app = app
        self._pages = "; ".join([_PAGES, " ".join(["frame-ancestors", "'self'", *framed_by])])
        self._data = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        self._always = {**_ALWAYS, **({"strict-transport-security": f"max-age={HSTS_S}"} if https else {})}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Passes a request on."""

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._added(message.get("headers") or [])
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)

    def _added(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        headers = [(name.lower(), value) for name, value in headers]
        present = {name.decode("latin-1") for name, _ in headers}
        kind = next((value for name, value in headers if name == b"content-type"), b"")
        policy = self._pages if kind.startswith(b"text/html") else self._data
        wanted = {**self._always, "content-security-policy": policy}
        return headers + [(n.encode(), v.encode("latin-1")) for n, v in wanted.items() if n not in present]
