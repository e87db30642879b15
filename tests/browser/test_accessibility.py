"""JIS X 8341-3 / WCAG 2.2 AA: axe in every state, and what axe cannot see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat

QUESTION = {"ja": ("ビザ", "期間"), "en": ("visa", "How long?")}


def _closed(chat: Chat, lang: str) -> None:
    chat.visit(f"/{lang}/")


def _open(chat: Chat, lang: str) -> None:
    chat.open(f"/{lang}/")


def _menu(chat: Chat, lang: str) -> None:
    chat.open(f"/{lang}/").find("#menu").click()
    expect(chat.find("#choices")).to_be_visible()


def _waiting(chat: Chat, lang: str) -> None:
    chat.server.answering = False
    chat.open(f"/{lang}/").ask(QUESTION[lang][0])
    expect(chat.find(".dots")).to_be_visible()


def _answer(chat: Chat, lang: str) -> None:
    chat.open(f"/{lang}/").ask(QUESTION[lang][1])
    expect(chat.find(".helpful")).to_be_visible()


def _why(chat: Chat, lang: str) -> None:
    _answer(chat, lang)
    chat.find(".helpful button").nth(1).click()
    expect(chat.find(".why")).to_be_visible()


def _buttons(chat: Chat, lang: str) -> None:
    chat.open(f"/{lang}/").ask(QUESTION[lang][0])
    expect(chat.find(".reply.none")).to_be_visible()


def _error(chat: Chat, lang: str) -> None:
    chat.open(f"/{lang}/")
    chat.server.fail("PUT .*/turns/", 422, "too_long")
    chat.server.fail("POST .*/handoff", 500, "internal")
    chat.ask("x")
    chat.find(".call").click()
    expect(chat.find(".refused")).to_be_visible()
    expect(chat.find(".notice.error")).to_be_visible()


def _failed(chat: Chat, lang: str) -> None:
    chat.server.fail("POST /chat/conversations$", 503, "unavailable", times=99, retry_after=60)
    chat.visit(f"/{lang}/").launcher.click()
    expect(chat.find(".notice.error")).to_be_visible()


def _offline(chat: Chat, lang: str) -> None:
    chat.open(f"/{lang}/")
    chat.page.context.set_offline(True)
    chat.ask("x")
    expect(chat.find(".fate .link")).to_be_visible()


def _person(chat: Chat, lang: str) -> None:
    chat.open(f"/{lang}/").find(".call").click()
    expect(chat.find(".notice.person")).to_be_visible()


def _staff(chat: Chat, lang: str) -> None:
    chat.open(f"/{lang}/")
    chat.server.handoff(chat.server.only, "staff", staff_name="A")
    chat.server.say(chat.server.only, "system", "A")
    chat.server.say(chat.server.only, "staff", "https://example.org/", name="A")
    expect(chat.find(".message.staff")).to_be_visible()


def _rated(chat: Chat, lang: str) -> None:
    chat.open(f"/{lang}/")
    chat.server.handoff(chat.server.only, "closed", stars=4)
    chat.server.say(chat.server.only, "assistant", "A", outcome="rated")
    expect(chat.find(".why textarea")).to_be_visible()


def _confirm(chat: Chat, lang: str) -> None:
    _menu(chat, lang)
    chat.find("#choices .grave").click()
    expect(chat.find(".confirmation")).to_be_visible()


def _ended(chat: Chat, lang: str) -> None:
    chat.open(f"/{lang}/")
    chat.server.change(chat.server.only, ended_at="2026-11-25T00:00:00Z")
    expect(chat.find(".over")).to_be_visible()


STATES: list[Callable[[Chat, str], None]] = [
    _closed, _open, _menu, _waiting, _answer, _why, _buttons, _error, _failed, _offline, _person, _staff, _rated, _confirm, _ended,
]  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("reach", STATES, ids=lambda reach: reach.__name__.strip("_"))
def test_axe_finds_nothing(chat: Chat, reach: Callable[[Chat, str], None], lang: str) -> None:
    chat.page.emulate_media(reduced_motion="reduce")
    reach(chat, lang)
    for scheme in ("light", "dark"):
        chat.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert chat.violations() == [], scheme
    chat.page.set_viewport_size({"width": 320, "height": 640})
    chat.page.wait_for_timeout(50)
    assert chat.violations() == [], "320 px"
    assert _too_wide(chat) == []
    assert _too_small(chat) == []
    chat.page.set_viewport_size({"width": 320, "height": 256})  # 1280 x 1024 at 400 %
    chat.page.wait_for_timeout(50)
    assert _too_wide(chat) == []


def _too_wide(chat: Chat) -> list[str]:
    """What reaches over the right edge of the window."""
    return chat.find("*").evaluate_all(
        """all => [document.documentElement, ...all].filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
          && getComputedStyle(e).display !== 'inline' && getComputedStyle(e).overflowX !== 'visible'
          || e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"""
    )


def _too_small(chat: Chat) -> list[str]:
    """Targets under 24 px, links within sentences excepted."""
    return chat.find("button, .stored a, .basis a, #choices a, .why label").evaluate_all(
        """all => all.filter(e => e.offsetParent && (e.offsetHeight < 24 || e.offsetWidth < 24)).map(e => e.outerHTML.slice(0, 80))"""
    )


def test_zoomed_in_to_400_percent_everything_can_still_be_reached(chat: Chat) -> None:
    chat.page.set_viewport_size({"width": 320, "height": 256})
    chat.open().ask("期間")
    expect(chat.find(".answer")).to_be_visible()
    for selector in (".stored a", ".answer .as-of", ".copy", ".send", ".call", "#menu"):
        chat.find(selector).scroll_into_view_if_needed()
        expect(chat.find(selector)).to_be_in_viewport()
        chat.find(selector).click(trial=True)


def test_new_messages_are_announced_and_history_is_not(chat: Chat) -> None:
    chat.open()
    log = chat.find('[role="log"]')
    expect(log).to_have_attribute("aria-live", "polite")
    chat.page.add_init_script(
        """window.announced = [];
        new MutationObserver(() => {
          const root = document.querySelector('yokohama-startup-chat')?.shadowRoot;
          if (!root || window.watching) return;
          window.watching = true;
          new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(node => {
            if (node.nodeType === 1 && root.querySelector('[role=log]')?.contains(node)) window.announced.push(
              root.querySelector('[role=log]').getAttribute('aria-live'));
          }))).observe(root, {childList: true, subtree: true});
        }).observe(document, {childList: true, subtree: true});"""
    )
    chat.page.reload()
    expect(chat.messages).to_have_count(1)
    expect(log).to_have_attribute("aria-live", "polite")
    assert set(chat.page.evaluate("announced")) == {"off"}
    chat.server.say(chat.server.only, "staff", "新しい")
    expect(chat.messages).to_have_count(2)
    assert chat.page.evaluate("announced.at(-1)") == "polite"


def test_each_message_says_who_speaks_and_in_which_language(chat: Chat) -> None:
    chat.open().ask("ビザ")
    expect(chat.answers).to_have_count(2)
    chat.server.say(chat.server.only, "assistant", "In English.", language="en")
    chat.server.say(chat.server.only, "system", "田中が対応します。")
    expect(chat.find(".system")).to_be_visible()
    assert chat.find(".assistant .body").evaluate_all("all => all.map(e => e.lang)") == ["ja", "ja", "en"]
    expect(chat.find(".visitor .who")).to_contain_text("あなた")
    expect(chat.find(".assistant .who").first).to_contain_text("アシスタント（自動応答）")
    expect(chat.find(".system")).to_have_text("お知らせ: 田中が対応します。")


def test_the_window_has_a_name_and_the_button_tells_its_state(chat: Chat) -> None:
    chat.visit()
    expect(chat.launcher).to_have_attribute("aria-expanded", "false")
    chat.launcher.click()
    expect(chat.launcher).to_have_attribute("aria-expanded", "true")
    expect(chat.page.get_by_role("dialog", name="横浜スタートアップ支援チャット")).to_be_visible()
    expect(chat.page.get_by_role("textbox", name="質問をお書きください")).to_be_visible()


def test_in_high_contrast_everything_keeps_an_outline(chat: Chat) -> None:
    chat.page.emulate_media(forced_colors="active")
    chat.open().ask("期間")
    expect(chat.find(".answer")).to_be_visible()
    for selector in (".message.assistant .body", ".message.visitor .body", ".field", ".send"):
        style = chat.find(selector).first.evaluate("e => getComputedStyle(e).borderTopStyle")
        assert style == "solid", selector


def test_without_motion_nothing_moves(chat: Chat) -> None:
    chat.page.emulate_media(reduced_motion="reduce")
    chat.server.answering = False
    chat.open().ask("ビザ")
    expect(chat.find(".dots")).to_be_visible()
    assert (
        chat.find(".dots i, dialog").evaluate_all("all => all.map(e => getComputedStyle(e).animationName)")
        == ["none"] * 4
    )


def test_on_paper_the_conversation_is_whole_and_the_controls_are_gone(chat: Chat) -> None:
    chat.open().ask("期間")
    expect(chat.find(".answer")).to_be_visible()
    chat.page.emulate_media(media="print")
    for selector in (".launcher", ".composer", ".tools"):
        expect(chat.find(selector).first).to_be_hidden()
    assert chat.find(".scroll").evaluate("e => e.scrollHeight <= e.clientHeight + 1")
