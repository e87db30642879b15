"""An office with its staff for browser tests: a real web process, and what a browser does in it."""

from __future__ import annotations

import base64
import os
import re
import uuid
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from django_otp.oath import totp
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.chat import AXE
from tests.web.processes import Site
from tests.web.staff import hire

# With SCREENSHOTS=folder the pages are also kept as pictures, to be looked at.
SHOTS = os.environ.get("SCREENSHOTS", "")
OPEN = {"OFFICE_HOURS": "00:00-23:59", "OFFICE_WEEKDAYS": "mon,tue,wed,thu,fri,sat,sun", "OFFICE_YEAR_END": ""}
WIDTHS = (1280, 360)


class Office:
    """A web process with its staff."""

    def __init__(self, site: Site):
        self.site = site
        self.url = self.site.web().url
        self.passwords: dict[str, str] = {}

    def hire(self, username: str, role: str, name: str) -> str:
        self.passwords[username] = hire(self.site, username, role, name)
        return username

    def staff(self, browser: Browser, username: str, language: str = "ja", **options: Any) -> Page:
        """A browser of somebody who is signed in, with a code where the role needs one."""
        page = watched(browser.new_context(**options).new_page())
        page.goto(f"{self.url}/desk/sign-in?lang={language}")
        page.locator("#username").fill(username)
        page.locator("#password").fill(self.passwords[username])
        page.keyboard.press("Enter")
        expect(page.locator(".who")).to_be_visible()
        page.wait_for_load_state()
        if page.locator(".qr").count():
            key = re.sub(r"\s", "", page.locator("code").inner_text())
            page.locator("#code").fill(f"{totp(base64.b32decode(key + '=' * (-len(key) % 8))):06d}")
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/code" not in url)
        speak(page, self.url, language)
        return page

    def waiting(self, language: str = "ja", text: str = "") -> dict[str, Any]:
        """A visitor who asks for a person; the conversation with its token."""
        said = (
            text or {"ja": "スタートアップビザの期間を延ばせますか。", "en": "Can I extend the startup visa?"}[language]
        )
        begun = requests.post(f"{self.url}/chat/conversations", json={"language": language}, timeout=30).json()
        one = {"url": f"{self.url}/chat/conversations/{begun['conversation']['id']}"}
        one["headers"] = {"Authorization": f"Bearer {begun['token']}"}  # type: ignore[assignment]
        self.says(one, said)
        requests.post(f"{one['url']}/handoff", json={}, headers=one["headers"], timeout=30)  # type: ignore[arg-type]
        return one

    def says(self, one: dict[str, Any], text: str) -> None:
        put = requests.put(
            f"{one['url']}/turns/{uuid.uuid4()}", json={"text": text}, headers=one["headers"], timeout=30
        )
        assert put.status_code == 202, put.text


def visit(browser: Browser, office: Office, language: str) -> Page:
    """A visitor's browser with the chat open."""
    page = watched(browser.new_context().new_page())
    page.goto(f"{office.url}/demo/{language}/")
    page.locator("yokohama-startup-chat .launcher").click()
    expect(page.locator("yokohama-startup-chat .message").first).to_be_visible()
    return page


def watched(page: Page) -> Page:
    """Errors of scripts and whatever breaks the content-security policy fail the test."""
    page.set_default_timeout(60_000)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", _said)
    return page


def _said(message: Any) -> None:
    assert "Content Security Policy" not in message.text, message.text


def speak(page: Page, url: str, language: str) -> None:
    """Sets the language of the desk for whoever is signed in."""
    page.goto(f"{url}/desk/own")
    page.locator(f"input[value={language}]").check()
    page.locator("button.primary").first.click()
    expect(page.locator(".note")).to_be_visible()


def check(page: Page, name: str) -> None:
    """axe finds nothing and nothing scrolls sideways; keeps a picture where that was asked for."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
    found = Axe().run(page, options=AXE).response["violations"]
    assert not found, [
        f"{name} {one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} scrolls sideways"


def by_keyboard(page: Page, wanted: Locator, most: int = 60) -> None:
    """Goes there with the Tab key."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"the Tab key does not lead to {wanted}")


def unreached(page: Page) -> list[str]:
    """What can be used with a mouse but is not reached with the Tab key, or does not show that it has the focus."""
    left: list[str] = []
    for _ in range(3):
        page.evaluate(
            """() => {
              window.missing = new Set([...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
                .filter(e => e.checkVisibility() && e.type !== 'hidden' && !e.disabled && !(e.type === 'radio' && !e.checked)));
              document.activeElement?.blur();
            }"""
        )
        parts = page.evaluate("4 * document.querySelectorAll('input[type=date]').length")  # year, month, day, calendar
        for _ in range(page.evaluate("missing.size") + parts + 5):
            page.keyboard.press("Tab")
            page.evaluate(
                """() => {
                  const one = document.activeElement, style = getComputedStyle(one);
                  if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) missing.delete(one);
                }"""
            )
        left = page.evaluate("[...missing].map(e => e.outerHTML.slice(0, 120))")
        # A list that came anew meanwhile, as the inbox does, is gone through once more.
        if page.evaluate("[...missing].every(e => e.isConnected)"):
            break
    return left
