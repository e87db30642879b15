"""A visitor's browser and staff's browsers together, against a real web process; Rasa is played."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.office import OPEN, Office, by_keyboard, check, visit
from tests.web.fake_rasa import FakeRasa
from tests.web.processes import Site

WORDS = {
    "ja": {
        "take": "担当する",
        "send": "送信",
        "transfer": "引き渡す",
        "close": "対応を終わる",
        "soon": "10分以内",
        "one": "田中",
        "two": "鈴木",
    },
    "en": {
        "take": "Take this conversation",
        "send": "Send",
        "transfer": "Transfer",
        "close": "Close",
        "soon": "within 10 minutes",
        "one": "Tanaka",
        "two": "Suzuki",
    },
}


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


def _ask(visitor: Page, text: str) -> None:
    visitor.locator("yokohama-startup-chat .field textarea").fill(text)
    visitor.locator("yokohama-startup-chat .field textarea").press("Enter")


def _available(page: Page) -> None:
    page.locator("button.state").click()
    expect(page.locator("button.state.on")).to_be_visible()


def _team(office: Office, browser: Browser, member: str) -> None:
    """One team, made by a manager, with one member."""
    manager = office.staff(browser, office.hire("boss", "manager", "Boss"), "en")
    manager.goto(f"{office.url}/desk/teams")
    manager.locator("#name_ja").fill("ビザ班")
    manager.locator("#name_en").fill("Visas")
    manager.get_by_role("button", name="Add a team").click()
    expect(manager.locator(".note")).to_be_visible()
    admin = office.staff(browser, office.hire("admin", "administrator", "Admin"), "en")
    admin.goto(f"{office.url}/desk/accounts")
    admin.get_by_text(f"Teams of {member}").click()
    admin.get_by_label("Visas").locator("visible=true").check()
    admin.get_by_role("button", name=f"Save the teams of {member}").click()
    expect(admin.locator(".note")).to_be_visible()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_person_takes_over_talks_transfers_and_closes(language: str, office: Office, browser: Browser) -> None:
    words = WORDS[language]
    tanaka = office.hire("tanaka", "agent", f"経済局 {words['one']}")
    suzuki = office.hire("suzuki", "editor", f"経済局 {words['two']}")
    desk, other = office.staff(browser, tanaka, language), office.staff(browser, suzuki, language)
    _team(office, browser, "suzuki")
    for page in (desk, other):
        _available(page)
        page.goto(f"{office.url}/desk/inbox")
        expect(page.locator(".empty")).to_be_visible()
    check(desk, f"inbox-empty-{language}")

    visitor = visit(browser, office, language)
    chat = visitor.locator("yokohama-startup-chat")
    _ask(visitor, "YOXO BOXはどこですか" if language == "ja" else "Where is YOXO BOX?")
    expect(chat.locator(".message.assistant")).to_have_count(2)
    chat.locator(".call").click()
    expect(chat.locator(".status")).to_contain_text(words["soon"])
    expect(desk.locator(".row")).to_have_count(1)
    expect(desk).to_have_title(re.compile(r"^\(1\) "))
    desk.locator(".row a").click()
    desk.get_by_role("button", name=words["take"]).click()
    expect(chat.locator(".status")).to_contain_text(words["one"])

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

    visitor.locator("yokohama-startup-chat .field textarea").press_sequentially("Th")
    expect(desk.locator(".typing")).not_to_have_text("")
    _ask(visitor, "ありがとうございます" if language == "ja" else "Thank you")
    thanks = "ありがとう" if language == "ja" else "Thank you"
    expect(desk.locator(".message.visitor").last).to_contain_text(thanks, timeout=3_000)
    expect(chat.locator(".message.assistant")).to_have_count(2)
    desk.locator("#found").get_by_role("button").first.click()
    expect(box).to_have_value(re.compile("YOXO"))
    expect(box).to_be_focused()
    box.press("Control+z")
    expect(box).to_have_value("")

    desk.locator("#to").select_option("team-1")
    desk.get_by_role("button", name=words["transfer"]).click()
    expect(chat.locator(".status")).to_contain_text(words["soon"])
    expect(desk.locator(".empty")).to_be_visible()
    other.goto(f"{office.url}/desk/inbox?team=1")
    other.locator(".row a").click()
    other.get_by_role("button", name=words["take"]).click()
    expect(chat.locator(".status")).to_contain_text(words["two"])
    other.locator("#to").select_option(label=f"経済局 {words['one']}")
    other.get_by_role("button", name=words["transfer"]).click()
    expect(chat.locator(".status")).to_contain_text(words["one"])
    desk.goto(f"{office.url}/desk/inbox?tab=mine")
    desk.locator(".row a").click()
    desk.get_by_role("button", name=words["close"]).click()
    expect(chat.locator(".message.assistant")).to_have_count(3)
    chat.get_by_role("button", name=re.compile("^4 ")).click()
    expect(chat.locator(".message.assistant")).to_have_count(4)
    chat.locator(".why textarea").fill("Kind, call 090-1234-5678")
    check(visitor, f"chat-rated-{language}")
    chat.locator(".why button").click()
    expect(chat.locator(".thanks")).to_be_visible()
    desk.goto(f"{office.url}/desk/inbox?tab=closed")
    expect(desk.locator(".row")).to_contain_text("4/5")
    expect(desk.locator(".row")).to_contain_text("Kind, call ***")
    check(desk, f"inbox-rated-{language}")
    desk.locator(".row a").click()
    expect(desk.locator(".side")).to_contain_text("Kind, call ***")
    check(desk, f"talk-rated-{language}")
    _ask(visitor, "また質問です" if language == "ja" else "Another question")
    expect(chat.locator(".message.assistant")).to_have_count(5)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_everything_by_keyboard(language: str, office: Office, browser: Browser) -> None:
    words = WORDS[language]
    page = office.staff(browser, office.hire("tanaka", "agent", "Tanaka"), language)
    visitor = office.waiting("en")
    page.goto(f"{office.url}/desk/inbox")

    def go(wanted: Locator, key: str = "Enter") -> None:
        by_keyboard(page, wanted)
        page.keyboard.press(key)

    go(page.locator(".row a").first)
    expect(page.locator(".claim")).to_be_visible()
    go(page.get_by_role("button", name=words["take"]))
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("startup visa")
    suggestion = page.locator("#suggested .suggestion").first
    expect(suggestion).to_be_visible()
    expect(page.locator("#text")).to_be_focused()
    by_keyboard(page, suggestion.locator("summary"))
    page.keyboard.press("Enter")
    expect(suggestion.locator(".pair").first).to_be_visible()
    expect(suggestion.locator(".pair")).to_have_count(2)
    assert suggestion.locator(".pair").evaluate_all("all => all.map(e => e.lang)") == ["ja", "en"]
    go(suggestion.locator("button"))
    expect(page.locator("#text")).to_be_focused()
    inserted = page.locator("#text").input_value()
    assert inserted.startswith("startup visa\n\n") and not re.search("[ぁ-ん]", inserted), "in the visitor's language"
    page.keyboard.press("Enter")
    expect(page.locator(".message.staff")).to_contain_text("startup visa")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#suggested")).to_be_empty()
    office.says(visitor, "And how do I find YOXO BOX?")
    expect(page.locator(".message.visitor").last).to_contain_text("find YOXO BOX")
    expect(page.locator("#found")).to_contain_text("YOXO BOX")
    expect(page.locator("#text")).to_be_focused()
    go(page.get_by_role("button", name=words["close"]))
    expect(page.locator(".tabs")).to_be_visible()
    go(page.locator(".tabs a").last)
    expect(page.locator(".row")).to_have_count(1)


def test_a_late_suggestion_leaves_the_focus_where_it_is(office: Office, browser: Browser) -> None:
    page = office.staff(browser, office.hire("tanaka", "agent", "Tanaka"))
    office.waiting("ja")
    page.goto(f"{office.url}/desk/inbox")
    page.locator(".row a").click()
    page.locator(".claim button").click()
    page.locator("#text").press_sequentially("ビザ")
    expect(page.locator("#suggested .suggestion").first).to_be_visible()
    before = page.locator("#suggested").inner_text()
    page.route("**/suggested", lambda route: (page.wait_for_timeout(600), route.continue_()))
    with page.expect_response("**/suggested"):
        page.locator("#text").press_sequentially("補助金")
        page.locator("#suggested button").first.focus()
    page.wait_for_timeout(300)
    expect(page.locator("#suggested button").first).to_be_focused()
    assert page.locator("#suggested").inner_text() == before
    page.locator("#text").press_sequentially("の申請")
    expect(page.locator("#suggested")).not_to_have_text(before)


def test_a_page_tells_when_somebody_else_took_the_conversation(office: Office, browser: Browser) -> None:
    one, two = (office.staff(browser, office.hire(name, "agent", name)) for name in ("tanaka", "suzuki"))
    office.waiting("ja")
    for page in (one, two):
        page.goto(f"{office.url}/desk/inbox")
        page.locator(".row a").click()
        expect(page.locator(".claim")).to_be_visible()
    two.locator("#note").fill("まだ書いている途中")
    one.locator(".claim button").click()
    expect(two.locator("#moved")).to_be_visible()
    expect(two.locator("#note")).to_have_value("まだ書いている途中")
    two.locator("#moved a").click()
    expect(two.locator(".claim")).to_have_count(0)
    one.locator("button[value=release]").click()
    expect(two.locator(".claim")).to_be_visible()


LISTEN = """
  window.heard = {tones: 0, notices: []};
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) { window.heard.tones++; return start.apply(this, at); };
  window.Notification = class { constructor(title, {body}) { window.heard.notices.push(body); }
    static permission = 'granted'; static requestPermission() { return Promise.resolve('granted'); } close() {} };
"""


def test_sound_title_badge_and_notification(office: Office, browser: Browser) -> None:
    page = office.staff(browser, office.hire("tanaka", "agent", "Tanaka"))
    page.add_init_script(LISTEN)
    page.goto(f"{office.url}/desk/inbox")
    office.waiting("ja")
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator(".bar .count")).to_have_text("1")
    assert page.evaluate("heard") == {"tones": 0, "notices": []}, "nobody asked for it"
    page.locator("#alerts").click()
    expect(page.locator("#alerts")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("heard.tones") == 2, "how it will sound"
    assert page.evaluate("sound.state") == "running"
    visitor = office.waiting("ja")
    expect(page).to_have_title(re.compile(r"^\(2\) "))
    assert page.evaluate("heard") == {"tones": 4, "notices": ["新しい引き継ぎがあります。"]}

    page.locator(".row a").last.click()
    page.locator(".claim button").click()
    expect(page.locator("#text")).to_be_visible()
    page.goto(f"{office.url}/desk/own")
    expect(page.locator(".bar .count")).to_have_text("1")
    office.says(visitor, "まだですか。")
    expect(page.locator(".bar .count")).to_have_text("2")
    expect(page).to_have_title(re.compile(r"^\(2\) "))
    assert page.evaluate("heard") == {"tones": 2, "notices": ["来訪者から新しいメッセージがあります。"]}
    page.goto(f"{office.url}/desk/inbox?tab=mine")
    expect(page.locator(".row.soon strong")).to_contain_text("返信待ち")


def test_without_a_connection_the_desk_says_so_and_goes_on(office: Office, browser: Browser) -> None:
    page = office.staff(browser, office.hire("tanaka", "agent", "Tanaka"))
    page.goto(f"{office.url}/desk/inbox")
    expect(page.locator(".empty")).to_be_visible()
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    check(page, "inbox-offline")
    office.waiting("ja")
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator(".row")).to_have_count(1)
    page.locator(".row a").click()
    page.locator(".claim button").click()
    page.locator("#text").fill("書いた文章")
    page.context.set_offline(True)
    page.locator("#text").press("Enter")
    expect(page.locator("#problem")).to_be_visible()
    expect(page.locator("#text")).to_have_value("書いた文章")
    page.context.set_offline(False)
    page.locator("#text").press("Enter")
    expect(page.locator(".message.staff")).to_contain_text("書いた文章")
    expect(page.locator("#problem")).to_be_hidden()
