from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.contract_server import ContractServer, Site

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

# How long a page may take until a test gives it up: what is there is found at once, and a busy machine is no fault of the page.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    needs_chromium(items, Path(__file__).parent)


def needs_chromium(items: list[pytest.Item], folder: Path) -> None:
    for item in items:
        if folder in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason="no Chromium: apt-get install chromium, or set CHROMIUM"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    quiet = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", *quiet]}


@pytest.fixture
def server() -> Iterator[ContractServer]:
    running = ContractServer()
    yield running
    running.stop()


@pytest.fixture
def site(server: ContractServer) -> Iterator[Site]:
    running = Site(server.url)
    yield running
    running.stop()


@pytest.fixture
def chat(page: Page, server: ContractServer, site: Site) -> Iterator[Chat]:
    """The chat on a site of another origin; whatever the test did, nothing foreign was asked and no policy was broken."""
    one = Chat(page, server, site)
    yield one
    one.check_clean()
