"""Everything by keyboard, and the focus where a visitor expects it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.chat import Chat


def test_a_whole_conversation_by_keyboard(chat: Chat) -> None:
    chat.visit()
    keys = chat.page.keyboard
    for _ in range(10):
        keys.press("Tab")
        if "launcher" in chat.focused():
            break
    keys.press("Enter")
    expect(chat.answers).to_have_count(1)
    assert chat.focused() == "textarea"
    keys.type("ビザ")
    keys.press("Enter")
    expect(chat.replies.first).to_have_text("スタートアップビザの申請方法")
    assert chat.focused() == "textarea"
    for _ in range(5):
        keys.press("Shift+Tab")
    assert "reply" in chat.focused()
    keys.press("Space")
    expect(chat.find(".visitor")).to_have_count(2)
    assert chat.focused() == "textarea"
    keys.type("期間")
    keys.press("Enter")
    expect(chat.find(".helpful").last).to_be_visible()
    keys.press("Tab")
    keys.press("Tab")
    reached = {chat.focused()}
    while "square" not in chat.focused() or "menu" in chat.focused():  # up to the first control of the window
        keys.press("Shift+Tab")
        reached.add(chat.focused())
        assert len(reached) < 30
    assert {"button plain call", "button plain copy", "button quiet small", "div scroll", "a"} <= reached
    keys.press("Shift+Tab")
    assert chat.focused() == "button menu plain square"
    keys.press("Shift+Tab")
    assert chat.focused() == "button plain lang"
    keys.press("Escape")
    expect(chat.dialog).to_be_hidden()
    assert chat.focused() == "button launcher"


def test_closing_returns_the_focus_to_the_button(chat: Chat) -> None:
    chat.open()
    chat.find('.head [aria-label="チャットを閉じる"]').click()
    expect(chat.dialog).to_be_hidden()
    assert chat.focused() == "button launcher"


def test_opened_by_a_link_of_the_page_it_returns_the_focus_there(chat: Chat) -> None:
    chat.visit().page.locator("#ask").press("Enter")
    expect(chat.answers).to_have_count(1)
    chat.page.keyboard.press("Escape")
    expect(chat.dialog).to_be_hidden()
    assert chat.focused() == "a ask"


def test_escape_closes_the_menu_first_then_the_chat(chat: Chat) -> None:
    chat.open().find("#menu").click()
    chat.page.keyboard.press("Escape")
    expect(chat.find("#choices")).to_be_hidden()
    assert chat.focused() == "button menu plain square"
    chat.page.keyboard.press("Escape")
    expect(chat.dialog).to_be_hidden()


def test_the_focus_is_never_taken_from_the_page(chat: Chat) -> None:
    chat.open()
    own = chat.page.locator("#own")
    own.click()
    chat.server.say(chat.server.only, "staff", "こんにちは。")
    expect(chat.find(".staff")).to_be_visible()
    own.type("abc")
    expect(own).to_have_value("abc")
    chat.page.reload()  # opens by itself, and still
    expect(chat.messages).to_have_count(2)
    assert chat.focused() == "body"


def test_beside_the_page_it_leaves_the_page_usable_and_as_a_sheet_it_does_not(chat: Chat) -> None:
    chat.open()
    assert chat.dialog.evaluate("e => e.matches(':modal')") is False
    chat.box.fill("書きかけ")
    chat.page.set_viewport_size({"width": 320, "height": 640})
    expect(chat.find("dialog:modal")).to_be_visible()
    assert chat.focused() == "textarea"
    for _ in range(20):
        chat.page.keyboard.press("Tab")
        assert "own" not in chat.focused()
    chat.page.keyboard.press("Escape")
    expect(chat.dialog).to_be_hidden()
    assert chat.focused() == "button launcher"


def test_every_focus_can_be_seen(chat: Chat) -> None:
    chat.open().ask("期間")
    expect(chat.find(".helpful")).to_be_visible()
    for _ in range(16):
        chat.page.keyboard.press("Tab")
        widths = chat.page.evaluate(
            """() => { const e = document.activeElement.shadowRoot?.activeElement; if (!e) return null;
            const width = one => one && getComputedStyle(one).outlineStyle !== 'none' ? parseFloat(getComputedStyle(one).outlineWidth) : 0;
            return Math.max(width(e), width(e.closest('.field'))); }"""
        )
        assert widths is None or widths >= 2, chat.focused()
