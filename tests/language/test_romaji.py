import pytest

from language.romaji import is_romaji, to_kana
from tests.naughty import each_naughty

KANA = [
    ("kore wa nan desu ka", "これはなんですか"),
    ("hojokin ni tsuite oshiete", "ほじょきんについておしえて"),
    ("Tokyo e ikitai", "ときょへいきたい"),
    ("kaisha  wo tsukuru", "かいしゃをつくる"),
    ("gakkou", "がっこう"),
    ("shinsei shimasu", "しんせいします"),
    ("annai", "あんない"),
    ("minna", "みんな"),
    ("konnichiwa", "こんにちわ"),
    ("ＫＯＲＥ　ＷＡ", "これは"),
    ("YOXO BOX wa doko desu ka", "yoxo boxはどこですか"),
    ("visa o toru", "visaをとる"),
    ("ka na 漢字 wa", "かな漢字は"),
    ("grants", "grants"),
    ("kaiinwanannindesuka", "かいいんわなんにんですか"),
    ("denwabangouwooshiete", "でんわばんごうをおしえて"),
    ("b", "b"),
    ("607", "607"),
    ("", ""),
]
ROMAJI = [
    ("kore wa nan desu ka", True),
    ("onegaishimasu", True),
    ("HOJOKIN WO SHIRITAI DESU", True),
    ("ｄｏｋｏ　ｄｅｓｕ　ｋａ", True),
    ("hojokin ni tsuite", True),
    ("to be or not to be", False),
    ("no", False),
    ("I have no idea to go", False),
    ("how do I apply for the visa", False),
    ("hai, what is the grant for new tech", False),
    ("kaiinwanannindesuka", True),
    ("YOXO BOX no basho, denwabangouwooshiete", True),
    ("howmanymembersdoesithave", False),
    ("internationalisation", False),
    ("補助金", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "expected"), KANA)
def test_to_kana_writes_words_that_can_be_japanese_in_hiragana(text: str, expected: str) -> None:
    assert to_kana(text) == expected


@pytest.mark.parametrize(("text", "expected"), ROMAJI)
def test_is_romaji_needs_more_than_particles_other_languages_share(text: str, expected: bool) -> None:
    assert is_romaji(text) is expected


def test_is_romaji_does_not_count_ignored_names() -> None:
    text = "blvd strx qvx doko"
    assert not is_romaji(text)
    assert is_romaji(text, frozenset(["blvd", "strx", "qvx"]))


@each_naughty
def test_to_kana_takes_any_string_and_leaves_no_capitals_or_full_width_letters(text: str) -> None:
    assert not any("A" <= c <= "Z" or "Ａ" <= c <= "ｚ" for c in to_kana(text))
    assert is_romaji(text) in (True, False)
