"""Over 300 hostile strings, typed by a visitor and said back by every part of a message: shown as typed, and nothing else happens."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.hostile import TYPED

PARTS = 4


def test_there_are_enough() -> None:
    assert len(TYPED) >= 300


@pytest.mark.parametrize("part", range(PARTS))
def test_shown_as_typed(chat: Chat, part: int) -> None:
    texts = TYPED[part::PARTS]
    for number, text in enumerate(texts):
        source = {"title": text, "url": text, "date": text, "where": text}
        answer = {"article": text, "title": text, "text": text, "sources": [source], "as_of": text, "notes": [text]}
        button = {"id": f"b{number}", "title": text, "kind": "article"}
        chat.server.replies[text] = [
            {"text": text, "lead": text, "after": text, "answers": [answer], "buttons": [button], "outcome": "sure"},
            {"text": text},
        ]
    chat.open()
    for text in texts:
        chat.ask(text)
    expect(chat.answers).to_have_count(1 + 2 * len(texts), timeout=60_000)
    one = chat.server.only
    chat.server.say(one, "staff", texts[0], name=texts[0])
    chat.server.say(one, "system", texts[0])
    chat.server.handoff(one, "staff", staff_name=texts[0])
    expect(chat.find(".system")).to_be_visible()

    def shown(selector: str) -> list[str]:
        """The texts, without what is said to screen readers beside a link."""
        return chat.find(selector).evaluate_all(
            """all => all.map(e => { const copy = e.cloneNode(true); copy.querySelectorAll('.unseen').forEach(u => u.remove());
            return copy.textContent; })"""
        )

    assert shown(".visitor .text") == texts
    assert shown(".answer h3") == texts
    assert shown(".answer .text") == texts
    assert shown(".note > span") == texts
    assert shown(".as-of") == texts
    assert shown(".body > .text:has(+ .answer)") == texts
    assert shown(".body > .answer + .text") == texts
    assert shown(".message.assistant > .body > .text:only-child")[1:] == texts
    assert [body["text"] for body in one.bodies.values()] == texts
    # Whatever became a link leads to the web, and whatever became an element is one of ours.
    for address in chat.find("a").evaluate_all("all => all.map(e => e.href)"):
        assert address.startswith(("http://", "https://"))
    names = chat.find("*").evaluate_all("all => [...new Set(all.map(e => e.localName))]")
    ours = "a article b button circle dialog div fieldset form h2 h3 h4 header i input label legend li p path section span svg textarea time ul"
    assert set(names) <= set(ours.split())
