import datetime
from typing import Any, Optional

import pytest
from pydantic import ValidationError

from knowledge.loading import KnowledgeBase
from knowledge.schema import MAX_ANSWER_CHARS, MAX_TITLE_CHARS, MIN_QUESTIONS, Pair, Questions, Revised, Source, Topic

DATES = ["undated", "FY2022", "2022", "2022-03", "2022-12", "2022-03-31", 2022, datetime.date(2022, 3, 31)]
NO_DATES = [
    "",
    "22",
    "2022-1",
    "2022-13",
    "2022-00",
    "2022-03-32",
    "2022-03-00",
    "2022/03",
    "fy2022",
    "FY22",
    " ",
    None,
]


def _source(date: Any) -> Source:
    return Source.parse_obj({"title": {"ja": "頁", "en": "page"}, "date": date})


@pytest.mark.parametrize("date", DATES)
def test_schema_takes_a_date_as_exact_as_the_source_gives_it(date: Any) -> None:
    assert _source(date).date == str(date)


@pytest.mark.parametrize("date", NO_DATES)
def test_schema_refuses_what_is_no_date(date: Any) -> None:
    with pytest.raises(ValidationError):
        _source(date)


def test_schema_limits_are_those_the_documentation_gives() -> None:
    assert (MAX_TITLE_CHARS, MAX_ANSWER_CHARS, MIN_QUESTIONS) == ({"ja": 30, "en": 60}, {"ja": 320, "en": 700}, 6)


@pytest.mark.parametrize(
    ("field", "language", "limit"),
    [("title", "ja", 30), ("title", "en", 60), ("answer", "ja", 320), ("answer", "en", 700)],
)
def test_schema_takes_a_text_of_the_longest_length_and_no_longer(
    base: KnowledgeBase, field: str, language: str, limit: int
) -> None:
    letter = "あ" if language == "ja" else "a"
    data = base.topics["sample-lab"].dict()
    data["articles"][0][field][language] = letter * limit
    assert Topic.parse_obj(data).articles[0].dict()[field][language] == letter * limit
    data["articles"][0][field][language] = letter * (limit + 1)
    with pytest.raises(ValidationError, match=f"the {language} {field} has over {limit} characters"):
        Topic.parse_obj(data)


def test_schema_needs_six_questions_in_each_language() -> None:
    six = ["a", "b", "c", "d", "e", "f"]
    assert Questions(ja=six, en=six)["en"] == six
    with pytest.raises(ValidationError, match="5 example questions, at least 6 are needed"):
        Questions(ja=six, en=six[:5])


@pytest.mark.parametrize("text", ["ﾊﾛｰ", "全角とｶﾅ", "｡"])
def test_schema_refuses_half_width_katakana_in_a_published_text(text: str) -> None:
    with pytest.raises(ValidationError, match="half-width katakana"):
        Pair(ja=text, en="text")


def test_schema_strips_white_space_and_gives_a_language_by_name() -> None:
    pair = Pair(ja=" 文 ", en=" text\n")
    assert (pair["ja"], pair["en"]) == ("文", "text")


@pytest.mark.parametrize(("ja", "en", "stale"), [(1, 1, None), (1, 2, "ja"), (2, 1, "en")])
def test_revised_names_the_older_language(ja: int, en: int, stale: Optional[str]) -> None:
    assert Revised(ja=datetime.date(2025, 1, ja), en=datetime.date(2025, 1, en)).stale == stale


def test_article_knows_its_topic_and_aspect(base: KnowledgeBase) -> None:
    article = base.articles["sample-lab/members"]
    assert (article.topic_id, article.aspect) == ("sample-lab", "members")


def test_article_cannot_be_changed_by_accident(base: KnowledgeBase) -> None:
    with pytest.raises(TypeError):
        base.articles["sample-lab/members"].kind = "gap"
