from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from django.conf import settings

from tests.web.fake_rasa import FakeRasa
from tests.web.visitors import Visitor
from web.asgi import application
from web.chat import gateway
from web.chat.gateway import Gateway

Running = Callable[[], AbstractAsyncContextManager[Visitor]]


@pytest.fixture
def running(rasa: FakeRasa, transactional_db: None) -> Running:
    """A gateway in the test's own event loop, with one visitor who is not yet in a conversation."""

    @asynccontextmanager
    async def run() -> AsyncIterator[Visitor]:
        running = Gateway(replace(settings.ENVIRONMENT, rasa_url=rasa.url, gateway_secret="s"))
        gateway.use(running)
        running.begin()
        transport = httpx.ASGITransport(app=application)
        try:
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                yield Visitor(client, [""])
        finally:
            await running.end()
            gateway.use(None)

    return run
