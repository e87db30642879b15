"""Articles in the desk, in a real browser against a real web process."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from knowledge.loading import KNOWLEDGE_DIR
from ops.model import ROOT
from tests.browser.test_desk import OPEN, Office, check, rasa_played
from tests.web.fake_rasa import FakeRasa
from tests.web.processes import PYTHON, Site

__all__ = ["rasa_played"]

WIDTHS = (1280, 360)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the articles: nothing a test does may be published into the repository."""
    ignored = shutil.ignore_patterns("*.py", "__pycache__", "messages.yml")
    return Path(shutil.copytree(KNOWLEDGE_DIR, tmp_path / "knowledge", ignore=ignored))


@pytest.fixture
def office(tmp_path: Path, folder: Path, rasa_played: FakeRasa) -> Iterator[Office]:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "first.tar.gz").touch()
    folders = {"KNOWLEDGE_DIR": str(folder), "MODELS_DIR": str(tmp_path / "models")}
    one = Office(Site(tmp_path, rasa_played.url, **OPEN, **folders))
    yield one
    one.site.stop()


def fill(office: Office) -> None:
    subprocess.run([*PYTHON, "tests.browser.journal"], env=office.site.env, cwd=ROOT, check=True)


def tried(office: Office, *lost: str) -> None:
    """Ends the trial that waits, as the worker would."""
    subprocess.run([*PYTHON, "tests.browser.tried", *lost], env=office.site.env, cwd=ROOT, check=True)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_to_read_articles_are_accessible_at_both_widths(
    language: str, office: Office, browser: Browser
) -> None:
    fill(office)
    page = office.staff(browser, office.hire("sato", "agent", "Sato"), language)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for name, path in (
            ("shelf", "articles/"), ("found", "articles/?q=会員&sort=declined"), ("calendar", "articles/calendar"),
            ("changes", "articles/changes"), ("article", "articles/lip-yokohama/members"),
        ):  # fmt: skip
            page.goto(f"{office.url}/desk/{path}")
            expect(page.locator("h1")).to_be_visible()
            check(page, f"{name}-{width}-{language}")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_two_editors_write_a_second_person_publishes_and_goes_back(
    language: str, office: Office, folder: Path, browser: Browser
) -> None:
    english = language == "en"
    writer = office.staff(browser, office.hire("sato", "editor", "Sato"), language)
    other = office.staff(browser, office.hire("mori", "editor", "Mori"), language)
    reader = office.staff(browser, office.hire("ueda", "editor", "Ueda"), language)
    path = folder / "topics" / "lip-yokohama.yml"
    before = path.read_text(encoding="utf-8")

    writer.goto(f"{office.url}/desk/articles/lip-yokohama/members")
    writer.get_by_role("button", name="Edit" if english else "編集する").click()
    address = writer.url.removesuffix("/edit")
    expect(writer.locator("#look .bubble")).to_have_count(2)
    writer.locator("#answer_en").fill("LIP. Yokohama has 400 members.")
    expect(writer.locator("#look .bubble[lang=en]")).to_contain_text("400 members", timeout=30_000)
    writer.locator("#answer_ja").fill("")
    expect(writer.locator("#look .warn a")).to_have_attribute("href", "#answer_ja")
    other.goto(f"{address}/edit")
    writer.get_by_role("button", name="Save draft" if english else "下書きを保存").click()
    expect(writer.locator(".note").first).to_be_visible()
    for width in WIDTHS:
        writer.set_viewport_size({"width": width, "height": 900})
        check(writer, f"edit-{width}-{language}")
    writer.set_viewport_size({"width": 1280, "height": 900})
    writer.locator("#answer_ja").fill("LIP.横浜の会員は、400社・団体です。")
    writer.locator("#note").fill("Mail")
    writer.get_by_role("button", name="Save draft" if english else "下書きを保存").click()
    expect(writer.locator(".note").first).to_be_visible()

    other.locator("#answer_en").fill("LIP. Yokohama has 401 members.")
    other.get_by_role("button", name="Save draft" if english else "下書きを保存").click()
    expect(other.locator(".error")).to_be_visible()
    expect(other.locator("#answer_en")).to_have_value("LIP. Yokohama has 401 members.")
    check(other, f"conflict-{language}")
    for button in other.locator("[data-take]").all():
        button.click()
    expect(other.locator("#answer_en")).to_have_value("LIP. Yokohama has 400 members.")
    other.locator("#note").fill("Mail")
    other.get_by_role("button", name="Ask for approval" if english else "承認を依頼").click()
    expect(other.locator(".columns")).to_be_visible()

    reader.goto(f"{office.url}/desk/articles/drafts")
    check(reader, f"drafts-{language}")
    reader.locator(".row a").click()
    for width in WIDTHS:
        reader.set_viewport_size({"width": width, "height": 900})
        check(reader, f"draft-{width}-{language}")
    reader.set_viewport_size({"width": 1280, "height": 900})
    publish = reader.get_by_role("button", name="Approve and publish" if english else "承認して公開")
    expect(publish).to_have_count(0)
    tried(office)
    expect(publish).to_be_visible()  # by itself
    publish.press("Enter")
    expect(reader.locator(".note")).to_be_visible()
    assert "LIP. Yokohama has 400 members." in path.read_text(encoding="utf-8")
    check(reader, f"edition-{language}")
    reader.get_by_role("button", name="Go back" if english else "この変更の前").click()
    expect(reader.locator(".note")).to_be_visible()
    assert "had 379 member companies" in path.read_text(encoding="utf-8")
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(before.splitlines())
    reader.goto(f"{office.url}/desk/articles/lip-yokohama/members")
    expect(reader.locator(".due li")).to_have_count(2)
    writer.goto(f"{office.url}/desk/articles/new?question=Where")
    check(writer, f"new-{language}")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_reports_are_accessible_at_both_widths(language: str, office: Office, browser: Browser) -> None:
    fill(office)
    page = office.staff(browser, office.hire("ogawa", "manager", "Ogawa"), language)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{office.url}/desk/reports/")
        expect(page.locator(".plot").first).to_be_visible()
        for summary in page.locator(".figure summary").all()[:2]:
            summary.click()
        check(page, f"report-{width}-{language}")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_draft_that_lost_is_published_only_with_a_managers_reason(
    language: str, office: Office, folder: Path, browser: Browser
) -> None:
    english = language == "en"
    fill(office)
    writer = office.staff(browser, office.hire("sato", "editor", "Sato"), language)
    manager = office.staff(browser, office.hire("ueda", "manager", "Ueda"), language)
    writer.goto(f"{office.url}/desk/articles/lip-yokohama/members")
    writer.get_by_role("button", name="Edit" if english else "編集する").click()
    writer.locator("#answer_en").fill("LIP. Yokohama has 400 members.")
    writer.get_by_role("button", name="Ask for approval" if english else "承認を依頼").click()
    expect(writer.locator(".columns")).to_be_visible()
    manager.goto(writer.url)
    watch = manager.get_by_role("link", name="See the trial" if english else "テストを見る")
    watch.click()
    expect(manager.locator("#progress")).to_be_visible()
    check(manager, f"trial-waits-{language}")
    tried(office, "right=-1", "worse=2")
    expect(manager.locator(".figures")).to_be_visible()  # by itself
    for width in WIDTHS:
        manager.set_viewport_size({"width": width, "height": 900})
        check(manager, f"trial-lost-{width}-{language}")
    manager.go_back()
    expect(manager.locator("#gate .refusals li")).to_have_count(2)
    manager.locator(".override summary").press("Enter")
    for width in WIDTHS:
        manager.set_viewport_size({"width": width, "height": 900})
        check(manager, f"gate-lost-{width}-{language}")
    manager.locator("#overriding").fill("The old figure is wrong.")
    manager.locator(".override button").press("Enter")
    expect(manager.locator(".note")).to_be_visible()
    expect(manager.locator(".pairs")).to_contain_text("The old figure is wrong.")
    assert "LIP. Yokohama has 400 members." in (folder / "topics" / "lip-yokohama.yml").read_text(encoding="utf-8")
