"""The years a text names, whatever the calendar: 2022, FY2022, '22年度, 令和4年, Reiwa 4."""

from __future__ import annotations

import re

from language.text import folded

# Year 1 of each era, less one (Era Name Act notices: Showa from 1926, Heisei from 1989, Reiwa from 2019).
_ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018, "showa": 1925, "heisei": 1988, "reiwa": 2018}
_ERA = re.compile(r"(昭和|平成|令和|showa|heisei|reiwa)\s*(元|\d{1,2})(?:\s*年|\b)?")
_WESTERN = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_SHORT = re.compile(r"(?<!\d)(?:fy\s*'?|')?([12]\d)年度|(?<!\w)fy\s*'?([12]\d)(?!\d)")
_LETTER = re.compile(r"(?<![a-z0-9])([rh])(\d{1,2})(?=年|\b)")  # R4年度 and H31 of forms


def years(text: str) -> frozenset[int]:
    """The years a text names, as years of the Western calendar; a fiscal year counts as the year it begins in."""
    plain = folded(text)
    found = {int(y) for y in _WESTERN.findall(plain)}
    plain = _WESTERN.sub(" ", plain)
    for era, number in _ERA.findall(plain):
        found.add(_ERAS[era] + (1 if number == "元" else int(number)))
    plain = _ERA.sub(" ", plain)
    found |= {2000 + int(a or b) for a, b in _SHORT.findall(plain)}
    found |= {(2018 if letter == "r" else 1988) + int(number) for letter, number in _LETTER.findall(plain)}
    return frozenset(found)
