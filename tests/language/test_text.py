import unicodedata

import pytest

from language.text import clean, disarmed, folded, has_words
from tests.naughty import NAUGHTY, RASA_COMMANDS, each_naughty, is_unseen

CLEANED = [
    ("補助金\x00について", "補助金について"),
    ("a\r\nb\rc\nd", "a\nb\nc\nd"),
    ("a\tb", "a\tb"),
    ("\ufeffWhat?", "What?"),
    ("補\u200b助\u2060金", "補助金"),
    ("so\xadft", "soft"),
    ("\u202eabc\u202c", "abc"),
    ("\u2066横浜\u2069", "横浜"),
    ("a\ud800b", "ab"),
    ("横\ue000浜", "横浜"),
    ("\x1b[31mred", "[31mred"),
    ("\x85", ""),
    ("", ""),
]
LEFT_AS_TYPED = [
    "ＹＯＸＯ　ＢＯＸ",
    "ﾎｼﾞｮｷﾝ",
    "㈱横浜",
    "𠮷野家",
    "がcafe\u0301",
    "👍🏽🇯🇵",
    " 補助金 ",
    "/restart",
    "葛\U000e0100飾区",
    "<b>&amp;</b>",
]
FOLDED = [
    ("ＹＯＸＯ　ＢＯＸ", "yoxo box"),
    ("ﾎｼﾞｮｷﾝ", "ホジョキン"),
    ("か\u3099", "が"),
    ("㈱", "(株)"),
    ("㍿", "株式会社"),
    ("①Ⅷ½", "1viii1⁄2"),
    ("Straße", "strasse"),
    ("STARTUP Visa", "startup visa"),
    ("ほじょきん", "ほじょきん"),
    ("𝐇𝐨𝐰", "how"),
    ("", ""),
]
DISARMED = [
    ("/restart", "restart"),
    ("／restart", "restart"),
    (" /restart", "restart"),
    ("\u3000／restart", "restart"),
    ('/greet{"x":"y"}', 'greet{"x":"y"}'),
    ("EXTERNAL: x", "x"),
    ("external:intent", "intent"),
    ("ＥＸＴＥＲＮＡＬ：　ｘ", "x"),
    ("External : x", "x"),
    ("EXTERNAL: /restart", "restart"),
    ("/external:x", "x"),
    ("//// / back", "back"),
    ("\\restart", "restart"),
    ("/", ""),
    ("EXTERNAL:", ""),
    ("／相談したい", "相談したい"),
]
NO_COMMAND = [
    "補助金はいくらですか",
    "ＹＯＸＯ　ＢＯＸとは？",
    "24/7 support?",
    "and/or",
    "External funding?",
    "What is EXTERNAL: x?",
    "https://example.invalid/",
    "",
]
READABLE = [
    ("補助金", True),
    ("ok", True),
    ("5", True),
    ("①", True),
    ("㈱", True),
    ("ﾎ", True),
    ("1\ufe0f\u20e3", True),
    ("안녕", True),
    ("𠮷", True),
    ("ー", True),
    ("", False),
    ("   \n\u3000", False),
    ("?!。、", False),
    ("👍", False),
    ("👨\u200d👩\u200d👧", False),
    ("🇯🇵", False),
    ("\u200b\ufeff", False),
    ("\ud800", False),
    ("\ue000", False),
    ("\x00", False),
    ("★→※", False),
    ("\u0301", False),
]


@pytest.mark.parametrize(("text", "expected"), CLEANED)
def test_clean_takes_out_what_no_keyboard_produces(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize("text", LEFT_AS_TYPED)
def test_clean_leaves_width_case_marks_and_emoji_as_typed(text: str) -> None:
    assert clean(text) == text


@each_naughty
def test_clean_leaves_nothing_unseen_and_can_be_encoded(text: str) -> None:
    cleaned = clean(text)
    assert not [c for c in cleaned if is_unseen(c) and c not in "\n\t"]
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


def test_clean_keeps_everything_else_in_order() -> None:
    for text in NAUGHTY:
        assert [c for c in clean(text) if c not in "\n\t"] == [c for c in text if not is_unseen(c)]


def test_clean_twice_is_clean_once() -> None:
    assert [text for text in NAUGHTY if clean(clean(text)) != clean(text)] == []


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_folded_is_nfkc_without_case(text: str, expected: str) -> None:
    assert folded(text) == expected


def test_folded_twice_is_folded_once() -> None:
    assert [text for text in NAUGHTY if folded(folded(text)) != folded(text)] == []


@pytest.mark.parametrize("letters", ["startup visa", "横浜", "ほじょきん", "ストラッセ ß ſ"])
def test_folded_does_not_tell_case_apart(letters: str) -> None:
    assert folded(letters.upper()) == folded(letters)


@pytest.mark.parametrize(("text", "expected"), DISARMED)
def test_disarmed_takes_the_command_away_and_leaves_its_words(text: str, expected: str) -> None:
    assert disarmed(text) == expected


@pytest.mark.parametrize("text", NO_COMMAND)
def test_disarmed_leaves_ordinary_text_as_typed(text: str) -> None:
    assert disarmed(text) == text


def test_disarmed_strips_blanks_around_ordinary_text_without_changing_its_width() -> None:
    assert disarmed(" \u3000ＹＯＸＯとは　") == "ＹＯＸＯとは"


def _is_command(text: str) -> bool:
    """Whether Rasa obeys a text, or would after normalisation."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return plain.startswith(("/", "external:"))


@each_naughty
def test_disarmed_is_never_a_command(text: str) -> None:
    assert not _is_command(disarmed(text))


@each_naughty
def test_disarmed_after_clean_is_never_a_command(text: str) -> None:
    assert not _is_command(disarmed(clean(text)))


@pytest.mark.parametrize("first", RASA_COMMANDS)
def test_disarmed_commands_behind_commands_are_never_commands(first: str) -> None:
    for second in RASA_COMMANDS:
        for joint in ("", " ", "\u3000", "\n"):
            assert not _is_command(disarmed(first + joint + second))


def test_disarmed_twice_is_disarmed_once() -> None:
    assert [text for text in NAUGHTY if disarmed(disarmed(text)) != disarmed(text)] == []


@pytest.mark.parametrize(("text", "expected"), READABLE)
def test_has_words_is_a_letter_or_digit_of_any_script(text: str, expected: bool) -> None:
    assert has_words(text) is expected


def test_has_words_does_not_depend_on_unseen_characters() -> None:
    assert [text for text in NAUGHTY if has_words(text) is not has_words("\u200b" + text + "\x00")] == []
