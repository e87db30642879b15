"""Years named in a text."""

from __future__ import annotations

import pytest

from language.years import years

YEARS = [
    ("2022年度の予算は", {2022}),
    ("令和４年度の予算は", {2022}),
    ("令和元年に始まった", {2019}),
    ("平成30年と2019年", {2018, 2019}),
    ("22年度に事務所を借りた", {2022}),
    ("FY2024 budget", {2024}),
    ("in fy24 or FY '25", {2024, 2025}),
    ("Reiwa 4", {2022}),
    ("R7年度の募集", {2025}),
    ("２０２６年", {2026}),
    ("10時から17時まで", set()),
    ("3年以内に5人", set()),
    ("20年度末", {2020}),
    ("607社", set()),
    ("call 045-671-2026 now", {2026}),
    ("", set()),
]


@pytest.mark.parametrize(("text", "expected"), YEARS)
def test_years_of_either_calendar(text: str, expected: set[int]) -> None:
    assert years(text) == expected
