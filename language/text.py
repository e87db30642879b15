"""What a visitor typed, made safe and comparable: pure functions on strings.

Everything is compared after NFKC and case folding (`folded`). What is stored and shown is `clean`: as typed,
without what no keyboard produces on purpose.
"""

from __future__ import annotations

import re
import unicodedata

# Cc control, Cf format (bidi overrides, zero-width, soft hyphen, BOM), Cs lone surrogates, Co private use.
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
_KEPT = {"\n", "\t"}
_TO_KATAKANA = {ord("ぁ") + i: ord("ァ") + i for i in range(86)}
# Rasa reads "/name" as a forced intent and "EXTERNAL: name" as an event (rasa.shared.constants).
_COMMAND = re.compile(r"^(?:[/\\\s]+|external\s*:)+", re.IGNORECASE)


def clean(text: str) -> str:
    """The text without control characters, bidi and zero-width characters and lone surrogates.

    A carriage return becomes a line feed. Nothing else changes: width, case and emoji stay as typed.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in _UNSEEN)


def folded(text: str) -> str:
    """The text as it is compared: NFKC (full-width to half-width and the reverse for kana) and case folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def disarmed(text: str) -> str:
    """The text without what Rasa would read as a command at its start, also when typed full-width."""
    plain = unicodedata.normalize("NFKC", text)
    match = _COMMAND.match(plain)
    if match is None:
        return text
    if not re.search(r"[/\\:]", match.group()):
        return text.strip()
    return plain[match.end() :].strip()


def has_words(text: str) -> bool:
    """Whether anything in the text can be read: a letter or a digit of any script."""
    return any(unicodedata.category(c)[0] in "LN" for c in unicodedata.normalize("NFKC", text))


def katakana(text: str) -> str:
    """The text with hiragana as katakana, by which kana compare alike; its length stays."""
    return text.translate(_TO_KATAKANA)
