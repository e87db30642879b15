"""A founder asks, follows up, presses a button, sees the source, rates, and leaves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import said
from tests.browser.chat import Chat
from tests.browser.contract_server import wait_until


def test_the_first_visit_greets_with_topics_and_says_what_is_stored(chat: Chat) -> None:
    chat.open()
    expect(chat.answers).to_contain_text("横浜市のスタートアップ支援についてお答えします")
    expect(chat.replies).to_have_count(5)
    expect(chat.find(".stored")).to_contain_text("2027年2月23日まで保存し")
    expect(chat.find(".stored")).to_be_in_viewport(ratio=1)
    expect(chat.find(".stored a")).to_have_attribute("href", f"{chat.server.url}/chat/privacy?lang=ja")


def test_the_day_is_named_where_it_changes(chat: Chat) -> None:
    chat.open()
    expect(chat.find(".day")).to_have_count(0)
    for message in chat.server.only.messages:
        message["at"] = "2026-01-02T03:00:00Z"
    chat.server.say(chat.server.only, "staff", "こんにちは。")
    chat.page.reload()
    expect(chat.find(".day")).to_have_count(2)
    expect(chat.find(".day").first).to_have_text("2026年1月2日")


def test_an_answer_shows_its_sources_their_dates_and_what_to_mind(chat: Chat) -> None:
    chat.open("/en/").ask("How long is the startup visa?")
    answer = chat.find(".answer")
    expect(answer.locator("h3")).to_have_text("How long the startup visa lasts")
    expect(answer).to_contain_text("As of: 1 April 2025")
    expect(answer.locator(".note")).to_have_count(2)
    expect(answer.locator("li").nth(0)).to_contain_text("Outline of the programme, 1 April 2025")
    expect(answer.locator("li").nth(1)).to_contain_text("Notice of the Immigration Services Agency")
    link = answer.locator("a")
    expect(link).to_have_count(1)
    expect(link).to_have_attribute("href", "https://example.org/visa/en")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_contain_text("opens in a new tab")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example/", "ftp://evil.example/", "x"]
)
def test_only_web_addresses_become_links(chat: Chat, url: str) -> None:
    source = {"title": "出典の題名", "url": url, "date": None, "where": None}
    answer = {"article": "x/y", "title": "題名", "text": "本文", "sources": [source], "as_of": None, "notes": []}
    chat.server.replies["x"] = [{"text": "本文", "answers": [answer], "outcome": "sure"}]
    chat.open().ask("x")
    expect(chat.find(".answer li")).to_have_text("出典の題名")
    expect(chat.find(".answer a")).to_have_count(0)


def test_a_pressed_button_is_sent_by_its_id_and_the_choices_go(chat: Chat) -> None:
    chat.open().replies.nth(1).click()
    expect(chat.find(".visitor")).to_have_text(re.compile("スタートアップビザ"))
    expect(chat.answers).to_have_count(2)
    assert [one[3] for one in chat.server.asked("PUT .*/turns/")] == [{"button": "t1"}]
    expect(chat.replies.first).to_have_text("スタートアップビザの申請方法")
    expect(chat.find('.reply[lang="en"]')).to_have_text("English")


def test_while_an_answer_is_on_its_way_it_shows_and_no_choice_can_be_pressed(chat: Chat) -> None:
    chat.server.answering = False
    chat.open().ask("ビザ")
    expect(chat.find(".typing")).to_have_text("回答を準備しています")
    expect(chat.replies).to_have_count(0)
    chat.server.answer()
    expect(chat.find(".typing")).to_have_text("")
    expect(chat.replies).to_have_count(5)


def test_a_late_answer_is_announced_and_then_given(chat: Chat) -> None:
    chat.server.answering = False
    chat.open("/en/").ask("visa")
    expect(chat.find(".dots")).to_be_visible()
    chat.server.notice(chat.server.only, said.LATE)
    expect(chat.status).to_have_text("The answer is taking longer than usual.")
    chat.server.answer()
    expect(chat.replies).to_have_count(5)
    expect(chat.status).to_have_text("")


def test_words_before_and_after_an_answer(chat: Chat) -> None:
    reply = {"answers": [said.ANSWER["en"]], "lead": "I will answer in English.", "after": "For your other question, …"}
    chat.server.replies["both"] = [{**reply, "text": "all of it", "outcome": "sure"}]
    chat.open("/en/").ask("both")
    texts = chat.answers.nth(1).locator(".body > *")
    expect(texts).to_have_count(3)
    expect(texts.first).to_have_text("I will answer in English.")
    expect(texts.last).to_have_text("For your other question, …")


def test_a_rating_with_a_reason(chat: Chat) -> None:
    chat.open().ask("期間")
    chat.find(".helpful button").nth(1).click()
    chat.find(".why").get_by_text("情報が古い").click()
    chat.find(".why textarea").fill("2024年の内容でした。")
    chat.find(".why .solid").click()
    expect(chat.find(".thanks")).to_have_text("ご回答ありがとうございました。")
    assert "thanks" in chat.focused()
    sent = [one[3] for one in chat.server.asked("/feedback")]
    assert sent == [{"helpful": False}, {"helpful": False, "reason": "outdated", "comment": "2024年の内容でした。"}]
    chat.page.reload()
    expect(chat.find(".thanks")).to_be_visible()


def test_after_a_question_the_cursor_is_where_one_writes_even_beside_an_open_rating(chat: Chat) -> None:
    chat.open().ask("期間")
    chat.find(".helpful button").nth(1).click()
    expect(chat.find(".why textarea")).to_be_visible()
    chat.ask("次の質問")
    expect(chat.find(".visitor")).to_have_count(2)
    chat.page.keyboard.type("続き")
    expect(chat.box).to_have_value("続き")


def test_copying_takes_the_sources_along(chat: Chat) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.open().ask("期間")
    chat.find(".copy").click()
    expect(chat.find(".copy")).to_have_text("コピーしました")
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("スタートアップビザの期間\n起業の準備活動")
    assert "出典：例示市「外国人起業活動促進事業」、制度の概要、2025年4月1日、https://example.org/visa/ja" in copied
    assert "情報の時点：2025年4月1日" in copied


def test_the_language_switch_changes_the_chat_and_the_conversation(chat: Chat) -> None:
    chat.open().find(".lang").click()
    expect(chat.find("h2")).to_have_text("Yokohama Startup Support Chat")
    expect(chat.find(".lang")).to_have_text("日本語")
    wait_until(lambda: chat.server.only.language == "en")
    chat.visit("/ja/page2/")  # the choice counts for more than the page
    expect(chat.find("h2")).to_have_text("Yokohama Startup Support Chat")


def test_asking_in_english_switches_the_chat_too(chat: Chat) -> None:
    chat.open()
    chat.server.change(chat.server.only, language="en")
    expect(chat.find("h2")).to_have_text("Yokohama Startup Support Chat")


def test_history_is_there_after_a_reload_and_on_a_second_page(chat: Chat) -> None:
    chat.open().ask("期間")
    expect(chat.find(".answer")).to_be_visible()
    chat.page.reload()
    expect(chat.messages).to_have_count(3)
    chat.page.locator("#next").click()
    chat.page.wait_for_url("**/page2/")
    expect(chat.messages).to_have_count(3)
    assert len(chat.server.asked("POST /chat/conversations$")) == 1


def test_on_a_small_screen_the_next_page_is_not_covered_by_the_chat(chat: Chat) -> None:
    chat.page.set_viewport_size({"width": 320, "height": 640})
    chat.open().page.reload()
    expect(chat.launcher).to_be_visible()
    expect(chat.dialog).to_be_hidden()


def test_deleting_asks_first_and_leaves_nothing(chat: Chat) -> None:
    chat.open().ask("ビザ")
    expect(chat.answers).to_have_count(2)
    chat.choose("会話を削除")
    assert chat.focused() == "button cancel quiet"
    chat.find("#cancel").click()
    expect(chat.messages).to_have_count(3)
    chat.choose("会話を削除")
    chat.find(".danger").click()
    expect(chat.find(".over")).to_contain_text("会話を削除しました。")
    assert chat.server.conversations == {}
    assert chat.page.evaluate("Object.keys(localStorage)") == []
    expect(chat.messages).to_have_count(0)
    chat.find("#anew").click()
    expect(chat.answers).to_have_count(1)


def test_a_new_conversation_asks_first(chat: Chat) -> None:
    chat.open().ask("ビザ")
    expect(chat.answers).to_have_count(2)
    chat.choose("新しい会話を始める")
    chat.find(".confirmation .solid").click()
    expect(chat.messages).to_have_count(1)
    assert len(chat.server.conversations) == 2
    expect(chat.replies).to_have_count(5)


def test_a_conversation_that_is_full_goes_on_in_a_new_one(chat: Chat) -> None:
    chat.open().ask("ビザ")
    expect(chat.replies.first).to_have_text("スタートアップビザの申請方法")
    first = chat.server.only
    chat.server.full_after = 1
    chat.replies.first.click()
    expect(chat.answers.first).to_contain_text("新しい会話に切り替えました")
    expect(chat.find(".visitor")).to_have_text(re.compile("スタートアップビザの申請方法"))
    begun = chat.server.asked("POST /chat/conversations$")[-1]
    assert begun[3]["continues"] == first.id
    assert begun[2]["Authorization"] == f"Bearer {first.token}"
    wait_until(lambda: [turn["text"] for turn in chat.server.newest.turns.values()] == ["スタートアップビザの申請方法"])


@pytest.mark.parametrize("typed", [True, False])
def test_a_conversation_that_is_gone_is_begun_anew_without_losing_what_was_written(chat: Chat, typed: bool) -> None:
    chat.open()
    chat.server.conversations.clear()
    chat.box.fill("書きかけの質問")
    if typed:
        chat.box.press("Enter")
        expect(chat.find(".visitor")).to_have_text(re.compile("書きかけの質問"))
    else:
        chat.server.hang_up()
    expect(chat.status).to_contain_text("新しい会話を始めました")
    expect(chat.box).to_have_value("" if typed else "書きかけの質問")
    if typed:
        wait_until(lambda: [turn["text"] for turn in chat.server.only.turns.values()] == ["書きかけの質問"])


def test_what_is_typed_survives_a_reload(chat: Chat) -> None:
    chat.open().box.fill("書きかけ")
    chat.page.reload()
    expect(chat.box).to_have_value("書きかけ")


def test_an_ended_conversation_offers_a_new_one(chat: Chat) -> None:
    chat.open()
    chat.server.change(chat.server.only, ended_at="2026-11-25T00:00:00Z")
    expect(chat.find(".over")).to_contain_text("この会話は終了しました。")
    chat.find("#anew").click()
    expect(chat.box).to_be_visible()
    assert len(chat.server.conversations) == 2


def test_a_long_answer_is_shown_from_its_beginning_and_a_reading_visitor_is_left_in_peace(chat: Chat) -> None:
    chat.server.replies["long"] = [{"text": "\n".join(f"{n}行目" for n in range(80))}]
    chat.open().ask("long")
    expect(chat.answers).to_have_count(2)
    chat.page.wait_for_timeout(100)
    top = chat.answers.nth(1).evaluate(
        "e => e.getBoundingClientRect().top - e.closest('.scroll').getBoundingClientRect().top"
    )
    assert 0 <= top < 40
    scroll = chat.find(".scroll")
    scroll.evaluate("e => { e.scrollTop = 0; }")
    chat.page.wait_for_timeout(100)
    chat.server.say(chat.server.only, "staff", "追加のご案内です。")
    expect(chat.find(".newest")).to_be_visible()
    assert scroll.evaluate("e => e.scrollTop") == 0
    chat.find(".newest").click()
    expect(chat.find(".newest")).to_have_count(0)
    expect(chat.find(".staff")).to_be_in_viewport()
