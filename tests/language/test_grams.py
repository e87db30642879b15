import pytest

from language.grams import holds, needed, runs, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("補助金", ["補", "助", "金", "補助", "助金"]),
        ("Visas for YOXO", ["visa", "for", "yoxo"]),
        ("ﾎｼﾞｮ", ["ホ", "ジ", "ョ", "ホジ", "ジョ"]),
        ("2026年", ["2026", "年"]),
        ("s", ["s"]),
        ("", []),
        ("***", []),
    ],
)
def test_terms_are_words_and_characters_in_ones_and_twos(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize("text", ["金", "補助", "補助金", "YOXO ＢＯＸ", "横浜 visa"])
def test_a_text_has_every_term_that_a_part_of_it_needs(text: str) -> None:
    whole = set(terms(f"はい、{text}について"))
    assert set(needed(text)) <= whole


def test_pairs_alone_do_not_make_a_word() -> None:
    text = "補助する助金"
    assert set(needed("補助金")) <= set(terms(text))
    assert not holds(text, runs("補助金"))
    assert holds("この補助金は", runs("補助金"))
