"""What a visitor does with the chat, as a test reads it."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

# As the standard is applied in Japan (JIS X 8341-3 follows WCAG), with the newest level and what axe calls best practice.
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Chat:
    def __init__(self, page: Page, server: Any, site: Any) -> None:
        # A contract server, or anything with a `url`; and the site whose pages carry the chat.
        self.page, self.server, self.site = page, server, site
        self.trouble: list[str] = []
        self.expected_offline = False
        page.on("request", self._requested)
        page.on("dialog", lambda dialog: (self.trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        page.on("console", self._said)

    def _requested(self, request: Any) -> None:
        if not request.url.startswith((self.server.url, self.site.url, "data:,", f"blob:{self.site.url}")):
            self.trouble.append(f"foreign request: {request.url}")

    def _said(self, message: Any) -> None:
        # The browser reports every failed request by itself; refusals are part of many tests.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.trouble.append(f"console: {message.text}")

    def check_clean(self) -> None:
        assert not self.trouble, self.trouble

    def visit(self, path: str = "/ja/") -> Chat:
        self.page.goto(self.site.url + path)
        expect(self.launcher).to_be_visible()
        return self

    def open(self, path: str = "/ja/") -> Chat:
        self.visit(path)
        self.launcher.click()
        expect(self.messages.first).to_be_visible()
        return self

    def ask(self, text: str) -> Chat:
        self.box.fill(text)
        self.box.press("Enter")
        return self

    def find(self, selector: str) -> Locator:
        return self.page.locator(f"yokohama-startup-chat {selector}")

    @property
    def launcher(self) -> Locator:
        return self.find(".launcher")

    @property
    def dialog(self) -> Locator:
        return self.find("dialog")

    @property
    def box(self) -> Locator:
        return self.find(".field textarea")

    @property
    def messages(self) -> Locator:
        return self.find(".message")

    @property
    def answers(self) -> Locator:
        return self.find(".message.assistant")

    @property
    def replies(self) -> Locator:
        return self.find(".reply")

    @property
    def status(self) -> Locator:
        return self.find(".status")

    def choose(self, name: str) -> None:
        """Something of the menu."""
        self.find("#menu").click()
        self.find("#choices").get_by_text(name, exact=False).click()

    def focused(self) -> str:
        """Where the focus is: tag and class within the chat, or the id of something of the page."""
        return self.page.evaluate(
            """() => {
              const outer = document.activeElement;
              const inner = outer.shadowRoot?.activeElement;
              const one = inner ?? outer;
              return [one.localName, one.id, one.className].filter(Boolean).join(' ');
            }"""
        )

    def violations(self) -> list[str]:
        found = Axe().run(self.page, options=AXE).response["violations"]
        return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]
