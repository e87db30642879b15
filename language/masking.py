"""Personal data in what a visitor typed, replaced before anything is stored or passed on: pure functions on strings.

Covers what identifies a person by itself: e-mail addresses, telephone numbers as written in Japan and abroad, My
Number (12 digits with their check digit), residence-card numbers, passport numbers and payment cards. Corporate
numbers (13 digits with their check digit), amounts, dates, postal codes and article ids stay: founders ask about them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import luhn
from stdnum.jp import cn as corporate_number
from stdnum.jp import in_ as my_number

MASK = "***"  # says nothing in either language, and nothing to the classifier

Span = tuple[int, int]
_MIN_DIGITS = 6  # with fewer, only an e-mail address can be personal data

# What Japanese keyboards give for a hyphen between digits: dashes, minus signs, and the long vowel mark.
_DASHES = re.compile(r"(?<=[\d)])[‐‑‒–—―−─ーｰ~〜](?=[\d(])")
_MAYBE_EMAIL = re.compile(r"@|アット|[\s\[(]at[\s\])]", re.IGNORECASE)
_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+'-]*\s?(?:@|[\[(]\s?(?:at|アット|@)\s?[\])]|アットマーク|\s(?:at|アット)\s(?=\S+\s?(?:dot|ドット)))\s?"
    r"(?:[A-Za-z0-9-]+(?:\s?(?:\.|[\[(]\s?dot\s?[\])]|\sdot\s|ドット)\s?))+[A-Za-z]{2,}",
    re.IGNORECASE,
)
# In one piece, or in groups with the same separator throughout.
_DIGITS = re.compile(r"(?<![\d.,A-Za-z-])(?:\d{11,19}|\d{3,6}([ -])\d{3,7}(?:\1\d{1,7}){0,4})(?![\d-]|[.,]\d|[A-Za-z])")
_RESIDENCE_CARD = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[ -]?\d{4}[ -]?\d{4}[ -]?[A-Z]{2}(?![A-Za-z0-9])", re.IGNORECASE)
# Two letters and seven digits (Japan, Italy, ...); one letter and seven or eight (China, Korea, India, United States).
_PASSPORT = re.compile(r"(?<![A-Za-z0-9#-])(?:[A-Za-z]{2}\d{7}|[A-Z]{2}[ -]\d{7}|[A-Za-z]\d{7,8})(?![A-Za-z0-9]|-\d)")
# Countries that number passports with digits alone, or mix: only beside the word.
_NAMED_PASSPORT = re.compile(
    r"(?:passport|パスポート|旅券)[^\n。.]{0,20}?(?<![A-Za-z0-9])(?P<number>(?=(?:[A-Z]*\d){5})[A-Z0-9]{6,9})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# Area code, exchange, four digits: also in ranges that nobody has been given yet, which the library calls invalid.
_JAPANESE_PHONE = re.compile(r"(?<![\d-])\(?0\d{1,4}\)?[ .-]{0,2}\(?\d{1,4}\)?[ .-]{0,2}\d{4}(?![\d-])")
# The matcher skips a number that letters touch; people write "tel045-..." all the same.
_NAMED_PHONE = re.compile(
    r"(?:tel|phone|mobile|fax|電話|携帯)\s*[.:]?\s*(?P<number>\+?[\d(][\d() .-]{7,18}\d)(?!\d)", re.IGNORECASE
)
_ABROAD = re.compile(r"(?<![\d.,A-Za-z-])(?:00|010|\+)[ -]?(?P<number>[1-9]\d{0,2}[ -]?\(?\d[\d() .-]{5,16}\d)(?!\d)")
_AMOUNT_AFTER = re.compile(r"\s?(?:円|yen|JPY|USD|ドル|dollars?|人|社|件|株|株式)", re.IGNORECASE)
_AMOUNT_BEFORE = re.compile(r"(?:[¥\\$€£]|JPY|USD|法人等番号|法人番号)\s?[:はが]?\s?$", re.IGNORECASE)
_MOMENT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?")
# Lengths and first digits of the card schemes in use (ISO/IEC 7812 issuer ranges).
_CARD = re.compile(
    r"3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,13}|35\d{14}|4\d{12}(?:\d{3})?(?:\d{3})?|5[1-5]\d{14}"
    r"|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|(?:50|5[6-9]|6\d)\d{10,17}"
)


@dataclass(frozen=True)
class Masked:
    """A text without personal data.

    Attributes:
        text: with `MASK` where something was taken out.
        kinds: what was taken out, in order: `email`, `phone`, `my_number`, `residence_card`, `passport`, `card`.
    """

    text: str
    kinds: tuple[str, ...] = ()


def mask(text: str) -> Masked:
    """Takes personal data out of a text; everything else stays as typed, also its width.

    Args:
        text: cleaned of invisible characters (`language.text.clean`), which would hide a number from the search.
    """
    plain = _plain(text)
    if not _MAYBE_EMAIL.search(plain) and sum(c.isdigit() for c in plain) < _MIN_DIGITS:
        return Masked(text)
    taken: list[tuple[int, int, str]] = []
    for kind, find in _FINDERS:
        for start, end in find(plain):
            if all(end <= a or start >= b for a, b, _ in taken):
                taken.append((start, end, kind))
    parts, at = [], 0
    for start, end, _ in sorted(taken):
        parts += [text[at:start], MASK]
        at = end
    return Masked("".join([*parts, text[at:]]), tuple(kind for _, _, kind in sorted(taken)))


def _plain(text: str) -> str:
    """The text in half-width letters and digits, of the same length, so that places stay true."""
    plain = "".join(n if len(n := unicodedata.normalize("NFKC", c)) == 1 else c for c in text)
    return _DASHES.sub("-", plain.replace("ー(", "-("))


def _emails(plain: str) -> Iterator[Span]:
    return (match.span() for match in _EMAIL.finditer(plain))


def _cards(plain: str) -> Iterator[Span]:
    for match in _DIGITS.finditer(plain):
        digits = _compact(match.group())
        corporate = len(digits) == 13 and corporate_number.is_valid(digits)
        if _CARD.fullmatch(digits) and luhn.is_valid(digits) and not corporate and not _is_amount(plain, match.span()):
            yield match.span()


def _my_numbers(plain: str) -> Iterator[Span]:
    for match in _DIGITS.finditer(plain):
        digits = _compact(match.group())
        if len(digits) != 12 or not my_number.is_valid(digits) or _MOMENT.fullmatch(match.group()):
            continue
        # 0104-01-005701 is a company's registration number at the Legal Affairs Bureau.
        grouped = re.fullmatch(r"\d{4}([ -]?)\d{4}\1\d{4}", match.group())
        if grouped and not _is_amount(plain, match.span()):
            yield match.span()


def _residence_cards(plain: str) -> Iterator[Span]:
    return (match.span() for match in _RESIDENCE_CARD.finditer(plain))


def _passports(plain: str) -> Iterator[Span]:
    yield from (match.span() for match in _PASSPORT.finditer(plain))
    yield from (match.span("number") for match in _NAMED_PASSPORT.finditer(plain))


def _phones(plain: str) -> Iterator[Span]:
    for region, leniency in (("JP", Leniency.VALID), ("US", Leniency.EXACT_GROUPING)):
        for found in PhoneNumberMatcher(plain, region, leniency=leniency):
            written = found.raw_string
            separated = region == "JP" or len(written) > sum(c.isdigit() for c in written)
            if separated and not _is_other_number(plain, (found.start, found.end)):
                yield found.start, found.end
    for match in _JAPANESE_PHONE.finditer(plain):
        separated = len(match.group()) > len(_compact(match.group()))
        if len(_compact(match.group())) in (10, 11) and separated and not _is_other_number(plain, match.span()):
            yield match.span()
    for match in _NAMED_PHONE.finditer(plain):
        if _is_phone(match.group("number")):
            yield match.span("number")
    for match in _ABROAD.finditer(plain):
        if _is_phone("+" + match.group("number")):
            yield match.span()


def _is_phone(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "JP"))
    except phonenumbers.NumberParseException:
        return False


def _is_other_number(plain: str, span: Span) -> bool:
    """Whether what looks like a telephone number is an amount, a moment or a corporate number."""
    digits = _compact(plain[span[0] : span[1]])
    longer = plain[span[1] : span[1] + 1].isdigit() or plain[max(span[0] - 1, 0) : span[0]].isdigit()
    return longer or _is_amount(plain, span) or bool(_MOMENT.fullmatch(digits)) or corporate_number.is_valid(digits)


def _is_amount(plain: str, span: Span) -> bool:
    return bool(_AMOUNT_AFTER.match(plain, span[1]) or _AMOUNT_BEFORE.search(plain[max(span[0] - 8, 0) : span[0]]))


def _compact(number: str) -> str:
    return re.sub(r"\D", "", number)


_FINDERS: tuple[tuple[str, Callable[[str], Iterator[Span]]], ...] = (
    ("email", _emails),
    ("residence_card", _residence_cards),
    ("card", _cards),
    ("my_number", _my_numbers),
    ("passport", _passports),
    ("phone", _phones),
)
