"""The event stream of a conversation (server-sent events), a plain ASGI application in front of Django.

No thread and no database connection is held while a stream is idle. A browser that comes back with the number of the
last event it got (`Last-Event-ID`) receives what it missed, in order and once.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any, Optional
from urllib.parse import parse_qs

from web.chat import limits
from web.chat.conversations import Key, events_after, find
from web.chat.database import Unavailable
from web.chat.errors import Refusal
from web.chat.gateway import Gateway
from web.chat.hub import Listener
from web.chat.requests import bearer, number_of
from web.chat.shapes import Push

PATH = re.compile(r"/chat/conversations/([^/]+)/events")
DATABASE_AGAIN_S = 0.5


def conversation_in(path: str) -> Optional[str]:
    """The conversation whose stream a path asks for, or None when it is another path."""
    match = PATH.fullmatch(path)
    return match.group(1) if match else None


async def answer(conversation: str, gateway: Gateway, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
    """Answers a request for a stream: an error of the table, or events until either side ends."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    try:
        after = _after(scope, headers)
        key = Key(conversation, bearer(headers.get("authorization")))
        await gateway.database.read(find, key)
        if gateway.hub.count >= limits.STREAMS or gateway.ending:
            raise Refusal("unavailable")
        if gateway.hub.listeners(conversation) >= limits.STREAMS_PER_CONVERSATION:
            raise Refusal("too_many")
    except Refusal as refusal:
        await refuse(refusal, send)
        return
    except Unavailable:
        await refuse(Refusal("unavailable"), send)
        return
    listener = gateway.hub.join(conversation)
    leaving = asyncio.ensure_future(_left(receive, listener))
    try:
        await _send_events(conversation, after, gateway, listener, send)
    finally:
        leaving.cancel()
        gateway.hub.leave(conversation, listener)


async def refuse(refusal: Refusal, send: Any) -> None:
    """Sends an error of the table."""
    extra = [(name.lower().encode(), value.encode()) for name, value in refusal.headers.items()]
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), *extra]
    await send({"type": "http.response.start", "status": refusal.kind.status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(refusal.body).encode()})


def _after(scope: Mapping[str, Any], headers: Mapping[str, str]) -> int:
    if scope["method"] != "GET":
        raise Refusal("not_allowed_method", allow=("GET", "OPTIONS"))
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return number_of(headers.get("last-event-id") or query.get("after", [""])[-1])


async def _left(receive: Any, listener: Listener) -> None:
    """Notices that the browser went away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.tell(gone=True)


async def _send_events(conversation: str, last: int, gateway: Gateway, listener: Listener, send: Any) -> None:
    # Proxies must neither keep nor collect what is sent (X-Accel-Buffering is nginx's word for it).
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _write(send, f"retry: {limits.RETRY_MS}\n\n")
    while not listener.gone:
        if listener.behind:
            last = await _catch_up(conversation, last, gateway, listener, send)
            continue
        ready = []
        while listener.queue and not listener.behind:
            push = listener.queue.popleft()
            if push.seq is None:
                ready.append(push)
            elif push.seq == last + 1:
                ready.append(push)
                last = push.seq
            elif push.seq > last:  # what another process stored in between is in the database
                listener.behind = True
        if ready:
            await _write(send, "".join(map(_event, ready)))
        if not listener.behind and not await listener.wait(limits.HEARTBEAT_S):
            await _write(send, ":\n\n")
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _catch_up(conversation: str, last: int, gateway: Gateway, listener: Listener, send: Any) -> int:
    """Sends what the database has after `last`; returns the new last number."""
    listener.behind = False
    try:
        pushes = await gateway.database.read(events_after, conversation, last)
    except Unavailable:
        listener.behind = True
        await asyncio.sleep(DATABASE_AGAIN_S)
        return last
    if pushes:
        await _write(send, "".join(map(_event, pushes)))
        listener.behind = True  # there may be more than one portion
        return pushes[-1].seq or last
    return last


async def _write(send: Any, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


def _event(push: Push) -> str:
    number = "" if push.seq is None else f"id: {push.seq}\n"
    return f"{number}event: {push.kind}\ndata: {push.data}\n\n"
