import logging
import os
import time
from pathlib import Path

import pytest

from actions.library import Library, Shelf
from knowledge.loading import KnowledgeError
from tests.editing import HUB, LAB, edit

ANSWER = "Example Hub has 120 member companies."
CHANGED = "Example Hub has 121 member companies."


class Watched(Library):
    """Reads its folder before every answer, where the real one reads beside the work."""

    def shelf(self) -> Shelf:
        self.refresh()
        return super().shelf()


@pytest.fixture
def library(folder: Path) -> Library:
    return Watched(folder)


def _change(path: Path, old: str, new: str) -> None:
    """An edit that a coarse clock sees too."""
    before = path.stat().st_mtime_ns
    edit(path, old, new)
    os.utime(path, ns=(before + 2_000_000_000, before + 2_000_000_000))


def _answer(library: Library) -> str:
    return library.shelf().base.articles["example-hub/members"].answer.en


def test_library_reads_an_unchanged_folder_once(library: Library) -> None:
    assert library.shelf() is library.shelf()


def test_library_says_a_changed_answer_without_restart(library: Library, folder: Path) -> None:
    assert _answer(library) == ANSWER
    _change(folder / HUB, ANSWER, CHANGED)
    assert _answer(library) == CHANGED


def test_library_finds_a_new_question_and_a_new_name_without_restart(library: Library, folder: Path) -> None:
    _change(folder / LAB, "- I need a 3D printer", "- I need a zebra")
    _change(folder / HUB, "[EXH, ", "[EXH, Zebra House, ")
    shelf = library.shelf()
    assert shelf.search.find("zebra", "en")[0].id == "sample-lab/overview"
    assert shelf.mentions.topics("the zebra house") == ["example-hub"]


def test_library_keeps_the_last_valid_state_and_reports_it_once(
    library: Library, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = library.shelf()
    _change(folder / HUB, f"    en: {ANSWER}\n", "")
    with caplog.at_level(logging.ERROR, logger="knowledge.newest"):
        assert library.shelf() is before
        assert library.shelf() is before
    assert len(caplog.records) == 1
    assert "example-hub.yml:55: articles.1.answer.en: field required" in caplog.text


@pytest.mark.parametrize(
    ("old", "new"), [("as_of: 2022-03-31", "as_of: 2022-02-30"), ("topic: example-hub\n", "- topic: [\n")]
)
def test_library_survives_a_file_that_cannot_be_read(library: Library, folder: Path, old: str, new: str) -> None:
    before = library.shelf()
    _change(folder / HUB, old, new)
    assert library.shelf() is before


def test_library_takes_the_corrected_state_again(library: Library, folder: Path) -> None:
    library.shelf()
    _change(folder / HUB, f"    en: {ANSWER}\n", "")
    library.shelf()
    _change(
        folder / HUB,
        "    ja: エグザンプル・ハブの会員は、120社です。\n",
        f"    ja: 会員は121社です。\n    en: {CHANGED}\n",
    )
    assert _answer(library) == CHANGED


def test_library_forgets_a_topic_whose_file_is_gone(library: Library, folder: Path) -> None:
    assert "sample-lab/members" in library.shelf().base.articles
    edit(folder / HUB, "[example-hub/members, sample-lab/overview]", "[example-hub/members]")
    for fact in ("A-004: {topic: Lab, confidence: high}\n", "A-005: {topic: Lab members, confidence: high}\n"):
        edit(folder / "facts.yml", fact, "")
    (folder / LAB).unlink()
    assert "sample-lab/members" not in library.shelf().base.articles


def test_library_of_a_folder_that_was_never_valid_raises_every_time(library: Library, folder: Path) -> None:
    edit(folder / HUB, f"    en: {ANSWER}\n", "")
    for _ in range(2):
        with pytest.raises(KnowledgeError, match=r"example-hub.yml:55"):
            library.shelf()


def test_library_does_not_look_again_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.newest.LOOK_EVERY_S", 3600.0)
    library = Library(folder, declined=None)
    before = library.shelf()
    _change(folder / HUB, ANSWER, CHANGED)
    assert library.shelf() is before


def test_library_reads_a_change_beside_the_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.newest.LOOK_EVERY_S", 0.001)
    library = Library(folder, declined=None)
    before = library.shelf()
    _change(folder / HUB, ANSWER, CHANGED)
    assert library.shelf() is before
    deadline = time.monotonic() + 20
    while _answer(library) != CHANGED:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_library_keeps_the_vectors_of_its_texts_beside_its_folder(library: Library, folder: Path) -> None:
    library.shelf()
    assert [path.name for path in (folder.parent / ".cache").iterdir()] == ["vectors.npz"]


def test_shelf_knows_the_facts_of_every_article(shelf: Shelf) -> None:
    assert set(shelf.facts) == set(shelf.base.articles)
    assert shelf.facts["model-fund/amount"] == {"A-006", "B-001"}
