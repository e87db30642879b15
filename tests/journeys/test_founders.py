"""Founders with a browser and the real assistant: from the greeting to the deletion, on one page, two, and another site's."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
import requests
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.journeys.conftest import Stack, remembered

pytestmark = pytest.mark.model

ANSWERED_MS = 15_000


@dataclass(frozen=True)
class Founder:
    """What somebody says, and what the chat says to them."""

    language: str
    greeting: str
    question: str
    date: str
    asks: str
    figure: str
    follows_up: str
    figure_then: str
    second_page: str
    noted: str
    contact: str
    delete: str
    deleted: str


JAPANESE = Founder(
    "ja", "横浜市のスタートアップ支援についてお答えする", "スタートアップビザとは何ですか", r"20\d\d年",
    "LIP.横浜の会員数は？", "379", "I・TOP横浜は？", "607", "よくある手続き", "職員への取り次ぎを受け付けました。", "横浜市経済局",
    "会話を削除", "会話を削除しました。",
)  # fmt: skip
ENGLISH = Founder(
    "en", "assistant for startup support in Yokohama", "What is the startup visa?", r"20\d\d",
    "How many members does LIP. Yokohama have?", "379", "And I-TOP?", "607", "Common procedures",
    "Your request for a member of staff has been noted.", "Economic Affairs Bureau",
    "Delete the conversation", "Your conversation was deleted.",
)  # fmt: skip


def _answered(chat: Chat, text: str) -> None:
    expect(chat.answers.last).to_contain_text(text, timeout=ANSWERED_MS)


@pytest.mark.parametrize("founder", [JAPANESE, ENGLISH], ids=lambda founder: founder.language)
def test_a_founder_from_the_greeting_to_the_deletion(demo: Chat, stack: Stack, founder: Founder) -> None:
    demo.open(f"/demo/{founder.language}/")
    expect(demo.answers).to_contain_text(founder.greeting)
    assert demo.replies.count() == 6 and demo.violations() == []

    demo.ask(founder.question)
    answer = demo.find(".answer").last
    source = answer.locator(".basis a").first
    expect(source).to_have_attribute("href", re.compile("^https://"), timeout=ANSWERED_MS)
    assert demo.find(f'.message.assistant .body[lang="{founder.language}"] .answer').count() == 1
    expect(answer.locator(".as-of, .where").first).to_have_text(re.compile(founder.date))

    demo.ask(founder.asks)
    _answered(demo, founder.figure)
    demo.ask(founder.follows_up)
    _answered(demo, founder.figure_then)
    title = demo.find(".reply.article").first.inner_text()
    demo.find(".reply.article").first.click()
    expect(demo.find(".visitor .text").last).to_have_text(title)
    expect(demo.find(".answer")).to_have_count(4, timeout=ANSWERED_MS)
    demo.find(".helpful").last.get_by_role("button").first.click()
    expect(demo.find(".thanks")).to_have_count(1)
    assert demo.violations() == []

    said = demo.messages.all_inner_texts()
    demo.page.reload()
    expect(demo.messages).to_have_count(len(said))
    assert demo.messages.all_inner_texts() == said
    demo.page.get_by_role("link", name=founder.second_page).click()
    expect(demo.messages).to_have_count(len(said))
    assert demo.page.url.endswith("/page2/") and demo.find(".thanks").count() == 1

    demo.find(".call").click()
    expect(demo.status).to_contain_text(founder.noted)
    expect(demo.status).to_contain_text(founder.contact)
    expect(demo.find(".call")).to_have_count(0)
    assert demo.violations() == []

    known = remembered(demo)
    own = f"{stack.url}/chat/conversations/{known['id']}"
    headers = {"Authorization": f"Bearer {known['token']}"}
    assert requests.get(own, headers=headers, timeout=5).status_code == 200
    demo.choose(founder.delete)
    demo.find(".danger").click()
    expect(demo.find(".over")).to_contain_text(founder.deleted)
    assert requests.get(own, headers=headers, timeout=5).status_code == 401
    demo.find("#anew").click()
    expect(demo.messages).to_have_count(1)
    assert remembered(demo)["id"] != known["id"]
    assert demo.page.context.cookies() == []


def test_the_language_switched_in_the_head_greets_again_and_is_answered_in(demo: Chat) -> None:
    demo.open("/demo/ja/").find(".lang").click()
    expect(demo.answers).to_have_count(2)
    expect(demo.answers.last).to_contain_text(ENGLISH.greeting)
    demo.replies.filter(has_text="YOXO BOX").click()
    expect(demo.find('.body[lang="en"] .answer')).to_be_visible(timeout=ANSWERED_MS)


def test_two_tabs_are_in_step(demo: Chat, stack: Stack) -> None:
    demo.open("/demo/en/")
    other = Chat(demo.page.context.new_page(), stack, stack).open("/demo/en/page2/")
    demo.ask(ENGLISH.asks)
    expect(other.find(".visitor .text")).to_have_text(ENGLISH.asks)
    _answered(other, ENGLISH.figure)
    other.ask(ENGLISH.follows_up)
    _answered(demo, ENGLISH.figure_then)
    assert demo.messages.all_inner_texts() == other.messages.all_inner_texts()
    other.check_clean()


def test_a_dropped_connection_loses_and_repeats_nothing(demo: Chat, stack: Stack) -> None:
    demo.open("/demo/ja/")
    demo.page.context.set_offline(True)
    demo.ask(JAPANESE.asks)
    expect(demo.find(".pending")).to_be_visible()
    demo.page.context.set_offline(False)
    _answered(demo, JAPANESE.figure)
    stack.kill_web()
    expect(demo.status).to_contain_text("接続が切れました。", timeout=10_000)
    demo.ask(JAPANESE.follows_up)
    expect(demo.find(".fate")).to_contain_text("自動で送り直します。")
    stack.restart(stack.web)
    _answered(demo, JAPANESE.figure_then)
    expect(demo.status).to_have_text("")
    expect(demo.find(".visitor .text")).to_have_text([JAPANESE.asks, JAPANESE.follows_up])
    expect(demo.find(".answer")).to_have_count(2)


def test_on_a_page_of_another_origin_under_a_strict_policy(embedded: Chat) -> None:
    embedded.open("/en/").ask(ENGLISH.asks)
    _answered(embedded, ENGLISH.figure)
    embedded.page.reload()
    expect(embedded.find(".visitor .text")).to_have_text(ENGLISH.asks)
    with embedded.page.expect_download() as download:
        embedded.choose("Save the conversation")
    assert ENGLISH.figure in download.value.path().read_text(encoding="utf-8")
    assert embedded.page.context.cookies() == []


def test_a_site_that_may_not_show_the_chat_is_told_so_once(demo: Chat, stack: Stack) -> None:
    chat = Chat(demo.page, stack, stack.stranger).visit("/en/")
    sent: list[str] = []
    demo.page.on("request", lambda request: sent.append(request.method))
    chat.launcher.click()
    expect(chat.status).to_contain_text("The chat cannot be used from this site.", timeout=5_000)
    chat.page.wait_for_timeout(2_500)
    assert sent.count("POST") == 1
    demo.trouble.clear()  # the same page, seen from the demonstration
    chat.check_clean()
