from pathlib import Path

import pytest

from actions.library import Shelf
from knowledge.loading import load
from knowledge.mentions import MentionFinder
from tests.editing import HUB, edit

# text, what is found of it: (topic, as it stands in the text)
FOUND = [
    ("What is Example Hub?", [("example-hub", "Example Hub")]),
    ("EXAMPLE HUB", [("example-hub", "EXAMPLE HUB")]),
    ("ｅｘａｍｐｌｅ　ｈｕｂとは", [("example-hub", "ｅｘａｍｐｌｅ　ｈｕｂ")]),
    ("example-hub の会員", [("example-hub", "example-hub")]),
    ("エグザンプルハブの会員", [("example-hub", "エグザンプルハブ")]),
    ("エグザンプル▫ハブの会員", [("example-hub", "エグザンプル▫ハブ")]),
    ("ｴｸﾞｻﾞﾝﾌﾟﾙ･ﾊﾌﾞの会員", [("example-hub", "ｴｸﾞｻﾞﾝﾌﾟﾙ･ﾊﾌﾞ")]),
    ("えぐざんぷるはぶの会員", [("example-hub", "えぐざんぷるはぶ")]),
    ("E・X・Hub", [("example-hub", "E・X・Hub")]),
    ("M.Fund and m fund", [("model-fund", "M.Fund"), ("model-fund", "m fund")]),
    ("EXHは何ですか", [("example-hub", "EXH")]),
    ("the exh, please", [("example-hub", "exh")]),
    ("exhibit", []),
    ("slabs and kexh", []),
    ("ＥＸＨＩＢＩＴ", []),
    ("whereisexamplehub", [("example-hub", "examplehub")]),
    ("Sample Lab Fund", [("model-fund", "Sample Lab Fund")]),
    ("Sample Lab's fund", [("sample-lab", "Sample Lab")]),
    ("SLABとM-Fund", [("sample-lab", "SLAB"), ("model-fund", "M-Fund")]),
    ("exhibit of EXH", [("example-hub", "EXH")]),
    ("", []),
    ("・。、 ", []),
    ("こんにちは", []),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_mentions_are_found_whatever_width_case_and_dots(
    shelf: Shelf, text: str, expected: list[tuple[str, str]]
) -> None:
    assert [(m.topic, text[m.start : m.end]) for m in shelf.mentions.find(text)] == expected


def test_mentions_topics_are_named_once_in_the_order_of_the_text(shelf: Shelf) -> None:
    assert shelf.mentions.topics("SLAB, EXH, Sample Lab, exh") == ["sample-lab", "example-hub"]


def test_mentions_of_a_base_without_topics_are_none(folder: Path) -> None:
    for path in (folder / "topics").iterdir():
        path.unlink()
    assert MentionFinder(load(folder)).find("Example Hub") == []


def test_mentions_ignore_an_alias_without_a_letter(folder: Path) -> None:
    edit(folder / HUB, "en: [EXH, E.X. Hub]", "en: [EXH, '...']")
    assert MentionFinder(load(folder)).find("so ... what?") == []


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("ヨークはどこ", ["example-hub"]),
        ("よーくはどこ", ["example-hub"]),
        ("「ヨーク」とヨーク、", ["example-hub"]),
        ("ニューヨークはどこ", []),
        ("ﾆｭｰﾖｰｸはどこ", []),
        ("ヨークシャーの犬", []),
    ],
)
def test_mentions_are_not_parts_of_longer_words_in_katakana(folder: Path, text: str, topics: list[str]) -> None:
    edit(folder / HUB, "ja: [えぐざんぷるハブ, 例示ハブ]", "ja: [えぐざんぷるハブ, 例示ハブ, ヨーク]")
    assert MentionFinder(load(folder)).topics(text) == topics


def test_mentions_tell_a_topics_own_name_from_what_it_includes(folder: Path) -> None:
    edit(folder / HUB, "contact: ", "includes:\n  en: [Hub Night]\ncontact: ")
    found = MentionFinder(load(folder)).find("Hub Night at EXH")
    assert [(mention.topic, mention.own) for mention in found] == [("example-hub", False), ("example-hub", True)]
