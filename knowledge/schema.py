"""The shape of the knowledge base: topics, articles, sources, contacts and facts.

The models refuse what is missing or malformed; `knowledge.loading` adds the file and the line, and
`knowledge.check` adds the rules that need the whole base (unknown ids, coverage of the facts).
"""

from __future__ import annotations

import datetime
import re
from typing import Literal, Optional

from pydantic import BaseModel, Extra, Field, validator

from knowledge.faults import Fault

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, Language] = ("ja", "en")

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
FACT_ID = r"^[ABG]-\d{2,3}$"
AS_OF = r"^(undated|FY\d{4}|\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)$"

MAX_TITLE_CHARS = {"ja": 30, "en": 60}  # a title is also a button, which must fit 320 px in two lines
MAX_ANSWER_CHARS = {"ja": 320, "en": 700}  # two or three short sentences
MIN_QUESTIONS = 6  # below this, held-out accuracy of an article falls quickly

_HALF_WIDTH_KANA = re.compile(r"[\uff61-\uff9f]")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def _yaml_date(value: object) -> object:
    """YAML reads `2022-03-31` as a date and `2022` as a number; the schema keeps them as written."""
    return str(value) if isinstance(value, (datetime.date, int)) else value


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid
        anystr_strip_whitespace = True
        allow_mutation = False


class Pair(_Strict):
    """A text in both languages. Neither is a word-for-word translation of the other."""

    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def __getitem__(self, language: str) -> str:
        return self.ja if language == "ja" else self.en

    @validator("ja")
    def _no_half_width_kana(cls, text: str) -> str:
        if _HALF_WIDTH_KANA.search(text):
            raise Fault("half_width")
        return text


class Questions(_Strict):
    """Example questions, per language, as visitors type them."""

    ja: list[str]
    en: list[str]

    def __getitem__(self, language: str) -> list[str]:
        return self.ja if language == "ja" else self.en

    @validator("ja", "en")
    def _enough_and_distinct(cls, questions: list[str]) -> list[str]:
        if len(questions) < MIN_QUESTIONS:
            raise Fault("few_questions", n=len(questions), least=MIN_QUESTIONS)
        if not all(questions):
            raise Fault("empty_question")
        twice = {q for q in questions if questions.count(q) > 1}
        if twice:
            raise Fault("question_twice", question=sorted(twice)[0])
        return questions


class Aliases(_Strict):
    """Names beside a topic's own, per language, as visitors type them."""

    ja: list[str] = Field(default_factory=list)
    en: list[str] = Field(default_factory=list)


class Source(_Strict):
    """Where a fact comes from.

    `date` is the date the page itself bears (`2025-03-28`, `2025-03`, `2025`, `FY2024`), or `undated`.
    """

    title: Pair
    url: Optional[str] = Field(default=None, regex=r"^https?://\S+$")
    date: str = Field(regex=AS_OF)

    _date_as_text = validator("date", pre=True, allow_reuse=True)(lambda value: _yaml_date(value))


class Citation(_Strict):
    """A source an article rests on, by its key, and the place in it."""

    source: str
    where: Optional[Pair] = None


class Revised(_Strict):
    """The day each language of an answer was last changed; a pair out of step is stale."""

    ja: datetime.date
    en: datetime.date

    @property
    def stale(self) -> Optional[Language]:
        """The language that is older than the other, or None when both are in step."""
        if self.ja == self.en:
            return None
        return "ja" if self.ja < self.en else "en"


class Contact(_Strict):
    """Who can be asked: only what the sources state."""

    name: Pair
    note: Optional[Pair] = None
    url: Optional[str] = Field(default=None, regex=r"^https?://\S+$")
    tel: Optional[str] = Field(default=None, regex=r"^[0-9-]+$")
    email: Optional[str] = Field(default=None, regex=r"^\S+@\S+$")


class Article(_Strict):
    """One answer, in both languages, with what it rests on.

    `confidence: medium` makes the answer end with "please confirm with <contact>". `kind: gap` is an
    answer that says that the sources do not state something.
    """

    id: str
    title: Pair
    kind: Literal["fact", "gap"] = "fact"
    facts: list[str] = Field(min_items=1)
    questions: Questions
    answer: Pair
    sources: list[Citation] = Field(min_items=1)
    as_of: str = Field(regex=AS_OF)
    review_by: datetime.date
    confidence: Literal["high", "medium"] = "high"
    contact: Optional[str] = None
    related: list[str] = Field(default_factory=list, max_items=3)
    revised: Revised

    _as_of_as_text = validator("as_of", pre=True, allow_reuse=True)(lambda value: _yaml_date(value))

    @validator("title")
    def _title_fits_a_button(cls, title: Pair) -> Pair:
        for language in LANGUAGES:
            if len(title[language]) > MAX_TITLE_CHARS[language]:
                raise Fault("long_title", lang=language, limit=MAX_TITLE_CHARS[language])
        return title

    @validator("answer")
    def _answer_is_short_and_in_its_language(cls, answer: Pair) -> Pair:
        for language in LANGUAGES:
            if len(answer[language]) > MAX_ANSWER_CHARS[language]:
                raise Fault("long_answer", lang=language, limit=MAX_ANSWER_CHARS[language])
        if not _JAPANESE.search(answer.ja):
            raise Fault("no_japanese")
        return answer

    @validator("facts", each_item=True)
    def _fact_id_form(cls, fact: str) -> str:
        if not re.match(FACT_ID, fact):
            raise Fault("fact_form", fact=fact)
        return fact

    @property
    def examples(self) -> list[list[str]]:
        """What the model learns of it, per language: changed, the model has to be trained again."""
        return [[self.title[language], *self.questions[language]] for language in LANGUAGES]

    @property
    def topic_id(self) -> str:
        """The topic it belongs to: `lip-yokohama` in `lip-yokohama/members`."""
        return self.id.split("/")[0]

    @property
    def aspect(self) -> str:
        """What the article says of its topic: `members` in `lip-yokohama/members`."""
        return self.id.split("/")[1]


class Topic(_Strict):
    """A programme or organisation: one file of articles.

    `aliases` are its own name said otherwise, and compare as the same. `includes` names what belongs to it and is
    not it (YOXO College among the YOXO programmes): such a name tells the topic, and stays what it is.
    """

    topic: str = Field(regex=SLUG)
    name: Pair
    summary: Pair
    aliases: Aliases = Field(default_factory=Aliases)
    includes: Aliases = Field(default_factory=Aliases)
    contact: str
    sources: dict[str, Source] = Field(default_factory=dict)
    articles: list[Article] = Field(min_items=1)

    @property
    def own_names(self) -> tuple[str, ...]:
        """Its name and what else it is called, in both languages."""
        return (self.name.ja, self.name.en, *self.aliases.ja, *self.aliases.en)

    @property
    def included_names(self) -> tuple[str, ...]:
        """The names of what belongs to it, in both languages."""
        return (*self.includes.ja, *self.includes.en)

    @validator("articles", each_item=True)
    def _article_id_starts_with_topic(cls, article: Article, values: dict) -> Article:
        topic = values.get("topic", "")
        prefix, _, slug = article.id.partition("/")
        if prefix != topic or not re.match(SLUG, slug):
            raise Fault("id_form", id=article.id, topic=topic)
        return article

    @validator("articles")
    def _article_ids_differ(cls, articles: list[Article]) -> list[Article]:
        ids = [article.id for article in articles]
        twice = {i for i in ids if ids.count(i) > 1}
        if twice:
            raise Fault("id_twice", id=sorted(twice)[0])
        return articles


class Fact(_Strict):
    """One fact of the collected sources, by id, with how sure it is."""

    topic: str
    confidence: Literal["high", "medium-high", "medium", "low", "gap"]
