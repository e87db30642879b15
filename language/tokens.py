"""Words of a text: SudachiPy for Japanese, spaCy's English rules for English.

Offsets always refer to the original text: Sudachi maps its own normalisation back, so the text is not
normalised before. `core` is coarse enough for names and fine enough for their parts because callers add
the short units of mode A and character n-grams (see `language.terms`).
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import snowballstemmer
import sudachipy

from language.text import folded

# Sudachi refuses inputs over 49,149 bytes of UTF-8, or 65,535 once normalised; ﷺ alone becomes 33 of them.
SUDACHI_CHUNK_CHARS = 1_900

_JAPANESE_FUNCTION = {"助詞", "助動詞", "補助記号", "記号", "空白"}
_LOCAL = threading.local()


@dataclass(frozen=True)
class Word:
    """One word of a text.

    Attributes:
        text: as it stands in the original text, `original[start:end]`.
        norm: normalised and folded form: Sudachi's normalised form, or the English stem.
        reading: katakana reading of a Japanese word, else the folded text.
        content: False for particles, auxiliaries, punctuation and English stop words.
        synonyms: ids of the synonym groups of Sudachi's dictionary.
        interjection: whether it is one that stands by itself (こんにちは), Japanese only.
    """

    text: str
    start: int
    end: int
    norm: str
    reading: str
    content: bool
    synonyms: tuple[int, ...] = ()
    interjection: bool = False


def words(text: str, language: str) -> list[Word]:
    """The words of a text, in order, without white space.

    Args:
        text: any string, of any length; lone surrogates count as unknown characters.
        language: `en` for English, anything else for Japanese (Sudachi also reads English names).
    """
    safe = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return list(_english(safe, text) if language == "en" else _japanese(safe, text))


def _japanese(safe: str, text: str) -> Iterator[Word]:
    for offset in range(0, len(safe), SUDACHI_CHUNK_CHARS):
        for m in _sudachi().tokenize(safe[offset : offset + SUDACHI_CHUNK_CHARS]):
            start, end = m.begin() + offset, m.end() + offset
            # One character such as ㈱ is read as three words; only the first has a place in the text.
            if start == end or not safe[start:end].strip():
                continue
            part = m.part_of_speech()[0]
            yield Word(
                text=text[start:end],
                start=start,
                end=end,
                norm=folded(m.normalized_form()),
                reading=folded(m.reading_form()),
                content=part not in _JAPANESE_FUNCTION,
                synonyms=tuple(m.synonym_group_ids()),
                interjection=part == "感動詞",
            )


def _english(safe: str, text: str) -> Iterator[Word]:
    for token in _spacy_english()(safe):
        if token.is_space:
            continue
        start, end = token.idx, token.idx + len(token.text)
        plain = folded(token.text)
        yield Word(
            text=text[start:end],
            start=start,
            end=end,
            norm=stem(plain),
            reading=plain,
            content=not token.vocab[plain].is_stop and any(c.isalnum() for c in plain),
        )


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball stem of a folded English word (`grants` and `granted` to `grant`)."""
    return _STEMMER.stemWord(word) if word.isascii() else word


_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=1)
def _dictionary() -> Any:
    return sudachipy.Dictionary(dict="core")


def _sudachi() -> Any:
    """A tokenizer of this thread: one shared by threads raises `Already borrowed`."""
    if not hasattr(_LOCAL, "sudachi"):
        _LOCAL.sudachi = _dictionary().create(mode=sudachipy.SplitMode.A)
    return _LOCAL.sudachi


def _spacy_english() -> Any:
    """SpaCy's English rules, of this thread: its cache of rules is not made for several."""
    if not hasattr(_LOCAL, "english"):
        with _without_deep_learning():
            from spacy.lang.en import English

            _LOCAL.english = English().tokenizer
    return _LOCAL.english


@contextmanager
def _without_deep_learning() -> Iterator[None]:
    """Keeps spaCy from importing TensorFlow for its rules: that costs 350 MB and nine seconds."""
    hidden = [name for name in ("tensorflow", "torch", "mxnet") if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)
