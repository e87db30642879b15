from concurrent.futures import ThreadPoolExecutor

import pytest

from language.text import folded
from language.tokens import SUDACHI_CHUNK_CHARS, Word, stem, words
from tests.naughty import NAUGHTY, each_naughty

# (text, the words as they stand, their normalised forms)
JAPANESE = [
    ("横浜未来機構", ["横浜", "未来", "機構"], ["横浜", "未来", "機構"]),
    ("補助金を申請したい", ["補助", "金", "を", "申請", "し", "たい"], ["補助", "金", "を", "申請", "為る", "たい"]),
    ("引越し", ["引越し"], ["引っ越し"]),
    ("附属", ["附属"], ["付属"]),
    ("サーバ", ["サーバ"], ["サーバー"]),
    ("シュミレーション", ["シュミレーション"], ["シミュレーション"]),
    ("ﾎｼﾞｮｷﾝ", ["ﾎｼﾞｮｷﾝ"], ["ホジョキン"]),
    ("YOXO BOXは", ["YOXO", "BOX", "は"], ["yoxo", "ボックス", "は"]),
    ("㈱横浜", ["㈱", "横浜"], ["(株)", "横浜"]),
    ("　横浜\n市　", ["横浜", "市"], ["横浜", "市"]),
    ("", [], []),
]
ENGLISH = [
    ("How can I apply?", ["How", "can", "I", "apply", "?"], ["how", "can", "i", "appli", "?"]),
    ("I don't have grants.", ["I", "do", "n't", "have", "grants", "."], ["i", "do", "n't", "have", "grant", "."]),
    ("startup-visa", ["startup", "-", "visa"], ["startup", "-", "visa"]),
    ("  5,000  yen ", ["5,000", "yen"], ["5,000", "yen"]),
    ("Ｇｒａｎｔｓ", ["Ｇｒａｎｔｓ"], ["grant"]),
    ("Café", ["Café"], ["café"]),
    ("", [], []),
]


@pytest.mark.parametrize(("text", "texts", "norms"), JAPANESE)
def test_words_japanese_are_short_units_with_normalised_forms(text: str, texts: list[str], norms: list[str]) -> None:
    found = words(text, "ja")
    assert [w.text for w in found] == texts
    assert [w.norm for w in found] == norms


@pytest.mark.parametrize(("text", "texts", "norms"), ENGLISH)
def test_words_english_are_spacys_with_stems(text: str, texts: list[str], norms: list[str]) -> None:
    found = words(text, "en")
    assert [w.text for w in found] == texts
    assert [w.norm for w in found] == norms


def test_words_japanese_have_katakana_readings() -> None:
    assert [w.reading for w in words("補助金の申請", "ja")] == ["ホジョ", "キン", "ノ", "シンセイ"]


def test_words_content_leaves_out_particles_auxiliaries_and_signs() -> None:
    assert [w.text for w in words("会社を設立したいです。", "ja") if w.content] == ["会社", "設立", "し"]


def test_words_content_leaves_out_english_stop_words_and_signs() -> None:
    assert [w.text for w in words("How do I get the grants?", "en") if w.content] == ["grants"]


def test_words_english_stop_words_are_known_in_full_width_too() -> None:
    assert [w.text for w in words("Ｈｏｗ　ｍｕｃｈ　ｉｓ　ｔｈｅ　ｇｒａｎｔ", "en") if w.content] == ["ｇｒａｎｔ"]


def test_words_synonyms_are_shared_by_words_of_one_meaning() -> None:
    (japanese,), (also,) = words("費用", "ja"), words("コスト", "ja")
    assert set(japanese.synonyms) & set(also.synonyms)


def test_words_of_a_squared_word_have_one_place_in_the_text() -> None:
    assert [(w.text, w.start, w.end) for w in words("あ㍿い", "ja") if w.text == "㍿"] == [("㍿", 1, 2)]


@pytest.mark.parametrize("language", ["ja", "en"])
@each_naughty
def test_words_stand_in_order_and_cover_all_but_white_space(text: str, language: str) -> None:
    end = 0
    for word in words(text, language):
        assert word.text == text[word.start : word.end] != ""
        assert word.start >= end
        assert not text[end : word.start].strip()
        end = word.end
    assert not text[end:].strip()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_words_norms_are_folded(language: str) -> None:
    norms = {w.norm for text in NAUGHTY if len(text) < 1000 for w in words(text, language)}
    assert [norm for norm in norms if folded(norm) != norm] == []


@pytest.mark.parametrize("text", ["ﷺ" * (SUDACHI_CHUNK_CHARS * 2), "𠮷" * (SUDACHI_CHUNK_CHARS * 2)])
def test_words_of_texts_that_grow_when_normalised_do_not_exceed_sudachis_limit(text: str) -> None:
    assert "".join(w.text for w in words(text, "ja")) == text


def test_words_behind_the_first_chunk_have_offsets_into_the_whole_text() -> None:
    text = "。" * (SUDACHI_CHUNK_CHARS * 3) + "横浜"
    last = words(text, "ja")[-1]
    assert (last.text, last.start, last.end) == ("横浜", len(text) - 2, len(text))


def test_words_lone_surrogates_stay_in_the_text() -> None:
    assert [w.text for w in words("a\ud800b", "en")] == ["a", "\ud800", "b"]


def test_words_give_eight_threads_the_same_words() -> None:
    texts = [("補助金を申請したい", "ja"), ("How do I apply?", "en"), ("YOXO BOXはどこ", "ja"), ("grants", "en")] * 40

    def read(pair: tuple[str, str]) -> list[Word]:
        return words(*pair)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(read, texts))
    assert found == [words(text, language) for text, language in texts]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("grants", "grant"), ("granted", "grant"), ("companies", "compani"), ("applying", "appli"), ("申請", "申請")],
)
def test_stem_joins_the_forms_of_an_english_word(word: str, expected: str) -> None:
    assert stem(word) == expected
