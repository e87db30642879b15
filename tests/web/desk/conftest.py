import asyncio
import datetime
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from django.db import connections
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.web.chat.conftest import Running, running
from tests.web.visitors import Visitor
from web.asgi import application
from web.desk.models import StaffMember
from web.desk.roles import Role

__all__ = ["Browser", "Play", "in_thread", "member", "play", "running"]

ALWAYS = datetime.datetime(
    2100, 1, 1, tzinfo=datetime.timezone.utc
)  # as if the desk were open in a browser all the time
PASSWORD = "correct horse battery"
Play = Callable[[Callable[[Visitor], Awaitable[None]]], None]


class Browser:
    """A staff member's browser, which keeps cookies and sends forms with their token."""

    def __init__(self) -> None:
        transport = httpx.ASGITransport(app=application)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")
        self.page = ""

    async def get(self, path: str, **values: object) -> httpx.Response:
        response = await self.client.get(f"/desk/{path}", **values)  # type: ignore[arg-type]
        self.page = response.text
        return response

    @property
    def token(self) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        return found.group(1) if found else ""

    async def post(self, path: str, headers: dict[str, str] | None = None, **form: object) -> httpx.Response:
        data = {"csrfmiddlewaretoken": self.token, **form}
        response = await self.client.post(f"/desk/{path}", data=data, headers=headers or {})
        if "csrfmiddlewaretoken" in response.text:
            self.page = response.text
        return response

    async def sign_in(self, username: str, password: str = PASSWORD) -> httpx.Response:
        await self.get("sign-in")
        return await self.post("sign-in", username=username, password=password)

    async def enter(self, username: str) -> "Browser":
        """Signs in with everything the role needs."""
        response = await self.sign_in(username)
        assert response.status_code == 302, response.text
        found = await in_thread(lambda: StaffMember.objects.get(username=username))
        if found.needs_code:
            await self.get("code/setup")
            code = await in_thread(lambda: _code(found))
            response = await self.post("code/setup", code=code)
            assert response.status_code == 302, response.text
        await self.get("own")
        return self


def _code(member: StaffMember) -> str:
    device = TOTPDevice.objects.get(user=member)
    return f"{totp(device.bin_key):06d}"


async def in_thread(work: Callable[..., Any], *args: Any) -> Any:
    """Database work away from the event loop, with a connection that is closed afterwards."""

    def run() -> Any:
        try:
            return work(*args)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


def member(role: str = Role.AGENT, username: str = "", **values: object) -> StaffMember:
    usual = {"display_name": f"Desk {username or role}", "available": True, "seen_at": ALWAYS}
    return StaffMember.objects.create_staff(username or role, PASSWORD, role, **{**usual, **values})


@pytest.fixture
def play(running: Running) -> Play:
    """Runs a scene while the gateway runs."""

    def run(scene: Callable[[Visitor], Awaitable[None]]) -> None:
        async def all_of_it() -> None:
            async with running() as visitor:
                await scene(visitor)

        asyncio.run(all_of_it())

    return run
