"""The web process as one ASGI application: guards, then the event stream or Django."""

from __future__ import annotations

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
django.setup()

from django.conf import settings  # noqa: E402  settings come first
from django.core.handlers.asgi import ASGIHandler  # noqa: E402

from web.chat import gateway, stream  # noqa: E402
from web.chat.errors import newest  # noqa: E402
from web.chat.runner import lasting  # noqa: E402
from web.desk import whispers  # noqa: E402
from web.guards import Guards  # noqa: E402
from web.headers import SecurityHeaders  # noqa: E402
from web.serve import end_with_parent  # noqa: E402

_django = ASGIHandler()


async def _route(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        conversation = stream.conversation_in(scope["path"])
        if conversation is None:
            await _django(scope, receive, send)
        else:
            await stream.answer(conversation, gateway.current(), scope, receive, send)
    elif scope["type"] == "websocket":  # there are none
        await receive()
        await send({"type": "websocket.close", "code": 1000})


async def _live(receive: Any, send: Any) -> None:
    """The gateway lives as long as the server."""
    await receive()
    end_with_parent()
    running = gateway.Gateway(settings.ENVIRONMENT)
    gateway.use(running)
    running.begin()
    whispering = lasting(whispers.listen(running))
    newest(settings.ENVIRONMENT.knowledge_dir).watch()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    whispering.cancel()
    await running.end()
    gateway.use(None)
    await send({"type": "lifespan.shutdown.complete"})


_environment = settings.ENVIRONMENT
application = SecurityHeaders(
    Guards(
        _route,
        hosts=_environment.allowed_hosts,
        origins=_environment.embedding_origins,
        proxies=_environment.trusted_proxies,
    ),
    _environment.embedding_origins,
    https=_environment.production,
)
