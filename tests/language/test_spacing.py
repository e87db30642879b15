import pytest

from language.spacing import MAX_CHARS, MIN_CHARS, spaced
from language.text import folded
from tests.naughty import each_naughty

KNOWN = frozenset(
    ["how", "much", "is", "the", "visa", "startup", "support", "a", "i", "no", "now", "here", "nowhere", "yokohama"]
)

SPACED = [
    ("howmuchisthevisa", "how much is the visa"),
    ("startupsupport?", "startup support?"),
    ("yokohamavisasupport 12", "yokohama visa support 12"),
    ("nowherenowhere", "nowhere nowhere"),  # the fewest words
    ("howmuchisavisa", "how much is a visa"),
    ("how much", "how much"),
    ("howmuchisthexyz", "how much is the xyz"),  # a name nobody here knows
    ("xyzxyzxyzthevisa", "xyzxyzxyzthevisa"),  # mostly unknown
    ("Howmuchisthevisa", "How much is the visa"),  # not folded: the capital stands for itself
    ("補助金howmuchisthevisa円", "補助金how much is the visa円"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), SPACED)
def test_spaced_cuts_runs_that_known_words_cover(text: str, expected: str) -> None:
    assert spaced(text, KNOWN) == expected


def test_spaced_leaves_a_run_that_is_itself_a_known_word() -> None:
    assert spaced("startupsupport", KNOWN | {"startupsupport"}) == "startupsupport"


def test_spaced_cuts_off_single_letters_that_fit_no_word() -> None:
    assert spaced("visaivisavisa", KNOWN) == "visa i visa visa"
    assert spaced("visaxvisavisa", KNOWN | {"x"}) == "visa x visa visa"  # unknown, so dear


def test_spaced_leaves_runs_shorter_than_the_shortest() -> None:
    short = "visathevisa"
    assert len(short) == MIN_CHARS - 1
    assert spaced(short, KNOWN) == short
    assert spaced(short + "a", KNOWN) == "visa the visa a"


def test_spaced_cuts_a_run_of_the_longest_length() -> None:
    assert spaced("visa" * (MAX_CHARS // 4), KNOWN) == " ".join(["visa"] * (MAX_CHARS // 4))


@each_naughty
def test_spaced_adds_nothing_but_spaces(text: str) -> None:
    plain = folded(text)
    assert spaced(plain, KNOWN | {"a", "aa"}).replace(" ", "") == plain.replace(" ", "")
