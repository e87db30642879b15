"""The visitor API of contacts (described in web/chat/openapi.json with the rest)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from web.chat.gateway import Gateway
from web.chat.requests import body_of, key_of
from web.chat.views import NO_STORE, address_of, api, as_json, published
from web.contacts import keeping, returns
from web.contacts.requests import left_of, link_of


async def _leave(request: HttpRequest, gateway: Gateway, conversation: str) -> HttpResponse:
    left, key = left_of(body_of(request)), key_of(request, conversation)
    gateway.rates.contacts.take(address_of(request))
    return published(gateway, conversation, await gateway.database.run(keeping.leave, key, left))


async def _withdraw(request: HttpRequest, gateway: Gateway, conversation: str) -> HttpResponse:
    done = await gateway.database.run(keeping.withdraw, key_of(request, conversation))
    gateway.hub.publish(conversation, done.pushes)
    return HttpResponse(status=204, headers=NO_STORE)


async def _enter(request: HttpRequest, gateway: Gateway) -> HttpResponse:
    link = link_of(body_of(request))
    gateway.rates.conversations.take(address_of(request))
    return as_json((await gateway.database.run(returns.enter, link)).shape)


contact = api(PUT=_leave, DELETE=_withdraw)
enter = api(POST=_enter)
