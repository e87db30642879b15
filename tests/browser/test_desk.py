"""A visitor's browser and staff's browsers together, against a real web process; Rasa is played."""

from __future__ import annotations

import base64
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django_otp.oath import totp
from playwright.sync_api import Browser, Page, expect

from ops.model import ROOT
from tests.browser.chat import AXE
from tests.web.fake_rasa import FakeRasa
from tests.web.processes import PYTHON, Site

# With SCREENSHOTS=folder the pages are also kept as pictures, to be looked at.
SHOTS = os.environ.get("SCREENSHOTS", "")
OPEN = {"OFFICE_HOURS": "00:00-23:59", "OFFICE_WEEKDAYS": "mon,tue,wed,thu,fri,sat,sun", "OFFICE_YEAR_END": ""}


class Office:
    """A web process with its staff."""

    def __init__(self, site: Site):
        self.site = site
        self.url = self.site.web().url
        self.passwords: dict[str, str] = {}

    def hire(self, username: str, role: str, name: str) -> str:
        command = [*PYTHON, "web.accounts", "create", username, "--role", role, "--display-name", name]
        made = subprocess.run(
            command, env=self.site.env, cwd=ROOT, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        self.passwords[username] = made.stdout.split()[-1]
        return username

    def staff(self, browser: Browser, username: str, language: str = "ja", code: bool = False, **options: Any) -> Page:
        page = browser.new_context(**options).new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.on("console", _said)
        page.goto(f"{self.url}/desk/sign-in?lang={language}")
        page.locator("#username").fill(username)
        page.locator("#password").fill(self.passwords[username])
        page.keyboard.press("Enter")
        if code:
            enter_code(page)
        expect(page.locator(".who")).to_be_visible()
        page.goto(f"{self.url}/desk/own")
        page.locator(f"input[value={language}]").check()
        page.locator("button.primary").first.click()
        expect(page.locator(".note")).to_be_visible()
        return page


def enter_code(page: Page) -> None:
    """Sets up the app that makes one-time codes."""
    expect(page.locator(".qr")).to_be_visible()
    key = re.sub(r"\s", "", page.locator("code").inner_text())
    page.locator("#code").fill(f"{totp(base64.b32decode(key + '=' * (-len(key) % 8))):06d}")
    page.keyboard.press("Enter")


def _said(message: Any) -> None:
    assert "Content Security Policy" not in message.text, message.text


@pytest.fixture
def office(tmp_path: Path, rasa_played: FakeRasa) -> Iterator[Office]:
    one = Office(Site(tmp_path, rasa_played.url, **OPEN))
    yield one
    one.site.stop()


@pytest.fixture
def rasa_played() -> Iterator[FakeRasa]:
    fake = FakeRasa().start()
    yield fake
    fake.stop()


def check(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
    found = Axe().run(page, options=AXE).response["violations"]
    assert not found, [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} scrolls sideways"


def visit(browser: Browser, office: Office, language: str) -> Page:
    page = browser.new_context().new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{office.url}/demo/{language}/")
    page.locator("yokohama-startup-chat .launcher").click()
    expect(page.locator("yokohama-startup-chat .message").first).to_be_visible()
    return page


def _ask(visitor: Page, text: str) -> None:
    visitor.locator("yokohama-startup-chat .field textarea").fill(text)
    visitor.locator("yokohama-startup-chat .field textarea").press("Enter")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_person_takes_over_talks_transfers_and_closes(language: str, office: Office, browser: Browser) -> None:
    tanaka = office.hire("tanaka", "agent", "経済局 田中" if language == "ja" else "Tanaka")
    suzuki = office.hire("suzuki", "editor", "経済局 鈴木" if language == "ja" else "Suzuki")
    desk = office.staff(browser, tanaka, language)
    other = office.staff(browser, suzuki, language)
    for page in (desk, other):
        page.locator("button.state").click()
        expect(page.locator(".empty")).to_be_visible()
    check(desk, f"inbox-empty-{language}")

    visitor = visit(browser, office, language)
    chat = visitor.locator("yokohama-startup-chat")
    _ask(visitor, "YOXO BOXはどこですか" if language == "ja" else "Where is YOXO BOX?")
    expect(chat.locator(".message.assistant")).to_have_count(2)
    chat.locator(".call").click()
    expect(chat.locator(".status")).to_contain_text("10分以内" if language == "ja" else "within 10 minutes")
    row = desk.locator(".row")
    expect(row).to_have_count(1)
    expect(desk).to_have_title(re.compile(r"^\(1\) "))
    check(desk, f"inbox-{language}")
    desk.locator(".row a").click()
    check(desk, f"waiting-{language}")
    desk.get_by_role("button", name="担当する" if language == "ja" else "Take this conversation").click()
    expect(chat.locator(".status")).to_contain_text("田中" if language == "ja" else "Tanaka")

    box = desk.locator("#text")
    box.focus()
    box.press_sequentially("Hi")
    expect(chat.locator(".typing")).not_to_have_text("")
    # In the middle of a conversion Enter chooses a word.
    box.evaluate("b => b.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true}))")
    box.evaluate("b => b.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))")
    desk.wait_for_timeout(500)
    expect(box).to_have_value("Hi")
    expect(chat.locator(".message.staff")).to_have_count(0)
    box.press("Enter")
    expect(chat.locator(".message.staff")).to_contain_text("Hi", timeout=1_000)
    expect(box).to_have_value("")

    _ask(visitor, "ありがとうございます" if language == "ja" else "Thank you")
    expect(desk.locator(".message.visitor").last).to_contain_text(
        "ありがとう" if language == "ja" else "Thank you", timeout=3_000
    )
    expect(chat.locator(".message.assistant")).to_have_count(2)
    desk.locator(".suggestion button").first.click()
    expect(box).to_have_value(re.compile("田中" if language == "ja" else "Tanaka"))
    desk.locator("#q").fill("ビザ")
    expect(desk.locator("#found .suggestion").first).to_contain_text(
        "ビザ" if language == "ja" else "visa", ignore_case=True
    )
    check(desk, f"talk-{language}")
    desk.set_viewport_size({"width": 360, "height": 740})
    check(desk, f"talk-360-{language}")
    desk.set_viewport_size({"width": 1280, "height": 800})

    desk.locator("#to").select_option(index=0)
    desk.get_by_role("button", name="引き渡す" if language == "ja" else "Transfer").click()
    expect(chat.locator(".status")).to_contain_text("鈴木" if language == "ja" else "Suzuki")
    other.goto(f"{office.url}/desk/inbox?tab=mine")
    other.locator(".row a").focus()
    other.keyboard.press("Enter")
    other.locator("#reason").wait_for()
    other.get_by_role("button", name="対応を終わる" if language == "ja" else "Close").press("Enter")
    expect(chat.locator(".message.assistant")).to_have_count(3)
    chat.get_by_role("button", name=re.compile("^4 ")).click()
    expect(chat.locator(".message.assistant")).to_have_count(4)
    other.goto(f"{office.url}/desk/inbox?tab=closed")
    expect(other.locator(".row")).to_contain_text("4/5")
    _ask(visitor, "また質問です" if language == "ja" else "Another question")
    expect(chat.locator(".message.assistant")).to_have_count(5)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_other_pages_are_accessible_at_both_widths(language: str, office: Office, browser: Browser) -> None:
    admin = office.hire("admin", "administrator", "Admin")
    auditor = office.hire("auditor", "auditor", "Auditor")
    page = browser.new_context().new_page()
    page.goto(f"{office.url}/desk/sign-in?lang={language}")
    check(page, f"sign-in-{language}")
    page.locator("#username").fill(admin)
    page.locator("#password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator(".error")).to_be_visible()
    page.locator("#password").fill(office.passwords[admin])
    page.keyboard.press("Enter")
    expect(page.locator(".qr")).to_be_visible()
    check(page, f"code-setup-{language}")
    enter_code(page)
    expect(page.locator("table")).to_be_visible()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        for name in ("accounts", "own"):
            page.goto(f"{office.url}/desk/{name}")
            check(page, f"{name}-{width}-{language}")
    reader = office.staff(browser, auditor, language, viewport={"width": 360, "height": 740})
    reader.goto(f"{office.url}/desk/audit")
    check(reader, f"audit-{language}")
    reader.goto(f"{office.url}/desk/inbox")
    check(reader, f"refused-{language}")
