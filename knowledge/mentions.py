"""Which topics a text names, by any of their names, aliases and the names of what they include."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from knowledge.loading import KnowledgeBase
from language.text import folded, katakana

MIN_INSIDE_CHARS = 7  # a name so long is meant even within a longer word (whereisyoxobox)
# Half-width kana carry their voicing mark as a character of its own (ﾎﾞ), which belongs to the one before.
_CHARACTER = re.compile(r".[\uff9e\uff9f]?", re.DOTALL)


@dataclass(frozen=True)
class Mention:
    """A topic named in a text, at `text[start:end]` of the original.

    Attributes:
        topic: its id.
        start: of the name in the text.
        end: behind the name in the text.
        own: whether the topic itself is named, not something it includes.
    """

    topic: str
    start: int
    end: int
    own: bool = True


class MentionFinder:
    """Finds topic names whatever their width, case, spaces and dots (I・TOP横浜 = I▫TOP横浜 = i-top 横浜).

    Args:
        base: the knowledge base whose names and aliases are found.
    """

    def __init__(self, base: KnowledgeBase):
        self._topic_of: dict[str, tuple[str, bool]] = {}
        for key, topic in base.topics.items():
            for name in topic.included_names:
                self._topic_of[_squeezed(name)[0]] = key, False
            for name in topic.own_names:
                self._topic_of[_squeezed(name)[0]] = key, True
        names = sorted(filter(None, self._topic_of), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, names)) or r"(?!)")

    def find(self, text: str) -> list[Mention]:
        """The topics named, in order, without overlaps; the longest name wins."""
        squeezed, places = _squeezed(text)
        found = []
        position = 0
        while match := self._pattern.search(squeezed, position):
            start, end = places[match.start()], places[match.end() - 1] + 1
            end += sum(c in "\uff9e\uff9f" for c in text[end : end + 1])
            if len(match.group()) < MIN_INSIDE_CHARS and _inside_word(text, start, end):
                position = match.start() + 1
                continue
            topic, own = self._topic_of[match.group()]
            found.append(Mention(topic, start, end, own))
            position = match.end()
        return found

    def topics(self, text: str) -> list[str]:
        """The ids of the topics named, in order, each once."""
        return list(dict.fromkeys(m.topic for m in self.find(text)))


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Letters and digits only, folded, kana as katakana, and the place in the original of each."""
    letters: list[str] = []
    places: list[int] = []
    for match in _CHARACTER.finditer(text):
        for letter in folded(match.group()):
            if unicodedata.category(letter)[0] in "LN" or letter == "ー":
                letters.append(katakana(letter))
                places.append(match.start())
    return "".join(letters), places


def _inside_word(text: str, start: int, end: int) -> bool:
    """Whether a name is only a part of a longer word in its own letters (LIP in slip, ヨーク in ニューヨーク)."""

    def together(left: str, right: str) -> bool:
        return any(letters(left) and letters(right) for letters in (_latin, _katakana))

    before = start > 0 and together(text[start - 1], text[start])
    after = end < len(text) and together(text[end - 1], text[end])
    return before or after


def _latin(char: str) -> bool:
    plain = unicodedata.normalize("NFKC", char)
    return plain.isascii() and plain.isalnum()


def _katakana(char: str) -> bool:
    return "ァ" <= unicodedata.normalize("NFKC", char)[:1] <= "ヺ" or char in "ーｰ"
