"""The only way to a page of the desk: each declares the permission it needs, and all pass the same checks.

Django's middleware would also stand before the visitors' chat, which has no sessions; here it wraps the desk alone.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from typing import Any, Union, cast

from django.contrib.auth import logout
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_protect
from django_otp.middleware import OTPMiddleware

from web.chat.database import Unavailable
from web.chat.gateway import current
from web.chat.shapes import Push
from web.desk import audit, roles
from web.desk.addresses import address_of
from web.desk.pages import POLICY, plain, redirect, show
from web.desk.sessions import Standing, present, seen, standing

View = Callable[..., HttpResponse]
Served = Callable[..., Coroutine[Any, Any, HttpResponse]]


class UndeclaredPermission(TypeError):
    """A route leads to a view that does not say who may use it."""


def needs(permission: str, *methods: str, live: bool = False) -> Callable[[View], Served]:
    """Declares who may use a view, and by which methods.

    Args:
        permission: of `web.desk.roles`.
        methods: GET when none is given.
        live: a page asks for it by itself, so that it does not count as activity.
    """
    if permission not in roles.PERMISSIONS:
        raise UndeclaredPermission(permission)
    allowed = methods or ("GET",)

    def declare(view: View) -> Served:
        chain = _chain(view, permission, allowed, live)

        @functools.wraps(view)
        async def served(request: HttpRequest, **values: Any) -> HttpResponse:
            tray: list[tuple[str, list[Push]]] = []
            erased: list[tuple[str, str]] = []  # conversations, with what Rasa knows them by
            request.pushes = tray  # type: ignore[attr-defined]
            request.erased = erased  # type: ignore[attr-defined]
            gateway = current()
            try:
                work = gateway.staff.read if request.method == "GET" else gateway.staff.run
                response = await work(chain, request, values)
            except Unavailable:
                response = plain(request, "unavailable", 503)
                response["Retry-After"] = "5"
            for conversation, pushes in tray:
                lasting = any(push.seq is not None for push in pushes)
                (gateway.hub.publish if lasting else gateway.hub.whisper)(conversation, pushes)
            for conversation, sender in erased:
                gateway.hub.end(conversation)
                gateway.forget(sender)
            return response

        served.permission, served.methods, served.live = permission, allowed, live  # type: ignore[attr-defined]
        return served

    return declare


def route(pattern: str, view: Union[View, Served], name: str) -> URLPattern:
    """A route of the desk.

    Raises:
        UndeclaredPermission: when the view does not say who may use it.
    """
    if getattr(view, "permission", None) not in roles.PERMISSIONS:
        raise UndeclaredPermission(f"{pattern}: say who may use it with web.desk.access.needs")
    return path(pattern, view, name=name)


def _chain(view: View, permission: str, allowed: tuple[str, ...], live: bool) -> Callable[..., HttpResponse]:
    def admitted(request: HttpRequest, **values: Any) -> HttpResponse:
        turned_away = _turned_away(request, permission)
        if turned_away is not None:
            return turned_away
        if permission not in (roles.ANYONE, roles.SIGNING_IN):
            present(request.user)  # type: ignore[arg-type]
            if not live:
                seen(request.session)
        try:
            return view(request, **values)
        except PermissionDenied:
            return show(request, "refused", status=403)
        except Http404:
            return show(request, "missing", status=404)

    protected = csrf_protect(admitted)

    def checked(request: HttpRequest, **values: Any) -> HttpResponse:
        if request.method not in allowed:
            return HttpResponseNotAllowed(allowed)
        # A browser says by itself where a request comes from; another site's is refused before its token is read.
        if request.method != "GET" and request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            return show(request, "refused", status=403)
        return protected(request, **values)

    def run(request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
        def inner(request: HttpRequest) -> HttpResponse:
            return checked(request, **values)

        audit.where.set(address_of(request))
        with_user = AuthenticationMiddleware(OTPMiddleware(inner))
        response = cast(HttpResponse, SessionMiddleware(with_user)(request))
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Referrer-Policy", "same-origin")
        if "Cache-Control" not in response:
            patch_cache_control(response, no_store=True)
        return response

    return run


def _turned_away(request: HttpRequest, permission: str) -> HttpResponse | None:
    """Where somebody has to go first, or that the role does not fit; None to let in."""
    if permission == roles.ANYONE:
        return None
    state = standing(request)
    if state is Standing.ENDED:
        logout(request)
    if state in (Standing.OUT, Standing.ENDED):
        return _elsewhere(request, "sign-in", ended="1" if state is Standing.ENDED else "")
    if permission == roles.SIGNING_IN:
        return None
    if state is not Standing.IN:
        return _elsewhere(request, "code" if state is Standing.CODE else "code-setup")
    if not request.user.may(permission):  # type: ignore[union-attr]
        return show(request, "refused", status=403)
    return None


def _elsewhere(request: HttpRequest, name: str, **query: str) -> HttpResponse:
    target = redirect(name).url
    wanted = (
        {"next": request.get_full_path()} if request.method == "GET" and not request.headers.get("HX-Request") else {}
    )
    parameters = urlencode({key: value for key, value in {**query, **wanted}.items() if value})
    address = f"{target}?{parameters}" if parameters else target
    if request.headers.get("HX-Request"):  # htmx would put the sign-in page into the part that was asked for
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
