import pytest

from language.typos import MAX_CHARS, Typos, common_words
from tests.naughty import each_naughty

TEXTS = (
    "what is the startup visa",
    "which office is at kannai station",
    "where do i apply with my company, and when is the deadline for applications",
    "with or without the yokohama location grant",
)

CORRECTED = [
    ("waht is the startp visa", "what is the startup visa"),  # exchanged, missed
    ("my companny", "my company"),  # doubled
    ("Comapny deadlime", "company deadline"),  # a wrong key
    ("aplicatons", "applications"),  # two slips in a long word
    ("wich grant", "which grant"),  # a missed letter is likelier than a wrong one (with)
    ("YOKOHMA", "yokohama"),
    ("in Yokohma", "in yokohama"),
]
LEFT = [
    "a grant in Kansai",  # one letter from Kannai, but a place of its own
    "kansai",
    "I dont know",  # an apostrophe left out
    "lactation",  # a word of general use, one slip from another
    "vsa",  # too short to tell
    "an Offise",  # somebody's name, for all we know
    "xqzwvk",
    "grnt@example.com",
    "grnt.example",
    "startup-vsia",
    "スタートアップ visa",
    "",
]


@pytest.fixture(scope="module")
def typos() -> Typos:
    return Typos(TEXTS)


@pytest.mark.parametrize(("typed", "meant"), CORRECTED)
def test_typos_puts_right_what_has_one_likely_reading(typos: Typos, typed: str, meant: str) -> None:
    assert typos.corrected(typed) == meant


@pytest.mark.parametrize("text", [*LEFT, *TEXTS])
def test_typos_leaves_what_may_be_meant(typos: Typos, text: str) -> None:
    assert typos.corrected(text) == text


def test_typos_leaves_words_that_are_no_words(typos: Typos) -> None:
    long = "q" * (MAX_CHARS + 1)
    assert typos.corrected(long) == long


@each_naughty
def test_typos_of_naughty_strings_raise_nothing(typos: Typos, text: str) -> None:
    assert isinstance(typos.corrected(text), str)


def test_common_words_are_words() -> None:
    assert {"grant", "company", "lactation"} <= common_words()
    assert "grnt" not in common_words()
