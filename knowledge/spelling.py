"""One spelling for what is written in many ways: names of topics, Japanese in kana, words typed without spaces."""

from __future__ import annotations

from knowledge.loading import KnowledgeBase
from knowledge.mentions import MentionFinder
from language.detect import detect
from language.kana import Lexicon, is_kana
from language.spacing import has_run, spaced
from language.terms import english_words
from language.text import folded
from language.typos import Typos, common_words

_WHOLE_CHARS = 5  # shorter words of general use are also pieces of others


class Spelling:
    """Writes texts so that they compare alike, questions of visitors as well as articles.

    Args:
        base: the knowledge base whose names and words are used.
        finder: of its topics.
    """

    def __init__(self, base: KnowledgeBase, finder: MentionFinder):
        self._finder = finder
        self._names = {key: topic.name for key, topic in base.topics.items()}
        articles = base.articles.values()
        # Titles and questions only: the model learns from this spelling, and an answer must not change the model.
        self._lexicon = Lexicon(text for article in articles for text in (article.title.ja, *article.questions.ja))
        asked = [folded(text) for article in articles for text in (article.title.en, *article.questions.en)]
        self._english = english_words(asked) | {word for word in common_words() if len(word) >= _WHOLE_CHARS}
        names = (folded(name) for topic in base.topics.values() for name in topic.own_names + topic.included_names)
        # Some questions are mistyped on purpose: their words count where they are common ones.
        common = (" ".join(word for word in text.split() if word in common_words()) for text in asked)
        answers = (folded(text) for article in articles for text in (article.title.en, article.answer.en))
        self._typos = Typos((*names, *common, *answers))

    def canonical(self, text: str, language: str | None) -> str:
        """The text with every name of a topic written as the topic's own, and its words as they are usually written.

        Kana and romaji become the usual words, English typed without spaces or mistyped is put right.

        Args:
            text: as typed.
            language: `en` for English names, anything else for Japanese ones.
        """
        names = "en" if language == "en" else "ja"
        if names == "en" and has_run(text):
            text = spaced(folded(text), self._english)
        if names == "en":
            text = self._typos.corrected(text)
        romaji = names == "ja" and detect(text).romaji
        kana = names == "ja" and (romaji or is_kana(text))

        def rest(part: str) -> str:
            return self._lexicon.written(part, romaji=romaji) if kana else part

        parts, position = [], 0
        for mention in self._finder.find(text):
            if mention.own:
                parts += [rest(text[position : mention.start]), self._names[mention.topic][names]]
                position = mention.end
        return "".join([*parts, rest(text[position:])])
