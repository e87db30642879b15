"""A person instead of the assistant."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.contract_server import wait_until


def test_asking_for_a_person_waiting_talking_and_the_end(chat: Chat) -> None:
    chat.open().find(".call").click()
    expect(chat.status).to_contain_text("職員をお呼びしています。")
    expect(chat.status).to_contain_text("2番目にお待ちです。")
    expect(chat.find(".call")).to_have_count(0)
    one = chat.server.only
    chat.server.handoff(one, "staff", staff_name="経済局 田中")
    expect(chat.status).to_contain_text("経済局 田中が対応しています。")
    chat.server.typing(one, "staff")
    expect(chat.find(".typing")).to_have_text("職員が入力しています")
    chat.server.say(one, "staff", "田中です。", name="田中")
    expect(chat.find(".staff .who")).to_contain_text("職員田中")
    expect(chat.find(".typing")).to_have_text("")
    chat.box.type("よろし")
    wait_until(lambda: len(chat.server.asked("POST .*/typing")) == 1)
    chat.ask("よろしくお願いします。")
    expect(chat.find(".visitor")).to_have_count(1)
    expect(chat.find(".dots")).to_have_count(0)
    chat.server.handoff(one, "closed")
    expect(chat.status).to_contain_text("職員の対応は終わりました。")
    expect(chat.find(".call")).to_be_visible()


def test_after_the_stars_the_visitor_may_say_why(chat: Chat) -> None:
    chat.open()
    one = chat.server.only
    chat.server.handoff(one, "closed", stars=4)
    chat.server.say(one, "assistant", "ご回答ありがとうございました。", outcome="rated")
    comment = chat.find(".why textarea")
    expect(comment).to_be_visible()
    chat.find(".why button").click()
    assert chat.server.asked("PUT .*/rating") == [], "nothing said is nothing sent"
    comment.fill("とても親切でした。")
    chat.server.fail("PUT .*/rating", 503, "unavailable")
    chat.find(".why button").press("Enter")
    expect(chat.find(".notice.error")).to_be_visible()
    expect(comment).to_have_value("とても親切でした。")
    chat.find(".why button").press("Enter")
    expect(chat.find(".thanks")).to_have_text("ご回答ありがとうございました。")
    expect(chat.find(".why")).to_have_count(0)
    assert chat.server.asked("PUT .*/rating")[-1][3] == {"comment": "とても親切でした。"}
    wait_until(lambda: chat.focused().startswith("textarea"))
    chat.page.reload()
    expect(chat.find(".thanks")).to_be_visible()
    chat.server.say(one, "assistant", "ほかにご質問はありますか。")
    expect(chat.find(".message")).to_have_count(3)
    expect(chat.find(".thanks")).to_have_count(0)


def test_what_the_gateway_says_of_the_wait_comes_first(chat: Chat) -> None:
    chat.open("/en/")
    said = {"ja": "窓口は9時からです。", "en": "Our staff will answer from 9 a.m."}
    chat.server.handoff(chat.server.only, "waiting", message=said)
    expect(chat.status).to_contain_text("Our staff will answer from 9 a.m.")


def test_staff_do_not_hear_of_typing_before_they_have_joined(chat: Chat) -> None:
    chat.open().box.type("abc")
    chat.page.wait_for_timeout(200)
    assert chat.server.asked("POST .*/typing") == []


def test_a_closed_chat_on_another_page_still_hears_staff(chat: Chat) -> None:
    chat.open().find(".call").click()
    expect(chat.status).to_contain_text("職員をお呼びしています。")
    chat.page.keyboard.press("Escape")
    chat.visit("/ja/page2/")
    wait_until(lambda: len(chat.server.asked("/events")) == 2)
    chat.server.say(chat.server.only, "staff", "お待たせしました。")
    expect(chat.find(".unread")).to_have_text("1")
