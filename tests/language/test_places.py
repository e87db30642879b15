"""Places elsewhere in Japan."""

import pytest

from language.places import places
from tests.naughty import each_naughty

PLACES = [
    ("大阪のスタートアップビザ", {"osaka"}),
    ("おおさかで起業したい", {"osaka"}),
    ("how to apply startup visa OSAKA", {"osaka"}),
    ("Ｆｕｋｕｏｋａの家賃", {"fukuoka"}),
    ("東京都の助成金", {"tokyo"}),
    ("京都と東京の違い", {"kyoto", "tokyo"}),
    ("北九州市", {"kitakyushu"}),
    ("Shibuya startup visa email", {"shibuya"}),
    ("横浜市や神奈川県の補助金", set()),
    ("Yokohama, Kanagawa", set()),
    ("なら、いくらですか", set()),
    ("a premier saga of kobes", set()),
    ("", set()),
]


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_places_elsewhere_are_told_by_any_of_their_names(text: str, expected: set[str]) -> None:
    assert places(text) == expected


@each_naughty
def test_naughty_strings_name_no_place(text: str) -> None:
    assert places(text) == frozenset()
