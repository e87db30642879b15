"""Ways in which people type a question otherwise than it was written for the measurement, by name and language.

Each changes a text the same way in every run. Returning the text unchanged means that it does not apply.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable

import jaconv

from language.tokens import words

# Neighbours on a QWERTY keyboard, one row after the other.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_POLITE = (("ですか", "でしょうか"), ("教えて", "ご教示いただけますでしょうか"), ("ありますか", "ございますでしょうか"))
_CASUAL = (
    ("でしょうか", "かな"),
    ("ですか", "なの"),
    ("ありますか", "ある"),
    ("教えてください", "教えて"),
    ("できますか", "できる"),
    ("ますか", "んの"),
)
_CASUAL_ENGLISH = (
    ("what is", "whats"),
    ("how much", "how much $$"),
    ("do i have to", "gotta i"),
    ("can i", "can i like"),
    ("please", "pls"),
    ("you", "u"),
    ("are", "r"),
)
_POLITE_ENGLISH = "I would be most grateful if you could kindly tell me: "
_INTRODUCTION = "はじめまして。都内でアプリを作っている二人組です。"
_INTRODUCTION_ENGLISH = "Hello, we are two friends from Lagos. We make an app for teachers."
_HOMOPHONES = (
    ("起業", "企業"),
    ("創業", "操業"),
    ("助成", "女性"),
    ("制度", "精度"),
    ("期限", "機嫌"),
    ("申請", "新生"),
    ("支援", "私怨"),
    ("資金", "試金"),
    ("登記", "冬季"),
    ("施設", "私設"),
    ("対象", "大賞"),
    ("期間", "機関"),
    ("会員", "改印"),
    ("予算", "誉産"),
    ("開業", "改行"),
    ("公募", "候補"),
    ("連携", "練系"),
    ("拠点", "巨点"),
)
_MIXED = (
    ("会員", "member"),
    ("予算", "budget"),
    ("助成金", "grant"),
    ("補助金", "subsidy"),
    ("申請", "apply"),
    ("会社", "company"),
    ("場所", "location"),
    ("期限", "deadline"),
    ("いつ", "when"),
    ("横浜", "Yokohama"),
)


def _each_word(text: str, change: Callable[[str, random.Random], str], every: int = 3) -> str:
    """One in `every` longer Latin words changed, at least one."""
    draw = random.Random(text)
    found = list(re.finditer(r"[A-Za-z]{4,}", text))
    chosen = {m.start() for m in draw.sample(found, max(1, len(found) // every))} if found else set()
    return re.sub(r"[A-Za-z]{4,}", lambda m: change(m.group(), draw) if m.start() in chosen else m.group(), text)


def _neighbour(word: str, draw: random.Random) -> str:
    place = draw.randrange(1, len(word))
    row = next((r for r in _ROWS if word[place].lower() in r), "")
    if not row:
        return word
    at = row.index(word[place].lower())
    return word[:place] + row[at - 1 if at else 1] + word[place + 1 :]


def _missed(word: str, draw: random.Random) -> str:
    place = draw.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def _doubled(word: str, draw: random.Random) -> str:
    place = draw.randrange(1, len(word))
    return word[:place] + word[place] + word[place:]


def _kana(text: str) -> str:
    kanji = re.compile(r"[\u4e00-\u9fff]")
    found = words(re.sub(r"\s", "", text), "ja")
    return "".join(jaconv.kata2hira(w.reading) if kanji.search(w.text) else w.text for w in found)


def _misconverted(text: str) -> str:
    """The first word of the table as one that sounds the same."""
    return _replaced(text, _HOMOPHONES, 1)


def _replaced(text: str, pairs: Iterable[tuple[str, str]], most: int = 9) -> str:
    for old, new in pairs:
        if old in text.lower() and most:
            text, most = re.sub(re.escape(old), new, text, flags=re.IGNORECASE), most - 1
    return text


# Name, language, what it does. Slight ones may cost five points at most, the others ten.
SLIGHT = ("full-width", "half-width kana", "no spaces", "extra spaces", "no mark")
DISTURBANCES: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("full-width", "ja", lambda t: jaconv.h2z(t, kana=True, ascii=True, digit=True)),
    ("full-width", "en", lambda t: jaconv.h2z(t, ascii=True, digit=True)),
    ("half-width kana", "ja", lambda t: jaconv.z2h(t, kana=True, ascii=False, digit=False)),
    ("no spaces", "ja", lambda t: re.sub(r"\s", "", t)),
    ("no spaces", "en", lambda t: re.sub(r"\s", "", t)),
    ("extra spaces", "ja", lambda t: " ".join(w.text for w in words(t, "ja"))),
    ("extra spaces", "en", lambda t: re.sub(r" ", "   ", t)),
    ("no mark", "ja", lambda t: t.rstrip("?？!！。 ")),
    ("no mark", "en", lambda t: t.rstrip("?!. ")),
    ("kana for kanji", "ja", _kana),
    ("wrong conversion", "ja", _misconverted),
    ("adjacent keys", "en", lambda t: _each_word(t, _neighbour)),
    ("missed letters", "en", lambda t: _each_word(t, _missed)),
    ("doubled letters", "en", lambda t: _each_word(t, _doubled)),
    ("polite", "ja", lambda t: _replaced(t, _POLITE)),
    ("polite", "en", lambda t: _POLITE_ENGLISH + t),
    ("casual", "ja", lambda t: _replaced(t, _CASUAL, 2)),
    ("casual", "en", lambda t: _replaced(t.lower().rstrip("?"), _CASUAL_ENGLISH)),
    ("introduced", "ja", lambda t: _INTRODUCTION + t),
    ("introduced", "en", lambda t: f"{_INTRODUCTION_ENGLISH} {t}"),
    ("code-mixed", "ja", lambda t: _replaced(t, _MIXED, 2)),
    ("code-mixed", "en", lambda t: _replaced(t, [(e, j) for j, e in _MIXED], 2)),
)
