"""Writing Japanese: the Enter that ends a conversion is not the Enter that sends."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.chat import Chat
from tests.browser.contract_server import ContractServer, Site

# What each browser dispatches when Enter ends a kana-kanji conversion.
CHROMIUM = """e => {
  const key = (type, more) => e.dispatchEvent(new KeyboardEvent(type, {key: 'Enter', bubbles: true, cancelable: true, composed: true, ...more}));
  e.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true, composed: true}));
  e.value = '補助金'; e.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true, isComposing: true}));
  key('keydown', {isComposing: true, keyCode: 229});
  e.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true, composed: true, data: '補助金'}));
  key('keyup', {isComposing: false, keyCode: 13});
}"""
SAFARI = """e => {
  const key = (type, more) => e.dispatchEvent(new KeyboardEvent(type, {key: 'Enter', bubbles: true, cancelable: true, composed: true, ...more}));
  e.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true, composed: true}));
  e.value = '補助金'; e.dispatchEvent(new InputEvent('input', {bubbles: true, composed: true, isComposing: true}));
  e.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true, composed: true, data: '補助金'}));
  key('keydown', {isComposing: false, keyCode: 229});
  key('keyup', {isComposing: false, keyCode: 13});
}"""
ESCAPE = """e => e.dispatchEvent(new KeyboardEvent('keydown',
  {key: 'Escape', bubbles: true, cancelable: true, composed: true, isComposing: true, keyCode: 229}))"""


def _enter_ends_the_conversion_only(chat: Chat, events: str) -> None:
    chat.open().box.evaluate(events)
    chat.page.wait_for_timeout(200)
    expect(chat.find(".visitor")).to_have_count(0)
    assert chat.server.asked("PUT .*/turns/") == []
    expect(chat.box).to_have_value("補助金")
    chat.box.press("Enter")  # and the next one sends
    expect(chat.find(".visitor .text")).to_have_text("補助金")


def test_chromium_order(chat: Chat) -> None:
    _enter_ends_the_conversion_only(chat, CHROMIUM)


def test_safari_order(chat: Chat) -> None:
    _enter_ends_the_conversion_only(chat, SAFARI)


def test_a_real_composition_of_the_browser(chat: Chat) -> None:
    chat.open().box.focus()
    devtools = chat.page.context.new_cdp_session(chat.page)
    devtools.send("Input.imeSetComposition", {"text": "ほじょきん", "selectionStart": 5, "selectionEnd": 5})
    devtools.send("Input.imeSetComposition", {"text": "補助金", "selectionStart": 3, "selectionEnd": 3})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229}
    devtools.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    devtools.send("Input.insertText", {"text": "補助金"})
    expect(chat.box).to_have_value("補助金")
    expect(chat.find(".visitor")).to_have_count(0)
    chat.box.press("Enter")
    expect(chat.find(".visitor .text")).to_have_text("補助金")


def test_escape_during_a_conversion_keeps_the_chat_open(chat: Chat) -> None:
    chat.open().box.evaluate(ESCAPE)
    expect(chat.dialog).to_be_visible()
    chat.box.press("Escape")
    expect(chat.dialog).to_be_hidden()


def test_shift_and_enter_is_a_new_line_and_the_field_grows(chat: Chat) -> None:
    chat.open().box.fill("一行目")
    low = chat.box.bounding_box()
    for _ in range(3):
        chat.box.press("Shift+Enter")
    chat.box.type("四行目")
    high = chat.box.bounding_box()
    assert low and high and high["height"] > low["height"] + 40
    chat.box.press("Enter")
    expect(chat.find(".visitor .text")).to_have_text("一行目\n\n\n四行目")
    assert chat.box.bounding_box() == low


def test_nothing_but_white_space_is_not_sent(chat: Chat) -> None:
    chat.open().ask(" \u3000 ")
    chat.page.wait_for_timeout(100)
    assert chat.server.asked("PUT .*/turns/") == []


def test_near_the_limit_the_characters_are_counted_as_a_person_counts(chat: Chat) -> None:
    chat.open().box.fill("あ" * 1700)
    expect(chat.find("#left")).to_have_text("")
    chat.box.fill("😀" * 1990)
    expect(chat.find("#left")).to_have_text("あと10文字")
    chat.box.fill("あ" * 2003)
    expect(chat.find("#left")).to_have_text("上限を3文字超えています。短くしてください。")
    chat.box.press("Enter")
    chat.page.wait_for_timeout(100)
    expect(chat.box).to_have_value("あ" * 2003)
    assert chat.server.asked("PUT .*/turns/") == []


def test_where_there_is_no_mouse_enter_is_a_new_line(browser: Browser, server: ContractServer, site: Site) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 700})
    chat = Chat(context.new_page(), server, site).open()
    assert chat.focused() == "div scroll", "the keyboard does not come up by itself"
    chat.box.fill("一行目")
    chat.box.press("Enter")
    expect(chat.box).to_have_value("一行目\n")
    chat.find(".send").click()
    expect(chat.find(".visitor .text")).to_have_text("一行目")
    chat.check_clean()
    context.close()
