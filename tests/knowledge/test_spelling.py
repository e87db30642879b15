from pathlib import Path

import pytest

from knowledge.loading import KnowledgeBase, load
from knowledge.mentions import MentionFinder
from knowledge.spelling import Spelling
from tests.editing import HUB, edit
from tests.naughty import each_naughty

CANONICAL = [
    ("How big is EXH?", "en", "How big is Example Hub?"),
    ("例示ハブはどこ", "ja", "エグザンプル・ハブはどこ"),
    ("えぐざんぷるはぶのかいいんすう", "ja", "エグザンプル・ハブの会員数"),
    ("ｴｸﾞｻﾞﾝﾌﾟﾙ･ﾊﾌﾞ ﾉ ｶｲｲﾝｽｳ", "ja", "エグザンプル・ハブ の会員数"),
    ("EXH no kaiin wa", "ja", "エグザンプル・ハブの会員は"),
    ("EXH no kaiin wa？", "ja", "エグザンプル・ハブの会員は?"),
    ("会員の ｶｽﾞ", "ja", "会員の ｶｽﾞ"),
    ("no name here", "en", "no name here"),
    ("Howmanymembersdoesexamplehubhave?", "en", "how many members does Example Hub have?"),
    ("xqzvwkxqzvwkxqzvwk", "en", "xqzvwkxqzvwkxqzvwk"),
    ("how many membres does Exampel Hub have", "en", "how many members does Example Hub have"),
    ("", None, ""),
]


@pytest.fixture(scope="module")
def spelling(base: KnowledgeBase) -> Spelling:
    return Spelling(base, MentionFinder(base))


@pytest.mark.parametrize(("text", "language", "expected"), CANONICAL)
def test_spelling_writes_names_kana_and_romaji_one_way(
    spelling: Spelling, text: str, language: str | None, expected: str
) -> None:
    assert " ".join(spelling.canonical(text, language).split()) == expected


def test_spelling_leaves_the_name_of_what_a_topic_includes(folder: Path) -> None:
    edit(folder / HUB, "contact: ", "includes:\n  en: [Hub Night]\ncontact: ")
    base = load(folder)
    assert Spelling(base, MentionFinder(base)).canonical("When is Hub Night?", "en") == "When is Hub Night?"


@each_naughty
@pytest.mark.parametrize("language", ["ja", "en"])
def test_spelling_of_naughty_strings_raises_nothing(spelling: Spelling, text: str, language: str) -> None:
    assert isinstance(spelling.canonical(text, language), str)
