import pytest

from language.terms import Terms, english_words, ngrams, terms
from tests.naughty import each_naughty

KNOWN = frozenset(["how", "much", "is", "the", "visa"])


def test_terms_of_japanese() -> None:
    found = terms("補助金の申請方法")
    assert found.language == "ja"
    assert found.norms == ("補助", "金", "の", "申請", "方法")
    assert found.content == found.said == ("補助", "金", "申請", "方法")
    assert found.reading == "ホジョキンノシンセイホウホウ"
    assert found.letters == "補助金の申請方法"
    assert found.synonyms
    assert all(s.startswith("#") and s[1:].isdigit() for s in found.synonyms)


def test_terms_of_english() -> None:
    assert terms("How do I apply for grants?") == Terms(
        language="en",
        norms=("how", "do", "i", "appli", "for", "grant"),
        content=("appli", "grant"),
        said=("apply", "grants"),
        synonyms=(),
        reading="",
        letters="how do i apply for grants",
    )


def test_terms_of_romaji_are_those_of_its_kana() -> None:
    found = terms("hojokin wa ikura desu ka")
    assert found.language == "ja"
    assert found.letters == "ほじょきんはいくらですか"
    assert found == terms("ほじょきんはいくらですか", "ja")


@pytest.mark.parametrize("kana", ["ほじょきん", "ホジョキン", "ﾎｼﾞｮｷﾝ"])
def test_terms_reading_joins_kanji_and_every_kana(kana: str) -> None:
    assert terms(kana).reading == terms("補助金").reading == "ホジョキン"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＹＯＸＯ　ＢＯＸの料金", "YOXO BOXの料金"),
        ("補助金の申請方法", "補助金の申請方法？"),
        ("How much?", "ＨＯＷ　ＭＵＣＨ"),
        ("か\u3099っこう", "がっこう"),
    ],
)
def test_terms_do_not_depend_on_width_case_and_signs(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [("OK", None, "ja"), ("OK", "en", "en"), ("visa", "ja", "ja"), ("補助金", "en", "en"), ("¿Qué?", "es", "ja")],
)
def test_terms_language_is_the_one_given_else_the_letters(text: str, language: str, expected: str) -> None:
    assert terms(text, language).language == expected


def test_terms_separate_english_typed_without_spaces_by_known_words() -> None:
    assert terms("HowMuchIsTheVisa?", "en", KNOWN) == terms("How much is the visa?", "en")
    assert terms("howmuchisthevisa", "en").norms == ("howmuchisthevisa",)


@pytest.mark.parametrize("text", ["", "   ", "!?", "。。。", "😀"])
def test_terms_of_a_text_without_words_are_empty(text: str) -> None:
    assert terms(text) == Terms(language="ja", norms=(), content=(), said=(), synonyms=(), reading="", letters="")


@pytest.mark.parametrize("text", ["横浜（西区）", "横浜→西区", "※横浜西区"])
def test_terms_reading_leaves_signs_out(text: str) -> None:
    assert terms(text).reading == terms("横浜西区").reading


@each_naughty
def test_terms_of_any_string_hold_no_signs_alone(text: str) -> None:
    found = terms(text, known=KNOWN)
    assert found.language in ("ja", "en")
    assert all(any(c.isalnum() or not c.isprintable() or ord(c) > 127 for c in norm) for norm in found.norms)
    assert set(found.content) <= set(found.norms)
    assert found.letters == found.letters.strip()
    assert found.language == "ja" or (found.reading, found.synonyms) == ("", ())


@pytest.mark.parametrize(
    ("text", "shortest", "longest", "expected"),
    [
        ("ab", 2, 2, [" a", "ab", "b "]),
        ("ab", 1, 3, [" ", "a", "b", " ", " a", "ab", "b ", " ab", "ab "]),
        ("金", 3, 5, [" 金 "]),
        ("", 3, 4, []),
    ],
)
def test_ngrams_mark_the_edges(text: str, shortest: int, longest: int, expected: list[str]) -> None:
    assert ngrams(text, shortest, longest) == expected


def test_english_words_are_those_seen_twice() -> None:
    found = english_words(["visa visa", "how much", "how long"])
    assert found >= {"visa", "how"}
    assert not found & {"much", "long"}
    assert english_words([]) == frozenset()
