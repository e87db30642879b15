"""Japanese typed in kana alone."""

from __future__ import annotations

import pytest

from language.kana import Lexicon, is_kana
from tests.naughty import each_naughty

LEXICON = Lexicon(
    [
        "経営管理の条件は何ですか",
        "在留資格の期間は何年ですか",
        "東京圏国家戦略特区にどの市が参加していますか",
        "証明書の申請はどこでできますか",
        "市の融資の上限はいくらですか",
        "特区はどこですか",
        "ゆうしのじょうげん",
    ]
)
WRITTEN = [
    ("けいえいかんりのじょうけんはなんですか", "経営管理の条件は何ですか"),
    ("ｹｲｴｲｶﾝﾘ ｷｶﾝ ﾅﾝﾈﾝ", "経営管理期間何年"),
    ("トウキョウケンコッカセンリャクトック", "東京圏国家戦略特区"),
    ("ドノ シ ガ", "どの市が"),
    ("しょうめいしょのしんせい", "証明書の申請"),
    ("ぽろぴんがらむ", "ぽろぴんがらむ"),
    ("2025 ｷｶﾝ?", "2025 期間?"),
]
ROMAJI = [
    ("keiei kanri no jouken", "経営管理の条件"),
    ("tokku no yushi", "特区の融資"),
    ("yuushi no jogen", "融資の上限"),
]


@pytest.mark.parametrize("greeting", ["こんにちは", "こんばんは", "ありがとう"])
def test_greetings_stay_as_they_are(greeting: str) -> None:
    lexicon = Lexicon(["今日は何時までですか", "今晩は有り難うございます", "特区はどこですか"])
    assert lexicon.written(greeting) == greeting
    assert lexicon.written(f"{greeting}とっくはどこですか") == f"{greeting}特区はどこですか"


@pytest.mark.parametrize(("typed", "expected"), WRITTEN)
def test_kana_is_written_as_known_words(typed: str, expected: str) -> None:
    assert LEXICON.written(typed) == expected


@pytest.mark.parametrize(("typed", "expected"), ROMAJI)
def test_romaji_is_written_as_known_words_also_without_long_vowels(typed: str, expected: str) -> None:
    assert LEXICON.written(typed, romaji=True) == expected


@pytest.mark.parametrize(
    ("text", "kana"),
    [("けいえいかんり", True), ("ｹｲｴｲ", True), ("経営かんり", False), ("かん", False), ("visa", False), ("", False)],
)
def test_kana_alone_is_recognised(text: str, kana: bool) -> None:
    assert is_kana(text) is kana


@each_naughty
def test_naughty_strings_are_read_without_error(text: str) -> None:
    assert isinstance(LEXICON.written(text), str)
    assert isinstance(LEXICON.written(text, romaji=True), str)
