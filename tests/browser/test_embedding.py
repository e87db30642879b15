"""The chat on somebody else's page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.contract_server import ContractServer, Site


def test_nothing_is_asked_or_stored_before_the_visitor_opens_the_chat(chat: Chat) -> None:
    chat.visit()
    chat.page.wait_for_timeout(300)
    assert [one[1] for one in chat.server.requests] == ["/chat/widget.js"]
    assert chat.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert chat.page.context.cookies() == []


def test_a_whole_conversation_under_a_strict_policy_on_another_origin(chat: Chat) -> None:
    chat.open().ask("スタートアップビザの期間")
    expect(chat.find(".answer")).to_be_visible()
    with chat.page.expect_download() as download:
        chat.choose("会話を保存")
    assert download.value.suggested_filename == "横浜スタートアップ支援チャット.txt"
    assert chat.page.context.cookies() == []
    chat.check_clean()


def test_the_token_is_never_in_an_address(chat: Chat) -> None:
    addresses: list[str] = []
    chat.page.on("request", lambda request: addresses.append(request.url))
    chat.open().ask("ビザ")
    expect(chat.answers).to_have_count(2)
    assert addresses and [one for one in addresses if chat.server.only.token in one] == []


def test_a_link_of_the_page_opens_the_chat(chat: Chat) -> None:
    chat.visit().page.locator("#ask").click()
    expect(chat.dialog).to_be_visible()
    assert chat.page.url.endswith("/ja/")


@pytest.mark.parametrize(("path", "attributes", "label"), [
    ("/ja/", "", "チャットで質問"), ("/en/", "", "Ask a question"), ("/ja/", 'data-lang="en"', "Ask a question"),
])  # fmt: skip
def test_it_speaks_the_language_of_the_page_or_the_tag(
    page: Page, server: ContractServer, path: str, attributes: str, label: str
) -> None:
    site = Site(server.url, attributes)
    chat = Chat(page, server, site).open(path)
    assert server.only.language == ("ja" if label == "チャットで質問" else "en")
    chat.page.keyboard.press("Escape")
    expect(chat.launcher).to_have_text(label)
    site.stop()


def test_the_site_may_bring_its_own_button_and_keep_the_light_scheme(page: Page, server: ContractServer) -> None:
    site = Site(server.url, 'data-launcher="none" data-theme="light"')
    page.emulate_media(color_scheme="dark")
    page.goto(site.url + "/ja/")
    page.wait_for_function("() => !!customElements.get('yokohama-startup-chat')")
    chat = Chat(page, server, site)
    expect(chat.launcher).to_be_hidden()
    page.evaluate("document.querySelector('yokohama-startup-chat').open()")
    expect(chat.dialog).to_be_visible()
    assert chat.dialog.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
    site.stop()


def test_a_second_tag_does_nothing(page: Page, server: ContractServer) -> None:
    site = Site(server.url, f'></script><script src="{server.url}/chat/widget.js?again"')
    chat = Chat(page, server, site).visit()
    page.wait_for_load_state()
    assert page.locator("yokohama-startup-chat").count() == 1
    chat.check_clean()
    site.stop()


def test_a_site_that_is_not_on_the_list_gets_a_clear_word(chat: Chat) -> None:
    chat.server.fail("POST /chat/conversations$", 403, "not_allowed_origin", times=9)
    chat.visit().launcher.click()
    expect(chat.status).to_contain_text("このサイトではチャットをご利用いただけません。")
    chat.page.wait_for_timeout(2_000)
    assert len(chat.server.asked("POST")) == 1, "asking again is of no use"


def test_a_site_taken_off_the_list_meanwhile_is_told_so_and_asks_no_more(chat: Chat) -> None:
    chat.open()
    chat.server.fail("/chat/conversations/", 403, "not_allowed_origin", times=99)
    chat.server.hang_up()
    expect(chat.status).to_contain_text("このサイトではチャットをご利用いただけません。")
    asked = len(chat.server.requests)
    chat.box.fill("ビザ")  # what is drawn anew must not connect anew
    chat.page.wait_for_timeout(1_500)
    assert len(chat.server.requests) == asked


def test_where_storage_is_refused_the_chat_still_works(chat: Chat) -> None:
    chat.page.add_init_script(
        "for (const kind of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, kind, {get() { throw new DOMException('no', 'SecurityError'); }});"
    )
    chat.open().ask("ビザ")
    expect(chat.replies).to_have_count(5)


def test_the_text_follows_the_size_set_in_the_browser(chat: Chat) -> None:
    chat.open()
    before = chat.answers.first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    chat.page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    after = chat.answers.first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert after == pytest.approx(2 * before)
