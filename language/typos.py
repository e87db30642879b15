"""Mistyped English words, put right where only one reading is likely.

SymSpell (Garbe, 2012) finds the known words that are one or two typing slips away. Its own list of common English
words tells what is no slip.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

from symspellpy import SymSpell, Verbosity

from language.text import folded

MIN_CHARS = 4  # shorter words are one slip from too many others
LONG_CHARS = 8  # so long a word may hold two slips
MAX_CHARS = 30
_NAME_CHARS = 7  # a shorter word with a capital is a name nobody here knows
# Typed without their apostrophes, which is no slip worth a guess.
_CONTRACTED = frozenset(
    "dont cant wont isnt arent wasnt werent doesnt didnt hasnt havent hadnt couldnt shouldnt wouldnt mustnt neednt "
    "whats thats theres wheres heres youre theyre weve youve theyve youll theyll".split()
)
_JAPANESE = re.compile(
    "(?:(?:k?ky?|gy?|s?sh?|t?t|t?ch|t?ts|z|j|d|ny?|hy?|f(?=u)|by?|p?py?|my?|y|ry?|w(?=a))?[aeiou]|n|m(?=[bmp]))+"
)
_WORD = re.compile(rf"(?<![\w'’.@-])[A-Za-z]{{{MIN_CHARS},{MAX_CHARS}}}(?![\w@-]|['’.]\w)")


class Typos:
    """Puts words right by the words of given texts.

    Args:
        texts: folded English texts. Their words are never changed, and are what others are corrected to.
    """

    def __init__(self, texts: Iterable[str]):
        self._known = Counter(word for text in texts for word in re.findall(r"[a-z]+", text))
        self._slips = SymSpell(max_dictionary_edit_distance=2)
        for word, count in self._known.items():
            if len(word) >= MIN_CHARS:
                self._slips.create_dictionary_entry(word, count)

    def corrected(self, text: str) -> str:
        """The text with mistyped words put right, all else as typed."""
        return _WORD.sub(lambda match: self._word(match.group(), first=match.start() == 0), text)

    def _word(self, typed: str, *, first: bool) -> str:
        word = folded(typed)
        if word in self._known or word in common_words() or word in _CONTRACTED or _sounds_japanese(word):
            return typed
        if typed[0].isupper() and not typed.isupper() and not first and len(word) < _NAME_CHARS:
            return typed
        slips = 2 if len(word) >= LONG_CHARS else 1
        found = self._slips.lookup(word, Verbosity.CLOSEST, max_edit_distance=slips)
        likely = [f for f in found if f.term[0] == word[0]]
        return max(likely, key=lambda f: (_same_letters(word, f.term), f.count)).term if likely else typed


def _same_letters(typed: str, meant: str) -> bool:
    """Whether letters were only missed, doubled or exchanged: likelier than a wrong one, which is no letter of both."""
    return len(typed) != len(meant) or sorted(typed) == sorted(meant)


def _sounds_japanese(word: str) -> bool:
    """Whether a word may be a Japanese name in Latin letters (Kansai), which only looks like one of ours (Kannai)."""
    return _JAPANESE.fullmatch(word) is not None


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """English words in general use."""
    listed = resources.files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    lines = listed.read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.split(" ", 1)[0] for line in lines)
