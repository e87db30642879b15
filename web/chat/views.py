"""The visitor API over HTTP (web/chat/openapi.json), except the event stream (`web.chat.stream`)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from web.chat import conversations, limits, ratings, requests, turns
from web.chat.conversations import Done
from web.chat.database import Unavailable
from web.chat.errors import Refusal
from web.chat.gateway import Gateway, current
from web.chat.transcript import as_text

Handler = Callable[..., Coroutine[Any, Any, HttpResponse]]
NO_STORE = {"Cache-Control": "no-store"}


def refused(refusal: Refusal) -> HttpResponse:
    """An error of the table as a response."""
    return JsonResponse(refusal.body, status=refusal.kind.status, headers={**refusal.headers, **NO_STORE})


def api(**handlers: Handler) -> Handler:
    """A view from one function a method; refusals and a locked database become errors of the table."""
    allowed = (*handlers, "OPTIONS")

    async def view(request: HttpRequest, **values: str) -> HttpResponse:
        handler = handlers.get(str(request.method))
        try:
            if handler is None:
                raise Refusal("not_allowed_method", allow=allowed)
            return await handler(request, current(), **values)
        except Refusal as refusal:
            return refused(refusal)
        except Unavailable:
            return refused(Refusal("unavailable"))

    return view


def as_json(shape: dict[str, Any], status: int = 200) -> HttpResponse:
    """A shape of the API as a response."""
    return JsonResponse(shape, status=status, headers=NO_STORE, json_dumps_params={"ensure_ascii": False})


def published(gateway: Gateway, conversation: str, done: Done, status: int = 200) -> HttpResponse:
    """What came of a request as a response; the conversation's streams hear of it too."""
    gateway.hub.publish(conversation, done.pushes)
    return as_json(done.shape, status)


async def _start(request: HttpRequest, gateway: Gateway) -> HttpResponse:
    data = requests.body_of(request)
    language, time_zone = requests.language_of(data), requests.time_zone_of(data)
    continues = requests.continues_of(data, request)
    gateway.rates.conversations.take(address_of(request))
    done = await gateway.database.run(conversations.start, language, time_zone, continues)
    return published(gateway, continues.conversation if continues else "", done, 201)


async def _history(request: HttpRequest, gateway: Gateway, conversation: str) -> HttpResponse:
    after = requests.number_of(request.GET.get("after"))
    key = requests.key_of(request, conversation)
    return as_json((await gateway.database.read(conversations.history, key, after)).shape)


async def _delete(request: HttpRequest, gateway: Gateway, conversation: str) -> HttpResponse:
    sender = await gateway.database.run(conversations.delete, requests.key_of(request, conversation))
    gateway.hub.end(conversation)
    gateway.forget(sender)
    return HttpResponse(status=204, headers=NO_STORE)


async def _language(request: HttpRequest, gateway: Gateway, conversation: str) -> HttpResponse:
    key, language = requests.key_of(request, conversation), requests.language_of(requests.body_of(request))
    return published(gateway, conversation, await gateway.database.run(conversations.set_language, key, language))


async def _turn(request: HttpRequest, gateway: Gateway, conversation: str, turn: str) -> HttpResponse:
    wanted = requests.input_of(requests.body_of(request))
    turn_id, key = requests.turn_id_of(turn), requests.key_of(request, conversation)
    gateway.rates.turns.take(address_of(request))
    if gateway.runner.waiting >= limits.WAITING_TURNS or gateway.ending:
        raise Refusal("unavailable")
    accepted = await gateway.database.run(
        turns.accept, key, turn_id, gateway.runner.owner, text=wanted.text, button=wanted.button
    )
    if accepted.work:
        gateway.runner.start(accepted.work)
    return published(gateway, conversation, accepted, 202 if accepted.created else 200)


async def _feedback(request: HttpRequest, gateway: Gateway, conversation: str, turn: str) -> HttpResponse:
    helpful, reason, comment = requests.feedback_of(requests.body_of(request))
    turn_id, key = requests.turn_id_of(turn), requests.key_of(request, conversation)
    done = await gateway.database.run(turns.rate, key, turn_id, helpful=helpful, reason=reason, comment=comment)
    return published(gateway, conversation, done)


async def _handoff(request: HttpRequest, gateway: Gateway, conversation: str) -> HttpResponse:
    requests.body_of(request)
    key = requests.key_of(request, conversation)
    return published(gateway, conversation, await gateway.database.run(conversations.ask_for_person, key))


async def _rating(request: HttpRequest, gateway: Gateway, conversation: str) -> HttpResponse:
    stars, comment = requests.rating_of(requests.body_of(request))
    key = requests.key_of(request, conversation)
    return published(gateway, conversation, await gateway.database.run(ratings.rate, key, stars, comment))


async def _typing(request: HttpRequest, gateway: Gateway, conversation: str) -> HttpResponse:
    requests.body_of(request)
    await gateway.database.run(conversations.typing, requests.key_of(request, conversation))
    return HttpResponse(status=204, headers=NO_STORE)


async def _transcript(request: HttpRequest, gateway: Gateway, conversation: str) -> HttpResponse:
    wanted = request.GET.get("format", "text")
    if wanted not in ("text", "json"):
        raise Refusal("bad_request")
    done = await gateway.database.read(conversations.history, requests.key_of(request, conversation))
    response = as_json(done.shape) if wanted == "json" else HttpResponse(as_text(done.shape), headers=NO_STORE)
    if wanted == "text":
        response["Content-Type"] = "text/plain; charset=utf-8"
    name = "yokohama-startup-chat." + {"text": "txt", "json": "json"}[wanted]
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def address_of(request: HttpRequest) -> str:
    """The visitor's address, as the guards in front found it."""
    return str(request.META.get("REMOTE_ADDR") or "")


start = api(POST=_start)
conversation = api(GET=_history, DELETE=_delete)
language = api(PUT=_language)
turn = api(PUT=_turn)
feedback = api(PUT=_feedback)
handoff = api(POST=_handoff)
rating = api(PUT=_rating)
typing = api(POST=_typing)
transcript = api(GET=_transcript)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own 400 and 403: a host that is not ours, a malformed request."""
    return refused(Refusal("bad_request"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere."""
    return refused(Refusal("not_found"))


def internal(request: HttpRequest) -> HttpResponse:
    """An error nobody foresaw; what it was is in the log, without texts."""
    return refused(Refusal("internal"))
