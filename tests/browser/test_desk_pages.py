"""Every page of the desk, taken from its router: axe, two widths, two languages, and the keyboard.

A page that a new route leads to is looked at without anything being added here. Only what cannot be guessed stands below:
what a page needs in its address, and parts of pages, which are seen with the page that asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import WIDTHS, Office, check, speak, unreached, watched
from tests.web.fake_rasa import FakeRasa
from web.desk.roles import MAY, Role
from web.desk.urls import urlpatterns

VALUES: dict[str, str] = {}  # what stands for a part of an address, by its name; filled in as rows are made
# Parts of pages, files, and what only leads elsewhere.
NO_PAGES = {"home", "rows", "news", "transcript", "articles", "file"}
BEFORE_SIGNING_IN = {"sign-in", "code", "code-setup"}


def _pages() -> list[tuple[str, str, str]]:
    """Name, address and role of every page."""
    found = []
    for one in urlpatterns:
        view: Any = one.callback
        if "GET" in view.methods and one.name not in NO_PAGES | BEFORE_SIGNING_IN:
            role = next(role for role in Role if view.permission in MAY[role])
            found.append((str(one.name), str(one.pattern), role))
    return found


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    rasa = FakeRasa().start()
    one = Office(tmp_path_factory.mktemp("office"), rasa)
    names = {
        "agent": "経済局 田中",
        "editor": "経済局 鈴木",
        "manager": "経済局 佐藤",
        "administrator": "情報課 高橋",
        "auditor": "監査 伊藤",
    }
    for role in Role:
        one.hire(role, role, names[role])
    yield one
    one.site.stop()
    rasa.stop()


@pytest.fixture(scope="module")
def desks(office: Office, browser: Browser) -> dict[str, Page]:
    """Everybody signed in; a team, and conversations in every state."""
    pages = {role.value: office.staff(browser, role) for role in Role}
    manager, agent = pages["manager"], pages["agent"]
    manager.goto(f"{office.url}/desk/teams")
    for ja, en in (("ビザ班", "Visas"), ("融資・補助金班", "Loans and grants")):
        manager.locator("#name_ja").fill(ja)
        manager.locator("#name_en").fill(en)
        manager.locator("section.card:last-of-type button.primary").click()
        expect(manager.locator(".note")).to_be_visible()
    admin = pages["administrator"]
    for name in ("agent", "manager"):
        admin.goto(f"{office.url}/desk/accounts")
        row = admin.locator("tr", has_text=name).first
        row.locator("summary").click()
        row.locator("input[type=checkbox]").first.check()
        row.locator("details form button").click()
        expect(admin.locator(".note")).to_be_visible()
    for number, (language, text) in enumerate(
        [
            ("ja", ""),
            ("en", ""),
            ("ja", "補助金の申請書はどこでもらえますか。締め切りが近いので急いでいます。"),
            ("en", "Where is YOXO BOX?"),
        ]
    ):
        visitor = office.waiting(language, text)
        if number < 2:
            continue
        agent.goto(f"{office.url}/desk/inbox")
        agent.locator(".row a", has_text=text[:10]).first.click()
        agent.locator("form.claim button").click()
        expect(agent.locator("#text")).to_be_visible()
        VALUES["handoff"] = agent.url.rsplit("/", 1)[-1]
        office.says(visitor, "よろしくお願いします。" if language == "ja" else "Hello, are you there?")
        if number == 2:
            agent.locator("#to").select_option("team-1")
            agent.locator("button[value=transfer]").click()
            expect(agent.locator(".rows, .empty")).to_be_visible()
    return pages


def test_every_page_is_known(desks: dict[str, Page]) -> None:
    needed = {name for _, pattern, _ in _pages() for name in re.findall(r"<\w+:(\w+)>", pattern)}
    assert needed <= set(VALUES), "say in VALUES what stands for it"
    names = {one.name for one in urlpatterns}
    assert names >= NO_PAGES | BEFORE_SIGNING_IN, "routes that are gone"
    for name in NO_PAGES - {"home", "file"}:
        view: Any = next(one.callback for one in urlpatterns if one.name == name)
        assert view.live, f"{name} is a page of its own"


@pytest.mark.parametrize(("name", "pattern", "role"), _pages(), ids=lambda value: str(value).split("<")[0])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_page(name: str, pattern: str, role: str, language: str, desks: dict[str, Page], office: Office) -> None:
    page = desks[role]
    page.set_viewport_size({"width": 1280, "height": 800})
    speak(page, office.url, language)
    address = re.sub(r"<\w+:(\w+)>", lambda found: VALUES[found.group(1)], pattern)
    page.goto(f"{office.url}/desk/{address}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("h1")).to_have_count(1)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        check(page, f"{name}-{width}-{language}")
        assert unreached(page) == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_states_of_the_inbox_and_of_a_conversation(language: str, desks: dict[str, Page], office: Office) -> None:
    page = desks[Role.AGENT]
    speak(page, office.url, language)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for tab in ("mine", "all", "closed"):
            page.goto(f"{office.url}/desk/inbox?tab={tab}")
            check(page, f"inbox-{tab}-{width}-{language}")
        page.goto(f"{office.url}/desk/inbox?team=1")
        page.locator(".row a").first.click()
        check(page, f"waiting-{width}-{language}")
        page.goto(f"{office.url}/desk/handoffs/{VALUES['handoff']}")
        page.locator("#text").press_sequentially("スタートアップビザ")
        expect(page.locator("#suggested .suggestion").first).to_be_visible()
        check(page, f"suggested-{width}-{language}")
        assert unreached(page) == []
        page.goto(f"{office.url}/desk/handoffs/999")
        check(page, f"missing-{width}-{language}")
        page.goto(f"{office.url}/desk/accounts")
        check(page, f"refused-{width}-{language}")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_before_signing_in(language: str, office: Office, browser: Browser) -> None:
    # In a database of its own nobody would have set up a code yet; here a new administrator has not.
    username = office.hire(f"new-{language}", "administrator", "New")
    page = watched(browser.new_context().new_page())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{office.url}/desk/sign-in?lang={language}")
        check(page, f"sign-in-{width}-{language}")
        assert unreached(page) == []
    page.locator("#username").fill(username)
    page.locator("#password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator(".error")).to_be_visible()
    check(page, f"sign-in-wrong-{language}")
    page.locator("#password").fill(office.passwords[username])
    page.keyboard.press("Enter")
    expect(page.locator(".qr")).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        check(page, f"code-setup-{width}-{language}")
    other = watched(browser.new_context(locale=language, viewport={"width": 360, "height": 800}).new_page())
    other.goto(f"{office.url}/desk/sign-in?lang={language}")
    other.locator("#username").fill(Role.MANAGER)
    other.locator("#password").fill(office.passwords[Role.MANAGER])
    other.keyboard.press("Enter")
    expect(other.locator("#code")).to_be_focused()
    for width in WIDTHS:
        other.set_viewport_size({"width": width, "height": 800})
        check(other, f"code-{width}-{language}")
        assert unreached(other) == []
