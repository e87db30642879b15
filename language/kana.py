"""Japanese typed in kana alone, written as it usually is: けいえいかんり and ｹｲｴｲｶﾝﾘ become 経営管理.

The words come from texts of the same field, so that of several words with one sound the one that is talked about here
is taken.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from language.romaji import to_kana
from language.text import katakana
from language.tokens import words

MIN_KANA = 4  # fewer tell nothing
MAX_RUN = 200  # characters of a run that are read, since the work grows with it
_LONGEST = 16  # kana of one word
_SPELT = 4  # kana at least of a word written in Latin letters
_UNKNOWN = 14.0  # cost of a kana that belongs to no known word
_JOINT = 1.5  # cost of one more word: long words are likelier than several short ones
_KANJI = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_RUN = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]+(?:[ \u3000]+[\u3041-\u3096\u30a1-\u30fa\u30fc]+)*")
_O_OR_U = "オコソトノホモヨロゴゾドボポョウクスツヌフムユルグズヅブプュ"
_LONG_VOWEL = re.compile(rf"(?<=[{_O_OR_U}])[ウオ]|ー")


def is_kana(text: str) -> bool:
    """Whether a text is Japanese without any kanji."""
    plain = unicodedata.normalize("NFKC", text)
    return len(_KANA.findall(plain)) >= MIN_KANA and not _KANJI.search(plain)


class Lexicon:
    """The words of some texts by their sound.

    Args:
        texts: Japanese texts; those in kana alone teach nothing and are left out.

    Example:
        >>> Lexicon(["経営管理の条件", "条件は何ですか"]).written("けいえいかんりのじょうけん")
        '経営管理の条件'
    """

    def __init__(self, texts: Iterable[str]):
        counts: Counter[tuple[str, str]] = Counter()
        for text in texts:
            if not is_kana(text):
                counts.update((katakana(word.reading), word.text) for word in words(text, "ja"))
        self._whole = _costs((key, n) for key, n in counts.items())
        self._short = _costs(((_shortened(sound), text), n) for (sound, text), n in counts.items())
        if "ハ" in self._short:
            self._short.setdefault("ワ", self._short["ハ"])  # the particle, in romaji typed without spaces

    def written(self, text: str, *, romaji: bool = False) -> str:
        """The text with its kana written as known words; sounds that no word has stay as they are.

        Args:
            text: as typed.
            romaji: Japanese in Latin letters, in which long vowels are often left out.
        """
        plain = unicodedata.normalize("NFKC", to_kana(text) if romaji else text)
        known = self._short if romaji else self._whole
        return _RUN.sub(lambda match: self._pieces(match.group(), known, romaji), plain)

    def _pieces(self, typed: str, known: dict[str, tuple[str, float]], short: bool) -> str:
        """A run of kana as known words; a greeting stays as it is (こんにちは is not 今日は)."""
        if len(typed) > MAX_RUN:
            return typed
        parts: list[str] = []
        position = 0
        for word in words(typed, "ja"):
            if word.interjection and len(word.text) >= MIN_KANA:
                parts += [self._run(typed[position : word.start], known, short), word.text]
                position = word.end
        return "".join([*parts, self._run(typed[position:], known, short)])

    @staticmethod
    def _run(typed: str, known: dict[str, tuple[str, float]], short: bool) -> str:
        """The cheapest way to read a run of kana as known words (Viterbi); a space always parts words."""
        sounds = katakana(typed).replace("\u3000", " ")
        sounds = _shortened(sounds) if short else sounds
        letters = sounds if short else typed  # what stays where no word is known
        cheapest = [0.0] + [math.inf] * len(sounds)
        step: list[tuple[int, str]] = [(0, "")] * (len(sounds) + 1)
        for end in range(1, len(sounds) + 1):
            for start in range(max(0, end - _LONGEST), end):
                sound = sounds[start:end]
                found = known.get(sound)
                if found and end - start == 1 and _KANJI.search(found[0]) and not _alone(sounds, start, end):
                    found = None  # し is rarely 市 where it is not set off by spaces
                if found is None and end - start > 1:
                    continue
                word, cost = found or (letters[start:end], 0.0 if sound == " " else _UNKNOWN)
                cost += cheapest[start] + _JOINT
                if cost < cheapest[end]:
                    cheapest[end], step[end] = cost, (start, "" if word == " " else word)
        parts: list[str] = []
        end = len(sounds)
        while end:
            end, word = step[end]
            parts.append(word)
        return "".join(reversed(parts))


def _alone(sounds: str, start: int, end: int) -> bool:
    return sounds[start - 1 : start] in ("", " ") and sounds[end : end + 1] in ("", " ")


def _shortened(sound: str) -> str:
    return _LONG_VOWEL.sub("", sound)


def _costs(counted: Iterable[tuple[tuple[str, str], int]]) -> dict[str, tuple[str, float]]:
    """By sound, the most frequent word and what it costs to read the sound as it."""
    best: dict[str, tuple[int, str]] = {}
    whole = 0
    for (sound, text), count in counted:
        whole += count
        if len(sound) < _SPELT and text.isascii():
            continue  # a sound as short as "o-ke-" is rarely an English word
        if sound and (sound not in best or count > best[sound][0]):
            best[sound] = count, text
    return {sound: (text, math.log(whole / count)) for sound, (count, text) in best.items()}
