"""Transcripts and review in a real browser, in both languages and at both widths."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ops.model import ROOT
from tests.browser.office import Office, check
from tests.browser.test_desk import office, rasa_played
from tests.web.processes import PYTHON

__all__ = ["office", "rasa_played"]
WIDTHS = (1280, 360)


@pytest.fixture
def busy(office: Office) -> Iterator[Office]:
    """With conversations that were had."""
    subprocess.run([*PYTHON, "tests.browser.had"], env=office.site.env, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    yield office


def _looked_at(page: Page, name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        check(page, f"{name}-{width}")
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("language", ["ja", "en"])
def test_transcripts_are_found_read_and_walked_by_keys(language: str, busy: Office, browser: Browser) -> None:
    editor = busy.hire("editor", "editor", "Editor")
    page = busy.staff(browser, editor, language)
    page.get_by_role("link", name="会話の記録" if language == "ja" else "Transcripts").click()
    expect(page.locator(".row")).to_have_count(7)
    _looked_at(page, f"transcripts-{language}")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("申")
    page.keyboard.press("Enter")
    expect(page.locator(".row")).to_have_count(4)
    page.goto(f"{busy.url}/desk/transcripts?outcome=declined&language=ja")
    expect(page.locator(".chips li")).to_have_count(3)
    _looked_at(page, f"transcripts-narrow-{language}")
    page.locator("#name").fill("補助金" if language == "ja" else "Declined")
    page.get_by_role("button", name="条件を保存" if language == "ja" else "Save filter").click()
    expect(page.locator(".saved a")).to_have_count(1)
    page.goto(f"{busy.url}/desk/transcripts?q=ビザ")
    page.locator(".row a").first.click()
    expect(page.locator(".part")).to_have_count(4)
    page.locator("details.understood").nth(1).locator("summary").click()
    _looked_at(page, f"transcript-{language}")
    page.goto(f"{busy.url}/desk/transcripts")
    page.locator(".row a").nth(1).click()
    first = page.locator("h1 code").inner_text()
    page.keyboard.press("n")
    expect(page.locator("h1 code")).not_to_have_text(first)
    page.keyboard.press("p")
    expect(page.locator("h1 code")).to_have_text(first)
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".part:focus")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    check(page, f"keys-{language}")
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    expect(page.locator("h1 code")).to_have_text(first)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_questions_are_judged_and_become_corrections(language: str, busy: Office, browser: Browser) -> None:
    editor = busy.hire("editor", "editor", "Editor")
    page = busy.staff(browser, editor, language)
    page.goto(f"{busy.url}/desk/review")
    expect(page.locator(".row")).to_have_count(7)
    _looked_at(page, f"queue-{language}")
    page.goto(f"{busy.url}/desk/review?by=article")
    expect(page.locator(".group")).to_have_count(4)
    _looked_at(page, f"queue-article-{language}")
    page.goto(f"{busy.url}/desk/review")
    page.locator(".row a").first.click()
    expect(page.locator(".asked li")).to_have_count(2)
    page.locator("#find0").fill("助成")
    expect(page.locator("#choices0 li").first).to_contain_text(
        "助成" if language == "ja" else "grant", ignore_case=True
    )
    _looked_at(page, f"cluster-{language}")
    page.locator("#choices0 input").first.check()
    page.locator("button[value=article]").click()
    page.locator(".asked").wait_for()
    page.locator("button[value=no_answer]").click()
    page.goto(f"{busy.url}/desk/review/missing")
    expect(page.locator(".row")).to_have_count(1)
    _looked_at(page, f"missing-{language}")
    page.locator(".write select").select_option("yoxo-box")
    page.locator(".write button").click()
    page.wait_for_url("**/edit")
    assert "".join(page.locator("textarea[id^=questions_]").evaluate_all("all => all.map(one => one.value)"))
    page.goto(f"{busy.url}/desk/review/missing")
    expect(page.locator(".missing .primary")).to_have_count(1)
    _looked_at(page, f"missing-begun-{language}")
    page.goto(f"{busy.url}/desk/review/corrections")
    expect(page.locator(".proposed")).to_have_count(2)
    _looked_at(page, f"corrections-{language}")
    page.locator(".proposed input[type=checkbox]").first.check()
    page.locator("button[value=approve]").click()
    expect(page.locator(".diff ins").first).to_be_visible()
    _looked_at(page, f"corrections-diff-{language}")
    page.goto(f"{busy.url}/desk/transcripts?q=書類")
    page.locator(".row a").first.click()
    page.locator(".judge summary").nth(1).click()
    _looked_at(page, f"judge-{language}")
    page.keyboard.press("Escape")
    page.locator(".part").nth(2).focus()
    page.keyboard.press("r")
    expect(page.locator(".agreed")).to_have_count(1)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_keeping_erasing_printing_and_the_audit_log(language: str, busy: Office, browser: Browser) -> None:
    manager = busy.hire("manager", "manager", "Manager")
    auditor = busy.hire("auditor", "auditor", "Auditor")
    page = busy.staff(browser, manager, language)
    page.goto(f"{busy.url}/desk/transcripts?q=ビザ")
    page.locator(".row a").first.click()
    page.get_by_role("link", name="印刷・PDF" if language == "ja" else "Print or PDF").click()
    expect(page.locator("#print")).to_be_visible()
    _looked_at(page, f"print-{language}")
    page.go_back()
    page.get_by_role("link", name="消去する…" if language == "ja" else "Erase…").click()
    _looked_at(page, f"erase-{language}")
    page.locator("button.danger").click()
    expect(page.locator(".note")).to_be_visible()
    _looked_at(page, f"keeping-{language}")
    reader = busy.staff(browser, auditor, language)
    reader.goto(f"{busy.url}/desk/audit")
    expect(reader.locator("tbody tr").nth(5)).to_be_visible()
    _looked_at(reader, f"audit-{language}")
    reader.locator("tbody code").first.click()
    expect(reader.locator("#conversation")).not_to_have_value("")
