"""Rasa tokenizer for Japanese and English in one model."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils.io import get_text_hash

from bot.fingerprint import of_sources
from language.detect import detect
from language.segments import segments
from language.tokens import words

LANGUAGE = "language"
SEGMENTS = "segments"
CONTINUED = "continued"  # the message behind the name of what the conversation is about
ABOUT = "about"  # that name in both languages, in the message's metadata
MAX_CONTINUED_CHARS = 80  # a longer message says itself what it is about


class Word(Token):
    """A token of either language."""

    def fingerprint(self) -> str:
        """A stable hash (see parent class): Rasa asks for it behind each component, so it is one hash, not twelve."""
        return get_text_hash(repr((self.text, self.start, self.end, self.lemma, self.data)))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BilingualTokenizer(Tokenizer):
    """SudachiPy for Japanese with normalised forms, spaCy's rules for English.

    Decides the language of each message from its letters. A token's text and offsets are the original's; its
    lemma is Sudachi's normalised form or the English stem. While serving, the message is also cut into its
    sentences, each a message of its own under `segments`, and put behind the name of what the conversation is about
    (`continued`; `TopicExtractor` does the same with sentences); the components behind process those as well.
    """

    @staticmethod
    def supported_languages() -> List[str]:
        """Both languages of the assistant (see parent class)."""
        return ["ja", "en"]

    @staticmethod
    def required_packages() -> List[str]:
        """Packages the tokenizer needs (see parent class)."""
        return ["sudachipy", "spacy"]

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """The component's default configuration (see parent class)."""
        return {
            # Intents are not split into words.
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """The helper modules the result depends on (see parent class)."""
        return of_sources("language/*.py")

    def tokenize(self, message: Message, attribute: str) -> List[Token]:
        """The words of one attribute of a message, with offsets into its original text."""
        text = message.get(attribute)
        detection = detect(text)
        if attribute == TEXT:
            found = {"detected": detection.language, "code": detection.code, "romaji": detection.romaji}
            message.set(LANGUAGE, found, add_to_output=True)
        return [
            Word(w.text, w.start, w.end, data={"reading": w.reading, "content": w.content}, lemma=w.norm)
            for w in words(text, "en" if detection.language == "en" else "ja")
        ]

    def process(self, messages: List[Message]) -> List[Message]:
        """Tokenizes messages and their segments (see parent class)."""
        for message in messages:
            parts = [Message({TEXT: part}) for part in segments(message.get(TEXT) or "")]
            message.set(SEGMENTS, parts)
            super().process(parts)
        super().process(messages)
        for message in messages:
            continued = behind((message.get("metadata") or {}).get(ABOUT), message)
            message.set(CONTINUED, continued)
            super().process([continued] if continued else [])
        return messages


def behind(about: Any, message: Message) -> Optional[Message]:
    """The message as if it named what it is about: "YOXO BOX who runs it?"; None where that says nothing.

    Args:
        about: the name in both languages, by language; anything else is no name.
        message: with its language found.
    """
    text = message.get(TEXT) or ""
    if not isinstance(about, dict) or not text or text.startswith("/") or len(text) > MAX_CONTINUED_CHARS:
        return None
    name = about.get("en" if message.get(LANGUAGE, {}).get("detected") == "en" else "ja")
    return Message({TEXT: f"{name} {text}", LANGUAGE: message.get(LANGUAGE)}) if name else None


def with_segments(messages: List[Message]) -> List[Message]:
    """The messages and what was made of them beside, for components that process both."""
    return [
        form
        for message in messages
        for part in (message, *(message.get(SEGMENTS) or []))
        for form in (part, part.get(CONTINUED))
        if form is not None
    ]
