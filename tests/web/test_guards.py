import asyncio
from typing import Any

import httpx
import pytest

from web.chat.limits import BODY_BYTES
from web.guards import Guards
from web.headers import SecurityHeaders

SITE = "https://www.example.org"


@pytest.fixture(autouse=True)
def counters(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nobody:
        class rates:
            class requests:
                @staticmethod
                def take(address: str) -> None:
                    """Counts nothing."""

    monkeypatch.setattr("web.guards.current", lambda: Nobody)


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    body = (await receive()).get("body", b"") if scope["method"] in ("POST", "PUT") else b""
    kind = b"text/html" if scope["path"] == "/page" else b"application/json"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"Content-Type", kind)]})
    await send({"type": "http.response.body", "body": b"%d" % len(body)})


def _ask(method: str, path: str, **values: Any) -> httpx.Response:
    app = SecurityHeaders(Guards(_echo, hosts=["chat.example"], origins=[SITE]), [SITE], https=True)

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://chat.example") as client:
            return await client.request(method, path, **values)

    return asyncio.run(ask())


def test_listed_sites_may_use_the_chat() -> None:
    response = _ask("GET", "/chat/x", headers={"Origin": SITE})
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == SITE and response.headers["vary"] == "origin"
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        SITE + ".evil.example",
        "http://www.example.org",
        "https://chat.example:444",
        "http://[",
    ],
)
def test_other_sites_may_not_but_can_read_that_they_may_not(origin: str) -> None:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization",
    }
    beforehand = _ask("OPTIONS", "/chat/x", headers=asked)
    assert beforehand.status_code == 204 and "authorization" in beforehand.headers["access-control-allow-headers"]
    for method in ("GET", "POST", "PUT", "DELETE"):
        response = _ask(method, "/chat/x", headers={"Origin": origin}, content=b"{}")
        assert response.status_code == 403 and response.json()["error"]["code"] == "not_allowed_origin"
        assert response.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in response.headers


def test_other_refusals_cannot_be_read_by_other_sites() -> None:
    response = _ask("GET", "/chat/x", headers={"Origin": "https://evil.example", "Host": "evil.example"})
    assert response.status_code == 400 and "access-control-allow-origin" not in response.headers


def test_our_own_pages_and_programs_may() -> None:
    assert _ask("POST", "/chat/x", headers={"Origin": "http://chat.example"}, content=b"{}").status_code == 200
    assert _ask("POST", "/chat/x", content=b"{}").status_code == 200


def test_browsers_are_told_what_is_allowed_beforehand() -> None:
    response = _ask("OPTIONS", "/chat/x", headers={"Origin": SITE, "Access-Control-Request-Method": "PUT"})
    assert response.status_code == 204 and response.headers["access-control-allow-origin"] == SITE
    assert "PUT" in response.headers["access-control-allow-methods"]
    assert "authorization" in response.headers["access-control-allow-headers"]


@pytest.mark.parametrize("host", ["evil.example", "chat.example.evil", "", "127.0.0.1"])
def test_other_hosts_are_refused_but_for_health(host: str) -> None:
    assert _ask("GET", "/chat/x", headers={"Host": host}).status_code == 400
    assert _ask("GET", "/chat/health", headers={"Host": host}).status_code == 200


def test_bodies_pass_up_to_the_limit() -> None:
    assert _ask("POST", "/chat/x", content=b"x" * BODY_BYTES).text == str(BODY_BYTES)
    assert _ask("POST", "/chat/x", content=b"x" * (BODY_BYTES + 1)).status_code == 413


def test_a_body_without_a_length_is_not_read_beyond_the_limit() -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 100 * BODY_BYTES:
            sent += 1024
            yield b"x" * 1024

    app = Guards(_echo, hosts=["chat.example"])

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://chat.example") as client:
            return await client.post("/chat/x", content=endless())

    assert asyncio.run(ask()).status_code == 413
    assert sent < 2 * BODY_BYTES


@pytest.mark.parametrize("path", ["/page", "/chat/x"])
def test_every_response_has_the_security_headers(path: str) -> None:
    for response in (_ask("GET", path), _ask("GET", path, headers={"Origin": "https://evil.example"})):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] and response.headers["permissions-policy"]
        assert "max-age=31536000" in response.headers["strict-transport-security"]
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy


def test_pages_may_be_framed_by_listed_sites_only() -> None:
    assert f"frame-ancestors 'self' {SITE}" in _ask("GET", "/page").headers["content-security-policy"]
    assert "frame-ancestors 'none'" in _ask("GET", "/chat/x").headers["content-security-policy"]
