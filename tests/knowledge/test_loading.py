from pathlib import Path
from typing import Any, Optional

import pytest

from knowledge.loading import KNOWLEDGE_DIR, KnowledgeBase, KnowledgeError, folder_in_use, line_of, load
from tests.editing import HUB, SAMPLE, edit, line_with

ORDER = [
    "example-hub/overview",
    "example-hub/members",
    "example-hub/contact",
    "model-fund/overview",
    "model-fund/amount",
    "model-fund/deadline",
    "sample-lab/overview",
    "sample-lab/members",
]
PLACES = [
    (("topic",), "topic: example-hub"),
    (("articles",), "articles:"),
    (("articles", 1), "- id: example-hub/members"),
    (("articles", 1, "answer", "en"), "has 120 member companies"),
    (("articles", 1, "questions", "ja", 2), "例示ハブにはどれくらいの会員がいますか"),
    (("articles", 1, "missing"), "- id: example-hub/members"),
    (("articles", 9), "articles:"),
    (("missing", "deeper"), "topic: example-hub"),
    ((), "topic: example-hub"),
]
NOT_READABLE = [
    (b"- a\n", "must name each entry by its key"),
    (b"text\n", "must name each entry by its key"),
    (b"\xff\xfe", "cannot be read: 'utf-8' codec"),
    (b"a: [\n", "cannot be read"),
    (None, "cannot be read"),
]


def test_load_keeps_the_order_of_the_files(base: KnowledgeBase) -> None:
    assert list(base.articles) == ORDER
    assert base.paths["sample-lab"] == SAMPLE / "topics" / "sample-lab.yml"


def test_load_gives_an_article_its_own_contact_else_its_topics(base: KnowledgeBase) -> None:
    assert base.contact_of(base.articles["model-fund/overview"]) is base.contacts["example-desk"]
    assert base.contact_of(base.articles["model-fund/deadline"]) is base.contacts["lab-desk"]


def test_load_takes_the_first_contact_as_the_general_one(base: KnowledgeBase) -> None:
    assert base.general_contact is base.contacts["example-desk"]


def test_load_prefers_the_topics_own_source_to_a_shared_one(folder: Path) -> None:
    own = "contact: example-desk\nsources:\n  example-page:\n    title: {ja: 自前, en: Own}\n    date: 2020\n"
    edit(folder / HUB, "contact: example-desk\n", own)
    base = load(folder)
    assert base.source_of(base.articles["example-hub/members"], "example-page").title.en == "Own"
    assert (
        base.source_of(base.articles["model-fund/overview"], "example-page").title.en == "Example City, Support guide"
    )


@pytest.mark.parametrize(("place", "text"), PLACES)
def test_line_of_is_as_near_as_the_file_allows(place: tuple[Any, ...], text: str) -> None:
    assert line_of(SAMPLE / HUB, place) == line_with(SAMPLE / HUB, text)


def test_line_of_follows_a_changed_file(folder: Path) -> None:
    before = line_of(folder / HUB, ("articles",))
    edit(folder / HUB, "topic: example-hub\n", "# one line more\ntopic: example-hub\n")
    assert line_of(folder / HUB, ("articles",)) == before + 1


@pytest.mark.parametrize("name", ["contacts.yml", "sources.yml", "facts.yml"])
@pytest.mark.parametrize(("content", "reason"), NOT_READABLE)
def test_load_refuses_a_file_that_cannot_be_read(
    folder: Path, name: str, content: Optional[bytes], reason: str
) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(KnowledgeError) as refused:
        load(folder)
    assert [(p.path, reason in p.reason) for p in refused.value.problems] == [(folder / name, True)]


@pytest.mark.parametrize(
    ("content", "reason"), [("", "is empty"), ("- a\n", "expected dict"), ("text", "expected dict")]
)
def test_load_refuses_a_topic_file_that_holds_no_topic(folder: Path, content: str, reason: str) -> None:
    (folder / HUB).write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError) as refused:
        load(folder)
    assert [(p.path, p.line, reason in p.reason) for p in refused.value.problems] == [(folder / HUB, 1, True)]


def test_load_refuses_a_topic_in_a_file_of_another_name(folder: Path) -> None:
    (folder / HUB).rename(folder / "topics" / "hub.yml")
    with pytest.raises(KnowledgeError, match=r"hub.yml:1: the topic 'example-hub' must stand in example-hub.yml"):
        load(folder)


def test_the_folder_in_use_is_the_delivered_one_unless_another_is_named(folder: Path) -> None:
    assert folder_in_use({}) == KNOWLEDGE_DIR
    assert folder_in_use({"KNOWLEDGE_DIR": str(folder)}) == folder
