"""Japanese typed in Latin letters: recognising it and writing it in kana."""

from __future__ import annotations

import re

import jaconv

from language.text import folded

# Words that romaji Japanese cannot do without and that English has no use for.
_MARKERS = frozenset(
    "wa ga wo ka desu desuka masu masuka arimasu arimasuka shitai tai kudasai oshiete onegai onegaishimasu nani "
    "nan doko itsu ikura dou dono dore dare naze nandesuka tte kara tsuite made niwa dewa suru shimasu dekimasu "
    "dekimasuka hoshii konnichiwa arigatou ohayou konbanwa hajimemashite sumimasen hai iie nihongo eigo dekiru "
    "aru iru imasu hitsuyou kaisha kigyou kigyo hojokin joseikin yushi yuushi shinsei basho tetsuzuki kaiin dono "
    "gurai kurai donokurai ikutsu ne yo".split()
)
_SHARED = frozenset("no to de ni mo na o e".split())  # particles that are also Latin-script words elsewhere
_PARTICLES = {"wa": "は", "o": "を", "e": "へ"}  # written otherwise than spoken
# Typed without spaces: what such a sentence ends in, no word of another language does.
_RUN_TOGETHER = re.compile(r"[a-z]{8,}?(?:(?:desu|deshita|masu|mashita|masen)(?:ka)?|kudasai|oshiete|onegaishimasu)")
_NOT_JAPANESE = re.compile(r"[lqvx]|[bcdfghjkmnprstwyz]{3}|[bcdfghjkmprstwyz]$")


def is_romaji(text: str, ignored: frozenset[str] = frozenset()) -> bool:
    """Whether a text in Latin letters is Japanese.

    One unmistakable marker (`desu ka`, `kudasai`) among few English words is enough; `no` and `to` alone are not. A
    sentence without spaces is told by its end (`kaiinwanannindesuka`).

    Args:
        text: a message in Latin letters.
        ignored: folded names that say nothing about the language around them.
    """
    words = [w for w in re.findall(r"[a-z']+", folded(text)) if w not in ignored]
    if any(_RUN_TOGETHER.fullmatch(w) for w in words):
        return True
    marked = sum(w in _MARKERS for w in words)
    if not marked:
        return False
    shared = sum(w in _SHARED for w in words)
    japanese = sum(_NOT_JAPANESE.search(w) is None for w in words)
    return (marked >= 2 or shared >= 1 or marked == len(words)) and japanese * 2 >= len(words)


def to_kana(text: str) -> str:
    """Romaji words written in hiragana; words that cannot be Japanese stay as they are.

    Names in other languages within a sentence without spaces become whatever they sound like.
    """

    def kana(match: re.Match[str]) -> str:
        word = match.group()
        if word in _PARTICLES:
            return _PARTICLES[word]
        together = _RUN_TOGETHER.fullmatch(word)
        if _NOT_JAPANESE.search(word) and not together:
            return word
        written = jaconv.alphabet2kana(re.sub("nn(?=[aiueoy])", "n'n", word))  # annai is あんない, not あんあい
        return written if together or not re.search(r"[a-z]", written) else word

    return re.sub(r"(?<!\s)\s+(?=[\u3040-\u30ff])|(?<=[\u3040-\u30ff])\s+", "", re.sub(r"[a-z]+", kana, folded(text)))
