"""The whole thing as `make run` starts it, on free ports, for visitors with a browser."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from ops.launcher import migrate, web_services
from ops.service import free_port
from tests.browser.chat import Chat
from tests.browser.conftest import browser_type_launch_args, needs_chromium
from tests.browser.contract_server import Site
from tests.e2e.conftest import Assistant

__all__ = ["browser_type_launch_args"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    needs_chromium(items, Path(__file__).parent)


class Stack(Assistant):
    """The assistant with its gateway and worker; a site that may show the chat, and one that may not."""

    def __init__(self, folder: Path):
        super().__init__(folder / "log")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.site, self.stranger = Site(self.url), Site(self.url)
        os.environ["EMBEDDING_ORIGINS"] = self.site.url
        data = folder / "data"
        assert migrate(data)
        self.worker, self.web = web_services(
            rasa_port=self.rasa_port, web_port=port, data_dir=data, log_dir=self.log_dir
        )
        for service in (self.worker, self.web):
            self.restart(service)

    def kill_web(self) -> None:
        assert self.web.pid
        os.kill(self.web.pid, signal.SIGKILL)

    def stop(self) -> None:
        for service in (self.web, self.worker):
            self._run(service.stop())
        super().stop()
        for site in (self.site, self.stranger):
            site.stop()
        del os.environ["EMBEDDING_ORIGINS"]


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = Stack(tmp_path_factory.mktemp("stack"))
    yield running
    running.stop()


@pytest.fixture
def demo(page: Page, stack: Stack) -> Iterator[Chat]:
    """The chat on the demonstration pages, which are the gateway's own."""
    one = Chat(page, stack, stack)
    yield one
    one.check_clean()


@pytest.fixture
def embedded(page: Page, stack: Stack) -> Iterator[Chat]:
    """The chat on a site of another origin, under a strict policy."""
    one = Chat(page, stack, stack.site)
    yield one
    one.check_clean()


def remembered(chat: Chat) -> dict[str, Any]:
    """What the browser keeps of the conversation."""
    return chat.page.evaluate("JSON.parse(localStorage.getItem('yokohama-startup-chat'))")
