"""Every page of the desk, taken from the router: axe, two widths, two languages, and the keyboard.

A page that a new route leads to is looked at without anything being added here. Where an address has parts (`<int:handoff>`) the
test follows the links of the desk until it has met one; a page that nothing leads to fails.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, expect

from ops.model import ROOT
from tests.browser.office import OPEN, WIDTHS, Office, check, speak, unreached, watched
from tests.web.fake_rasa import FakeRasa
from tests.web.processes import PYTHON, Site
from web.desk import roles
from web.desk.roles import MAY, Role
from web.urls import urlpatterns

MET: dict[str, str] = {}  # an address for each route, as links led there
FOLLOWED = 150  # pages at most for each role
ALIKE = 5  # of them to pages of one route: hundreds of articles look alike


def _routes() -> list[tuple[str, Any]]:
    """Every route of every app of the desk, with its view."""
    apps = [one for one in urlpatterns if str(one.pattern).startswith("desk/")]
    return [(f"{app.pattern}{one.pattern}", one.callback) for app in apps for one in app.url_patterns]


def _pages() -> list[tuple[str, str]]:
    """Route and role of every page; parts of pages ask for themselves (`live`), the rest comes before signing in."""
    found = []
    for route, view in _routes():
        if "GET" in view.methods and not view.live and view.permission not in (roles.ANYONE, roles.SIGNING_IN):
            found.append((route, next(role.value for role in Role if view.permission in MAY[role])))
    return found


def _follow(page: Page, url: str) -> None:
    """Notes an address for each route that links lead to, from where this browser is."""
    waiting, known, times = [urlsplit(page.url).path], set(), Counter[str]()
    for _ in range(FOLLOWED):
        if not waiting:
            break
        address = waiting.pop(0)
        text = page.request.get(url + address).text()
        for link in re.findall(r'<a [^>]*href="([^"#]+)', text):
            path = urlsplit(urljoin(address, link.replace("&amp;", "&"))).path
            if not path.startswith("/desk/") or path in known:
                continue
            known.add(path)
            try:
                route = resolve(path).route
            except Resolver404:
                continue
            MET.setdefault(route, path)
            times[route] += 1
            if times[route] <= ALIKE:
                waiting.append(path)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    rasa = FakeRasa().start()
    folder = tmp_path_factory.mktemp("office")
    models = {"MODELS_DIR": str(folder / "models"), "RASA_FILE": str(folder / "rasa.json")}
    one = Office(Site(folder, rasa.url, **OPEN, **models))
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
        MET["desk/handoffs/<int:handoff>"] = urlsplit(agent.url).path  # one that is in hand, with all its forms
        office.says(visitor, "よろしくお願いします。" if language == "ja" else "Hello, are you there?")
        if number == 2:
            agent.locator("#to").select_option("team-1")
            agent.locator("button[value=transfer]").click()
            expect(agent.locator(".rows, .empty")).to_be_visible()
    command = [*PYTHON, "tests.browser.had"]
    subprocess.run(command, env=office.site.env, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    for page in pages.values():
        page.goto(f"{office.url}/desk/")
        _follow(page, office.url)
    # Linked where the folder of articles cannot be written.
    MET["desk/articles/drafts/<int:draft>/file"] = MET["desk/articles/drafts/<int:draft>"] + "/file"
    return pages


@pytest.mark.parametrize(("route", "role"), _pages(), ids=lambda value: str(value).replace("desk/", ""))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_page(route: str, role: str, language: str, desks: dict[str, Page], office: Office) -> None:
    page = desks[role]
    page.set_viewport_size({"width": 1280, "height": 800})
    speak(page, office.url, language)
    assert "<" not in route or route in MET, (
        "nothing leads there: make in `desks` what this page shows, and a link to it"
    )
    address = office.url + MET.get(route, f"/{route}")
    if not page.request.get(address).headers["content-type"].startswith("text/html"):
        return  # a file to keep
    page.goto(address)
    name = re.sub(r"\W+", "-", route.removeprefix("desk/"))
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
        page.goto(office.url + MET["desk/handoffs/<int:handoff>"])
        page.locator("#text").press_sequentially("スタートアップビザ")
        expect(page.locator("#suggested .suggestion").first).to_be_visible()
        check(page, f"suggested-{width}-{language}")
        assert unreached(page) == []
        page.goto(f"{office.url}/desk/handoffs/999")
        check(page, f"missing-{width}-{language}")
        page.goto(f"{office.url}/desk/nowhere")
        check(page, f"nowhere-{width}-{language}")
        page.goto(f"{office.url}/desk/accounts")
        check(page, f"refused-{width}-{language}")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_states_of_a_model(language: str, desks: dict[str, Page], office: Office) -> None:
    page = desks[Role.MANAGER]
    speak(page, office.url, language)
    ended = "Switch.objects.filter(current=True).update(current=None, state='done', problem='')"
    script = f"import django; django.setup(); from web.training.models import Switch; {ended}"
    env = {**office.site.env, "DJANGO_SETTINGS_MODULE": "web.settings"}
    subprocess.run([sys.executable, "-W", "ignore", "-c", script], env=env, cwd=ROOT, check=True)
    page.goto(f"{office.url}/desk/models/")
    page.locator("tbody a[href*='/desk/models/of/']").first.click()
    page.locator("summary").click()
    check(page, f"model-refused-{language}")
    for place, state in enumerate(("tried", "in use", "previous", "foreign")):
        page.goto(f"{office.url}/desk/models/")
        page.locator("tbody a[href*='/desk/models/of/']").nth(place).click()
        for width in (*WIDTHS, 320):
            page.set_viewport_size({"width": width, "height": 800})
            check(page, f"model-{state}-{width}-{language}")
            assert unreached(page) == []


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
