"""What a text is compared by: word forms, readings and character n-grams.

One definition for the classifier and the search. Several views of the same text make up for each other's blind
spots: normalised words for inflection and spelling variants, readings for kana instead of kanji and for wrong
conversions, character n-grams for typos and for words the dictionary does not know.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass

from language.detect import detect
from language.romaji import to_kana
from language.spacing import spaced
from language.text import folded, katakana
from language.tokens import words

_NOT_WORD = re.compile(r"[\W_]+")
_KANA = re.compile(r"^[\u30a1-\u30fc]+$")


@dataclass(frozen=True)
class Terms:
    """The views of one text.

    Attributes:
        language: `ja` or `en`, as the text was read.
        norms: normalised forms of all words, in order.
        content: normalised forms of the content words.
        said: how the content words are said, one by one: folded English words, Sudachi's normalised forms.
        synonyms: Sudachi's synonym group ids of the content words, as `#8272`.
        reading: the whole text as it sounds, in katakana (Japanese only).
        letters: the folded text without spaces and signs; English words keep one space between them.
    """

    language: str
    norms: tuple[str, ...]
    content: tuple[str, ...]
    said: tuple[str, ...]
    synonyms: tuple[str, ...]
    reading: str
    letters: str


def terms(text: str, language: str | None = None, known: Container[str] = ()) -> Terms:
    """Reads a text.

    Args:
        text: as typed.
        language: `ja` or `en`; else the one its letters tell (Japanese where they tell none).
        known: folded English words, by which words typed without spaces are separated.
    """
    if language is None:
        detection = detect(text)
        language = "en" if detection.language == "en" else "ja"
        if detection.romaji:
            text = to_kana(text)
    language = "en" if language == "en" else "ja"
    if language == "en" and known:
        text = spaced(folded(text), known)
    found = words(text, language)
    content = [w for w in found if w.content]
    told = [w for w in content if not _NOT_WORD.fullmatch(w.norm)]
    # Sudachi reads every sign as キゴウ, "sign".
    heard = [w.reading for w in found if not _NOT_WORD.fullmatch(w.norm) and (w.content or _KANA.match(w.reading))]
    reading = katakana("".join(heard))
    return Terms(
        language=language,
        norms=tuple(w.norm for w in found if not _NOT_WORD.fullmatch(w.norm)),
        content=tuple(w.norm for w in told),
        said=tuple(w.reading if language == "en" else w.norm for w in told),
        synonyms=tuple(f"#{i}" for w in content for i in w.synonyms),
        reading=reading if language == "ja" else "",
        letters=_NOT_WORD.sub(" " if language == "en" else "", folded(text)).strip(),
    )


def ngrams(text: str, shortest: int, longest: int) -> list[str]:
    """All character n-grams of a text, its edges marked by a space, of the lengths given (inclusive)."""
    padded = f" {text} "
    return [padded[i : i + n] for n in range(shortest, longest + 1) for i in range(len(padded) - n + 1)]


def english_words(letters: Iterable[str]) -> frozenset[str]:
    """The words by which run-together English is separated: those of texts (`Terms.letters`) seen twice or more."""
    counts = Counter(word for text in letters for word in text.split())
    seen = {word for word, count in counts.items() if count > 1}
    return frozenset(seen | {f"{word}s" for word in seen if len(word) > 2})
