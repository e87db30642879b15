"""Out of hours: an address is left, staff answer the next day, a real mail leads the visitor back from another browser."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.office import OPEN, Office, check, visit
from tests.browser.test_desk import rasa_played
from tests.web.fake_rasa import FakeRasa
from tests.web.processes import Site, until
from tests.web.sink import Sink

__all__ = ["rasa_played"]


@pytest.fixture
def sink() -> Iterator[Sink]:
    running = Sink().start()
    yield running
    running.stop()


@pytest.fixture
def closed_office(tmp_path: Path, rasa_played: FakeRasa, sink: Sink) -> Iterator[Office]:
    """An office that is closed today and tomorrow, with a mail server, a web process and a worker."""
    today = datetime.datetime.now(zoneinfo.ZoneInfo("Asia/Tokyo")).date()
    closed = ",".join(str(today + datetime.timedelta(days=n)) for n in range(2))
    mail = {
        "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(sink.port), "SMTP_SECURITY": "none", "MAIL_FROM": "desk@city.example.org",
        "NOTICE_MAIL_TO": "all@city.example.org",
    }  # fmt: skip
    one = Office(Site(tmp_path, rasa_played.url, **{**OPEN, "OFFICE_CLOSED_DAYS": closed}, **mail))
    one.site.worker()
    yield one
    one.site.stop()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_from_a_closed_office_to_the_answer_in_another_browser(
    language: str, closed_office: Office, sink: Sink, browser: Browser
) -> None:
    japanese = language == "ja"
    tanaka = closed_office.hire("tanaka", "agent", "経済局 田中" if japanese else "Tanaka")

    visitor = visit(browser, closed_office, language)
    chat = visitor.locator("yokohama-startup-chat")
    chat.locator(".call").click()
    status = chat.locator(".status")
    expect(status).to_contain_text("までにお答えします" if japanese else "You will have an answer by")
    check(visitor, f"offer-{language}")
    with visitor.expect_popup() as opened:
        status.get_by_role("link", name="回答のお知らせ" if japanese else "told of the answer").click()
    form = opened.value
    form.set_default_timeout(30_000)
    for width in (1280, 320):
        form.set_viewport_size({"width": width, "height": 740})
        check(form, f"question-{width}-{language}")
    form.locator("button.primary").click()
    expect(form.get_by_role("alert")).to_be_visible()
    expect(form.locator("#text")).to_be_focused()
    form.locator("#text").fill("ビザについて相談したいです" if japanese else "I have a question about the visa")
    form.locator("#email").fill("visitor@")
    form.keyboard.press("Enter")
    expect(form.get_by_role("alert")).to_be_visible()
    expect(form.locator("#email")).to_be_focused()
    check(form, f"question-wrong-{language}")
    form.locator("#email").fill("visitor@example.org")
    form.locator("[name=consent]").check()
    form.locator("button.primary").click()
    expect(form.get_by_role("status")).to_contain_text("visitor@example.org")
    check(form, f"question-left-320-{language}")
    form.set_viewport_size({"width": 1280, "height": 740})
    check(form, f"question-left-{language}")
    expect(status).to_contain_text("メールでお知らせします" if japanese else "tell you by e-mail")
    expect(status.get_by_role("link")).to_contain_text("変更・取り消す" if japanese else "Change or cancel")
    assert "/chat/question" not in status.inner_text()
    check(visitor, f"offer-left-{language}")
    expect(chat.locator(".message.visitor")).to_contain_text("ビザ" if japanese else "visa")
    visitor.context.close()

    until(lambda: sink.to("all@city.example.org"))
    notice = sink.to("all@city.example.org")[0].get_content()
    assert "ビザ" not in notice and "visa" not in notice
    link = re.search(r"http://\S+/desk/handoffs/\d+", notice)
    assert link

    desk = closed_office.staff(browser, tanaka, language)
    desk.goto(link.group())
    desk.get_by_role("button", name="担当する" if japanese else "Take this conversation").click()
    expect(desk.locator(".hint").first).to_be_visible()
    desk.locator("#text").fill("窓口でご案内します。" if japanese else "Please come to our desk.")
    desk.locator("#text").press("Enter")
    expect(desk.locator(".message.staff")).to_have_count(1)

    until(lambda: sink.to("visitor@example.org"))
    (mail,) = sink.to("visitor@example.org")
    assert mail["Subject"].strip() == (
        "お問い合わせに職員がお答えしました" if japanese else "Our staff have answered your question"
    )
    back = re.search(r"http://\S+/chat/return/[\w-]{43}", mail.get_content())
    assert back and "窓口でご案内します" not in mail.get_content()
    other = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    other.set_default_timeout(30_000)
    other.goto(back.group())
    expect(other.locator(".said .staff")).to_contain_text("窓口でご案内" if japanese else "come to our desk")
    check(other, f"return-{language}")
    other.set_viewport_size({"width": 320, "height": 740})
    check(other, f"return-320-{language}")
    other.set_viewport_size({"width": 1280, "height": 800})
    other.locator("#continue").click()
    again = other.locator("yokohama-startup-chat")
    expect(again.locator(".message.staff")).to_contain_text("窓口でご案内" if japanese else "come to our desk")
    again.locator(".field textarea").fill("Thank you")
    again.locator(".field textarea").press("Enter")
    expect(desk.locator(".message.visitor").last).to_contain_text("Thank you", timeout=5_000)
    check(other, f"return-chat-{language}")

    silent = browser.new_context(java_script_enabled=False).new_page()
    silent.goto(back.group())
    expect(silent.locator(".said .staff")).to_be_visible()
    expect(silent.locator("#continue")).to_be_hidden()
    silent.goto(back.group()[:-1])
    expect(silent.locator("h1")).to_be_visible()
    if japanese:
        other.goto(back.group()[:-1])
        check(other, "gone")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_managers_page_of_notices(language: str, closed_office: Office, sink: Sink, browser: Browser) -> None:
    boss = closed_office.hire("boss", "manager", "Boss")
    page = closed_office.staff(browser, boss, language)
    page.goto(f"{closed_office.url}/desk/notices")
    check(page, f"notices-none-{language}")
    sink.answer = "554 no"
    visitor = visit(browser, closed_office, language)
    visitor.locator("yokohama-startup-chat .call").click()

    def given_up() -> bool:
        page.goto(f"{closed_office.url}/desk/notices")
        return page.locator("tbody tr").count() == 1

    until(given_up)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        for name in ("notices", "inbox", "own"):
            page.goto(f"{closed_office.url}/desk/{name}")
            check(page, f"{name}-given-up-{width}-{language}")
    sink.answer = ""
    page.goto(f"{closed_office.url}/desk/notices")
    page.locator("tbody button").press("Enter")
    expect(page.locator(".note")).to_be_visible()
    until(lambda: sink.to("all@city.example.org"))
