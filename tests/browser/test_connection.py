"""Dropped connections, no network, a busy gateway, two tabs: nothing is lost and nothing comes twice."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Route, expect

from tests.browser.chat import Chat
from tests.browser.contract_server import wait_until


def test_a_dropped_stream_resumes_without_loss_or_repeat(chat: Chat) -> None:
    chat.open().ask("期間")
    expect(chat.answers).to_have_count(2)
    last = chat.server.only.seq
    chat.server.hang_up()
    for number in range(3):
        chat.server.say(chat.server.only, "staff", f"{number}番目")
    expect(chat.find(".staff .text")).to_have_text(["0番目", "1番目", "2番目"])
    resumed = chat.server.asked("GET .*/events")[-1]
    assert resumed[2]["Last-Event-ID"] == str(last)
    chat.server.hang_up()
    chat.server.say(chat.server.only, "staff", "3番目")
    expect(chat.find(".staff .text")).to_have_text(["0番目", "1番目", "2番目", "3番目"])


def test_a_stream_that_stays_away_is_said_and_then_no_more(chat: Chat) -> None:
    chat.open()
    chat.server.fail("GET .*/events", 503, "unavailable", times=3, retry_after=1)
    chat.server.hang_up()
    expect(chat.status).to_contain_text("接続が切れました。つなぎ直しています。")
    expect(chat.status).not_to_contain_text("接続が切れました", timeout=15_000)


def test_where_pushes_do_not_get_through_the_answer_still_arrives(chat: Chat) -> None:
    chat.server.fail("GET .*/events", 503, "unavailable", times=999, retry_after=60)
    chat.open().ask("期間")
    expect(chat.find(".answer")).to_be_visible(timeout=10_000)


def test_what_is_sent_offline_goes_out_by_itself(chat: Chat) -> None:
    chat.open()
    chat.page.context.set_offline(True)
    expect(chat.status).to_contain_text("オフラインです。")
    chat.ask("一つ目").ask("二つ目")
    expect(chat.find(".pending .text")).to_have_text(["一つ目", "二つ目"])
    expect(chat.find(".fate").first).to_contain_text("まだ送信できていません。 自動で送り直します。")
    chat.page.context.set_offline(False)
    expect(chat.find(".pending")).to_have_count(0)
    expect(chat.answers).to_have_count(3)
    assert [turn["text"] for turn in chat.server.only.turns.values()] == ["一つ目", "二つ目"]
    expect(chat.status).not_to_contain_text("オフライン")


def test_a_late_reply_does_not_hide_that_there_is_no_network(chat: Chat) -> None:
    streams: list[Route] = []
    chat.page.route("**/events", lambda route: streams.append(route))
    with chat.page.expect_request("**/events"):
        chat.open()
    chat.page.context.set_offline(True)
    expect(chat.status).to_contain_text("オフラインです。")
    origin = {"Access-Control-Allow-Origin": chat.site.url}
    with chat.page.expect_request("**/events"):  # the next one: the first was read to its end
        streams[0].fulfill(status=200, content_type="text/event-stream", headers=origin, body=": hello\n\n")
    assert "オフラインです。" in chat.status.inner_text()


def test_what_was_not_sent_survives_leaving_the_page(chat: Chat) -> None:
    chat.open()
    chat.server.fail("PUT .*/turns/", 503, "unavailable", times=1, retry_after=60)
    chat.ask("あとで届く")
    expect(chat.find(".pending")).to_be_visible()
    chat.page.reload()
    expect(chat.find(".pending")).to_have_count(0)
    expect(chat.find(".visitor .text")).to_have_text("あとで届く")
    sent = [one[1] for one in chat.server.asked("PUT .*/turns/")]
    assert len(sent) == 2 and sent[0] == sent[1], "the same turn, under the same id"


def test_a_reply_that_was_lost_does_not_make_a_second_turn(chat: Chat) -> None:
    chat.open()
    chat.page.route("**/turns/*", lambda route: (route.fetch(), route.abort()), times=1)
    chat.ask("ビザ")
    expect(chat.replies.first).to_have_text("スタートアップビザの申請方法")
    chat.page.wait_for_timeout(1_500)
    assert len(chat.server.only.turns) == 1
    expect(chat.find(".visitor")).to_have_count(1)


def test_a_busy_gateway_names_the_time_and_is_obeyed(chat: Chat) -> None:
    chat.open()
    chat.server.fail("PUT .*/turns/", 429, "too_many", retry_after=2)
    chat.ask("ビザ")
    expect(chat.find(".fate")).to_contain_text("ただいま混み合っています。")
    began = time.monotonic()
    chat.server.hang_up()  # a new connection is no reason to send before the time
    wait_until(lambda: len(chat.server.asked("PUT .*/turns/")) == 2)
    assert time.monotonic() - began > 1.5
    expect(chat.replies.first).to_have_text("スタートアップビザの申請方法")


def test_now_means_now(chat: Chat) -> None:
    chat.open("/en/")
    chat.server.fail("PUT .*/turns/", 429, "too_many", retry_after=60)
    chat.ask("visa")
    expect(chat.find(".fate")).to_contain_text("We are busy at the moment.")
    chat.find(".fate .link").click()
    expect(chat.find(".pending")).to_have_count(0)


def test_a_refused_message_says_why_and_can_be_written_anew(chat: Chat) -> None:
    chat.open()
    chat.server.fail("PUT .*/turns/", 422, "too_long")
    chat.ask("長い質問")
    expect(chat.find(".fate")).to_contain_text("文章が長すぎます。2000文字以内でお書きください。")
    chat.find(".fate .link").click()
    expect(chat.find(".pending")).to_have_count(0)
    expect(chat.box).to_have_value("長い質問")
    assert chat.focused() == "textarea"


def test_a_chat_that_cannot_begin_says_so_keeps_the_question_and_tries_again(chat: Chat) -> None:
    chat.server.fail("POST /chat/conversations$", 503, "unavailable", times=1, retry_after=2)
    chat.visit().launcher.click()
    expect(chat.status).to_contain_text("ただいまご利用いただけません。")
    chat.ask("ビザ")
    expect(chat.find(".pending .text")).to_have_text("ビザ")
    expect(chat.replies.first).to_have_text("スタートアップビザの申請方法", timeout=10_000)
    expect(chat.status).to_have_text("")


@pytest.mark.parametrize("status", [0, 500])
def test_any_failure_has_words(chat: Chat, status: int) -> None:
    chat.open()
    chat.server.fail("POST .*/handoff", status, "internal", times=3)
    chat.find(".call").click()
    expect(chat.status.locator(".error")).to_have_text(re.compile("できません|エラー"))
    chat.status.locator("button").click()
    expect(chat.status.locator(".error")).to_have_count(0)


def test_two_tabs_stay_in_step(chat: Chat) -> None:
    chat.open()
    other = Chat(chat.page.context.new_page(), chat.server, chat.site).open()
    assert len(chat.server.conversations) == 1
    chat.ask("期間")
    expect(other.find(".visitor .text")).to_have_text("期間")
    expect(other.find(".answer")).to_be_visible()
    other.find(".lang").click()
    expect(chat.find("h2")).to_have_text("Yokohama Startup Support Chat")
    other.choose("Delete the conversation")
    other.find(".danger").click()
    expect(chat.find(".over")).to_contain_text("Your conversation was deleted.")
    other.find("#anew").click()
    expect(chat.answers).to_have_count(1)
    assert len(chat.server.conversations) == 1
    other.check_clean()


def test_two_tabs_opened_at_once_begin_one_conversation(chat: Chat) -> None:
    other = Chat(chat.page.context.new_page(), chat.server, chat.site).visit()
    chat.visit()
    for one in (chat, other):
        one.launcher.dispatch_event("click")
    expect(chat.answers).to_have_count(1)
    expect(other.answers).to_have_count(1)
    assert len(chat.server.conversations) == 1


def test_a_message_waiting_in_a_closed_tab_is_sent_by_the_other(chat: Chat) -> None:
    chat.open()
    other = Chat(chat.page.context.new_page(), chat.server, chat.site).open()
    chat.server.fail("PUT .*/turns/", 503, "unavailable", times=1, retry_after=60)
    chat.ask("あとで届く")
    expect(other.find(".pending .text")).to_have_text("あとで届く")
    chat.page.close()
    other.find(".fate .link").click()
    expect(other.find(".pending")).to_have_count(0)
    expect(other.find(".visitor .text")).to_have_text("あとで届く")


def test_a_closed_chat_listens_only_while_something_is_due(chat: Chat) -> None:
    chat.server.answering = False
    chat.open().ask("ビザ")
    expect(chat.find(".dots")).to_be_visible()
    chat.page.keyboard.press("Escape")
    chat.server.answer()
    expect(chat.find(".unread")).to_have_text("1")
    expect(chat.launcher).to_have_attribute("aria-label", "チャットで質問（新着1件）")
    chat.page.wait_for_timeout(200)
    asked = len(chat.server.asked("/events"))
    chat.server.hang_up()
    chat.page.wait_for_timeout(1_500)
    assert len(chat.server.asked("/events")) == asked
    chat.launcher.click()
    expect(chat.answers).to_have_count(2)
    expect(chat.find(".unread")).to_have_count(0)
