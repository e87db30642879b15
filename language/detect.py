"""Which language a message is written in: one decision per message, without the conversation."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal, Optional

from lingua import Language, LanguageDetectorBuilder

from language.romaji import is_romaji
from language.spacing import LONGEST_WORD
from language.text import folded

Served = Literal["ja", "en"]

_LATIN_LANGUAGES = (
    Language.ENGLISH,
    Language.SPANISH,
    Language.PORTUGUESE,
    Language.FRENCH,
    Language.ITALIAN,
    Language.GERMAN,
    Language.DUTCH,
    Language.POLISH,
    Language.TURKISH,
    Language.VIETNAMESE,
    Language.INDONESIAN,
    Language.TAGALOG,
)
_SCRIPTS = {
    "HANGUL": "ko",
    "THAI": "th",
    "CYRILLIC": "ru",
    "ARABIC": "ar",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "GREEK": "el",
    "HEBREW": "he",
    "MYANMAR": "my",
    "KHMER": "km",
    "LAO": "lo",
    "SINHALA": "si",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am",
}
# English words that other languages use too; alone they are English.
_PLAIN = frozenset("visa startup startups room hack".split())
# Names that say nothing about the language around them.
_NAMES = frozenset(
    "yokohama yoxo box next lip i-top itop top idec jetro ksap hatsu tech hub kannai minato mirai minatomirai "
    "tokyo kanagawa shibuya biocom california connect cic galvanize skydeck drivery techbizkon startupblink "
    "asiaberlin yoke ok shin wework act up japan mizuho".split()
)
_ENGLISH = frozenset(
    "a an the i we you he she it they my your our is are am was were be do does did can could will would should "
    "may how what where when which who why whom whose of in on at to for from with by about as if or and but not "
    "any some many much more have has had need want get give tell know there this that these those please thanks "
    "thank hello hi hey company business money long".split()
)
# Turning away an English asker is worse than answering a Spanish one in English: be nearly sure.
_MAX_ENGLISH = 0.02
_MAX_ENGLISH_WITH_ACCENTS = 0.2
_JAPANESE_GRAMMAR = re.compile(r"[はがをにでへのともや]|です|ます|か[？?]|して|たい|って|ください|ない")
# Words Chinese needs and Japanese does not write so (目的, 公的支援 and 需要予測 are Japanese).
_CHINESE = re.compile(
    r"请|吗|嗎|呢|怎|什么|什麼|哪|您|你|这|這|们|們|是否|可以|请问|請問|如何|我需要|我想|我要|在哪"
    r"|(?<![目公知法人私物美量質性際体会期済本極続率術門般])的(?!確)"
)

_NAME_KANJI = "髙𠮷"  # of Japanese names (髙橋, 𠮷野), though JIS X 0213 lacks them
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<!\S)[^\s@]+@\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Detection:
    """What the letters of a message tell.

    Attributes:
        language: `ja`, `en`, `other`, or None where the message gives no hint ("OK", "607?").
        code: the likely language as an ISO 639-1 code, also for languages that are not served.
        romaji: Japanese in Latin letters.
    """

    language: Optional[Literal["ja", "en", "other"]]
    code: Optional[str] = None
    romaji: bool = False


def detect(text: str) -> Detection:
    """Decides the language of one message from its letters alone."""
    plain = unicodedata.normalize("NFKC", text)
    scripts = Counter(_script(c) for c in plain if unicodedata.category(c)[0] == "L")
    if not scripts:
        return Detection(None)
    foreign = {name: n for name, n in scripts.items() if name in _SCRIPTS}
    if sum(foreign.values()) * 2 > sum(scripts.values()):
        return Detection("other", _SCRIPTS[max(foreign, key=lambda name: foreign[name])])
    if scripts["KANA"] or scripts["HAN"]:
        return _with_japanese_letters(plain, scripts)
    return _latin(plain)


def _script(char: str) -> str:
    name = unicodedata.name(char, "")
    if "HIRAGANA" in name or "KATAKANA" in name or name.startswith("KATAKANA-HIRAGANA"):
        return "KANA"
    if name.startswith("CJK"):
        return "HAN"
    return name.split(" ")[0]


def _with_japanese_letters(plain: str, scripts: Counter[str]) -> Detection:
    english = sum(w in _ENGLISH for w in _latin_words(plain))
    if english >= 2 and english > len(_JAPANESE_GRAMMAR.findall(plain)):
        return Detection("en", "en")
    if not scripts["KANA"] and (_CHINESE.search(plain) or not _in_japanese_character_sets(plain)):
        return Detection("other", "zh")
    return Detection("ja", "ja")


def _in_japanese_character_sets(plain: str) -> bool:
    """JIS X 0213 lacks the simplified characters (创业, 签证), so they tell Chinese from Japanese."""
    for char in plain:
        if _script(char) == "HAN" and char not in _NAME_KANJI:
            try:
                char.encode("euc_jis_2004")
            except UnicodeEncodeError:
                return False
    return True


def _latin(plain: str) -> Detection:
    plain = _ADDRESS.sub(" ", plain)
    words = _latin_words(plain)
    if is_romaji(plain, _NAMES):
        return Detection("ja", "ja", romaji=True)
    # Only English is read where it was typed without spaces.
    plainly = any(w in _PLAIN or len(w) > LONGEST_WORD for w in words)
    telling = [w for w in words if w not in _NAMES and w not in _PLAIN and len(w) <= LONGEST_WORD]
    if not telling:
        return Detection("en", "en") if plainly else Detection(None)
    if any(w in _ENGLISH for w in telling) or len(telling) < 2:
        # One unknown word ("subsidies", "merci") is too little to turn anybody away.
        return Detection("en", "en")
    ranking = _lingua().compute_language_confidence_values(" ".join(telling))
    english = next(r.value for r in ranking if r.language == Language.ENGLISH)
    if english <= (_MAX_ENGLISH if plain.isascii() else _MAX_ENGLISH_WITH_ACCENTS):
        return Detection("other", ranking[0].language.iso_code_639_1.name.lower())
    return Detection("en", "en")


def _latin_words(plain: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*", re.sub(r"[\u3040-\u30ff\u4e00-\u9fff]+", " ", folded(plain)))


_LOCK = threading.Lock()
_BUILT: list[Any] = []


def _lingua() -> Any:
    with _LOCK:
        if not _BUILT:
            builder = LanguageDetectorBuilder.from_languages(*_LATIN_LANGUAGES)
            _BUILT.append(builder.with_low_accuracy_mode().build())
    return _BUILT[0]
