"""One spelling for what is written in many ways: names of topics, and Japanese in kana or in Latin letters."""

from __future__ import annotations

from knowledge.loading import KnowledgeBase
from knowledge.mentions import MentionFinder
from language.detect import detect
from language.kana import Lexicon, is_kana


class Spelling:
    """Writes texts so that they compare alike, questions of visitors as well as articles.

    Args:
        base: the knowledge base whose names and words are used.
        finder: of its topics.
    """

    def __init__(self, base: KnowledgeBase, finder: MentionFinder):
        self._finder = finder
        self._names = {key: topic.name for key, topic in base.topics.items()}
        # Titles and questions only: the model learns from this spelling, and an answer must not change the model.
        self._lexicon = Lexicon(
            text for article in base.articles.values() for text in (article.title.ja, *article.questions.ja)
        )

    def canonical(self, text: str, language: str | None) -> str:
        """The text with every name of a topic written as the topic's own, and kana or romaji as usual words.

        Args:
            text: as typed.
            language: `en` for English names, anything else for Japanese ones.
        """
        names = "en" if language == "en" else "ja"
        romaji = names == "ja" and text.isascii() and detect(text).romaji
        kana = names == "ja" and (romaji or is_kana(text))

        def rest(part: str) -> str:
            return self._lexicon.written(part, romaji=romaji) if kana else part

        parts, position = [], 0
        for mention in self._finder.find(text):
            if mention.own:
                parts += [rest(text[position : mention.start]), self._names[mention.topic][names]]
                position = mention.end
        return "".join([*parts, rest(text[position:])])
