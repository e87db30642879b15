import datetime

import pytest

from knowledge.freshness import in_words, is_overdue
from knowledge.loading import KnowledgeBase

DATES = [
    ("2022-03-31", "2022年3月31日", "31 March 2022"),
    ("2022-12-01", "2022年12月1日", "1 December 2022"),
    ("2022-03", "2022年3月", "March 2022"),
    ("2022", "2022年", "2022"),
    ("FY2022", "2022年度", "fiscal 2022 (from April)"),
    ("undated", "出典に日付がありません", "the source gives no date"),
]


@pytest.mark.parametrize(("date", "ja", "en"), DATES)
def test_in_words_writes_a_date_as_each_language_does(date: str, ja: str, en: str) -> None:
    assert (in_words(date, "ja"), in_words(date, "en")) == (ja, en)


@pytest.mark.parametrize(("day", "overdue"), [("2099-03-30", False), ("2099-03-31", False), ("2099-04-01", True)])
def test_is_overdue_only_after_the_day_of_review(base: KnowledgeBase, day: str, overdue: bool) -> None:
    article = base.articles["example-hub/members"]
    assert is_overdue(article, datetime.date.fromisoformat(day)) is overdue
