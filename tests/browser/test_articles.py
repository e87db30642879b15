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
    one = Office(Site(tmp_path, rasa_played.url, **OPEN, KNOWLEDGE_DIR=str(folder)))
    yield one
    one.site.stop()


def fill(office: Office) -> None:
    subprocess.run([*PYTHON, "tests.browser.journal"], env=office.site.env, cwd=ROOT, check=True)


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
