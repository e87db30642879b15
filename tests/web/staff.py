"""Staff members as programs, for tests with web processes of their own."""

from __future__ import annotations

import re
import subprocess

import httpx

from ops.model import ROOT
from tests.web.processes import PYTHON, Site


def hire(site: Site, username: str, role: str = "agent", name: str = "") -> str:
    """Makes an account; its password."""
    command = [*PYTHON, "web.accounts", "create", username, "--role", role, "--display-name", name]
    made = subprocess.run(
        command, env=site.env, cwd=ROOT, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    return made.stdout.split()[-1]


class Desk:
    """The browser of somebody whose role needs no code: keeps cookies, sends forms with their token."""

    def __init__(self, url: str):
        self.http = httpx.AsyncClient(base_url=f"{url}/desk/", timeout=60, trust_env=False)
        self.page = ""

    async def enter(self, username: str, password: str) -> Desk:
        await self.get("sign-in")
        assert await self.post("sign-in", username=username, password=password) == 302
        await self.get("own")
        return self

    async def get(self, path: str) -> str:
        self.page = (await self.http.get(path, follow_redirects=True)).text
        return self.page

    async def post(self, path: str, **form: str) -> int:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        assert token, self.page
        return (await self.http.post(path, data={"csrfmiddlewaretoken": token.group(1), **form})).status_code
