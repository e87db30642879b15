"""Every route of the desk, taken from the router: who is let in, and what is refused."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from django.http import HttpRequest, HttpResponse

from tests.web.desk.conftest import Browser, Play, member
from tests.web.visitors import Visitor
from web.chat import gateway
from web.chat.database import Unavailable
from web.desk import roles
from web.desk.access import POLICY, UndeclaredPermission, needs, route
from web.desk.roles import MAY, Role
from web.urls import urlpatterns

DESK = [one for one in urlpatterns if str(one.pattern).startswith("desk/")]  # all apps of the desk
ROUTES: list[tuple[str, Any]] = [
    (re.sub(r"<\w+:(\w+)>", "1", f"{whole.pattern}{one.pattern}".removeprefix("desk/")), one.callback)
    for whole in DESK
    for one in whole.url_patterns
]
GUARDED = [(path, view) for path, view in ROUTES if view.permission not in (roles.ANYONE, roles.SIGNING_IN)]
CHANGING = [(path, view) for path, view in ROUTES if "POST" in view.methods]


def test_every_route_declares_a_permission_some_role_has() -> None:
    assert len(ROUTES) >= 10
    granted = frozenset().union(*MAY.values()) | {roles.ANYONE, roles.SIGNING_IN}
    assert {view.permission for _, view in ROUTES} <= granted
    assert set(MAY) == set(Role)


def test_a_route_without_a_declared_permission_is_refused() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    with pytest.raises(UndeclaredPermission):
        route("new", view, "new")
    with pytest.raises(UndeclaredPermission):
        needs("whatever")(view)


@pytest.mark.database
def test_anonymous_gets_the_sign_in_page_everywhere(play: Play) -> None:
    async def scene(visitor: Visitor) -> None:
        browser = Browser()
        for path, view in GUARDED:
            method = "GET" if "GET" in view.methods else "POST"
            await browser.get("sign-in")
            response = await (browser.get(path) if method == "GET" else browser.post(path))
            assert response.status_code == 302 and response.headers["location"].startswith("/desk/sign-in"), path

    play(scene)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.database
def test_the_wrong_role_is_refused_everywhere(role: Role, play: Play) -> None:
    member(role)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(role)
        for path, view in GUARDED:
            if view.permission in MAY[role]:
                continue
            method = "GET" if "GET" in view.methods else "POST"
            response = await (browser.get(path) if method == "GET" else browser.post(path))
            assert response.status_code == 403, (path, response.status_code)
            await browser.get("own")

    play(scene)


def _forged(token: str) -> list[dict[str, Any]]:
    """What another site can make a signed-in browser send; the last ones know the rules but not the token."""
    plain = {"content-type": "application/x-www-form-urlencoded"}
    return [
        {"data": {}},
        {"data": {"csrfmiddlewaretoken": ""}},
        {"data": {"csrfmiddlewaretoken": "x" * 64}},
        {"data": {"csrfmiddlewaretoken": token[:-1] + ("a" if token[-1] != "a" else "b")}},
        {"data": {"csrfmiddlewaretoken": token}, "headers": {"origin": "https://evil.example"}},
        {"data": {"csrfmiddlewaretoken": token}, "headers": {"origin": "null"}},
        {"data": {"csrfmiddlewaretoken": token}, "headers": {"sec-fetch-site": "cross-site"}},
        {"data": {"csrfmiddlewaretoken": token}, "headers": {"sec-fetch-site": "same-site"}},
        {"content": b"a=b", "headers": {**plain, "content-type": "text/plain"}},
        {"content": b'{"csrfmiddlewaretoken": "x"}', "headers": {"content-type": "application/json"}},
        {"files": {"csrfmiddlewaretoken": b"x"}},
        {"data": {"_method": "POST"}, "headers": {"x-http-method-override": "POST", "x-csrftoken": "guess"}},
    ]


@pytest.mark.database
def test_twelve_forged_requests_are_refused_at_every_changing_route(play: Play) -> None:
    for role in Role:
        member(role)

    async def scene(visitor: Visitor) -> None:
        browsers = {role: await Browser().enter(role) for role in Role}
        for path, view in CHANGING:
            allowed = [role for role in Role if view.permission in MAY[role]]
            # Whoever may use the route is the one to be tricked; at the sign-in pages it is anybody.
            for role in allowed[:1] or [Role.AGENT, Role.ADMINISTRATOR]:
                browser = browsers[role]
                forged = _forged(browser.token)
                assert len(forged) == 12
                for request in forged:
                    response = await browser.client.post(f"/desk/{path}", **request)
                    assert response.status_code == 403, (path, request, response.status_code)

    play(scene)


@pytest.mark.database
def test_every_response_has_the_security_headers(play: Play) -> None:
    member(Role.AGENT)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.AGENT)
        answers: list[httpx.Response] = []
        for path, _ in ROUTES:
            answers.append(await browser.client.request("GET", f"/desk/{path}"))
            answers += [await browser.client.request(method, f"/desk/{path}") for method in ("POST", "DELETE")]
        for response in [*answers, await browser.get("files/desk.css"), await browser.get("files/../models.py")]:
            assert response.headers["x-content-type-options"] == "nosniff"
            assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
            if (
                response.headers.get("content-type", "").startswith("text/html")
                and response.url.path != "/desk/models.py"
            ):
                assert response.headers["content-security-policy"] == POLICY
                assert "no-store" in response.headers["cache-control"]
                assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\son\w+=|hx-on", response.text), response.url

    play(scene)


@pytest.mark.database
def test_what_goes_wrong_is_said_on_a_page_in_both_languages(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def locked(*_: Any) -> HttpResponse:
        raise Unavailable("locked")

    async def scene(visitor: Visitor) -> None:
        said = []
        for language in ("ja", "en"):
            headers = {"accept-language": language}
            said.append(await Browser().get("nowhere", headers=headers))
            with monkeypatch.context() as patch:
                patch.setattr(gateway.current().staff, "read", locked)
                said.append(await Browser().get("inbox?tab=all", headers=headers))
        assert [one.status_code for one in said] == [404, 503, 404, 503]
        assert said[1].headers["retry-after"] == "5" and 'href="/desk/inbox?tab=all"' in said[1].text
        for one, language in zip(said, ("ja", "ja", "en", "en")):
            assert one.headers["content-security-policy"] == POLICY and f'<html lang="{language}">' in one.text
            assert one.headers["cache-control"] == "no-store"
        assert (await visitor.request("GET", "/chat/nowhere")).json()["error"]["code"] == "not_found"

    play(scene)


def test_methods_that_a_route_does_not_have_are_refused(play: Play) -> None:
    async def scene(visitor: Visitor) -> None:
        response = await Browser().client.get("/desk/sign-out")
        assert response.status_code == 405

    play(scene)
