"""Reports: who may, what is counted and how, the files."""

from __future__ import annotations

import base64
import csv
import datetime
import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.web.articles.conftest import knowledge, turn
from tests.web.chat.conftest import running
from tests.web.desk.conftest import Browser, Play, member, play
from tests.web.visitors import Visitor
from web.chat.models import Handoff, Message, Turn
from web.chat.outcomes import COUNTED
from web.desk.models import AuditEntry
from web.desk.roles import Role
from web.desk.sheets import as_csv
from web.reports import handoffs, turns
from web.reports.period import Period, usual
from web.reports.tables import Table, opened
from web.reports.words import FIGURES, measures
from web.review.models import Cluster, Review

__all__ = ["knowledge", "play", "running"]

pytestmark = pytest.mark.database

TOKYO = "Asia/Tokyo"
DAY = datetime.date(2026, 11, 10)
NAMES = {"ja": "ja", "en": "en"}


def _at(hour: int, minute: int = 0, day: datetime.date = DAY) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour, minute), datetime.timezone.utc)


def _handoff(wait: float | None, promise: float | None, **values: Any) -> None:
    first = turn("handoff", "a/b", at=_at(1))
    since = first.at
    Handoff.objects.create(
        conversation=first.conversation, since=since, reason="asked",
        answer_by=since + datetime.timedelta(minutes=promise) if promise is not None else None, **values,
    )  # fmt: skip
    if wait is not None:
        Message.objects.create(
            conversation=first.conversation, seq=9, author="staff", language="ja", at=since + datetime.timedelta(minutes=wait), text="x"
        )  # fmt: skip


def _rows(table: Table) -> dict[Any, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in table.rows}


def test_a_period_is_whole_days_of_the_office() -> None:
    period = Period.asked({"from": "2026-11-12", "to": "2026-11-10"}, DAY, TOKYO)
    assert (period.first.day, period.last.day, len(period.days)) == (10, 12, 3)
    assert period.begin == _at(15, day=DAY - datetime.timedelta(days=1))
    assert period.end == _at(15, day=DAY + datetime.timedelta(days=2))
    assert len(Period.asked({"from": "soon", "to": ""}, DAY, TOKYO).days) == 30
    assert len(Period.asked({"from": "2001-01-01", "to": "2026-11-10"}, DAY, TOKYO).days) == 366
    assert [(key, len(one.days)) for key, one in usual(DAY, TOKYO)] == [
        ("last_7", 7), ("last_30", 30), ("this_month", 10), ("last_month", 31),
    ]  # fmt: skip


def test_turns_count_on_their_day_and_hour_in_japan(db: None) -> None:
    turn("sure", "a/b", at=_at(14, 59))
    turn("sure", "a/b", at=_at(15, 0), language="en")
    volume, hours = turns.volume(Period(DAY, DAY + datetime.timedelta(days=1), TOKYO))
    assert _rows(volume) == {"2026-11-10": (1, 0, 1, 0), "2026-11-11": (1, 0, 0, 1)}
    assert {key: value for key, value in _rows(hours).items() if any(value)} == {"23:00": (1, 0), "00:00": (0, 1)}


def test_outcomes_topics_and_ratings_are_counted_apart(db: None, base: Any) -> None:
    for outcome, helpful in (("sure", True), ("sure", False), ("sure", None), ("unsure", None), ("close", None)):
        turn(outcome, "example-hub/members", at=_at(3), helpful=helpful)
    turn("outside", "sample-lab/overview", at=_at(3), language="en")
    silent = turn("sure", "example-hub/members", at=_at(3))
    Turn.objects.filter(pk=silent.pk).update(understood=None)
    late = turn("sure", "example-hub/members", at=_at(3))
    Turn.objects.filter(pk=late.pk).update(understood=None, status="apologised")
    counted = turns.counted(Period(DAY, DAY, TOKYO))
    names = {one: one for one in COUNTED}
    assert _rows(turns.outcomes(counted, names)) == {
        "sure": (3, 0, 37.5), "close": (1, 0, 12.5), "unsure": (1, 0, 12.5), "outside": (0, 1, 12.5),
        "to_staff": (1, 0, 12.5), "apology": (1, 0, 12.5),
    }  # fmt: skip
    assert _rows(turns.topics(counted, base, "en")) == {"Example Hub": (3, 0, 1), "Sample Lab": (0, 0, 1)}
    assert _rows(turns.unanswered(counted, base, "en", {"example-hub/members": 1}))[
        "Number of members of Example Hub"
    ] == (
        1,
        1,
        1,
    )
    assert _rows(turns.helpful(counted, NAMES)) == {"ja": (1, 1, 1, 50.0), "en": (0, 0, 0, None)}


def test_without_reviews_the_wrong_share_says_so(db: None) -> None:
    turn("sure", "a/b", at=_at(3))
    table = turns.wrong(Period(DAY, DAY, TOKYO), NAMES)
    assert table.missing == "no_reviews" and table.rows == []


def test_the_wrong_share_is_of_the_answers_that_reviewers_have_judged(db: None) -> None:
    for verdict, outcome, state in (
        ("right", "sure", "done"),
        ("article", "sure", "done"),
        ("", "sure", "open"),
        ("article", "sure", "second"),  # one of two has judged
        ("out_of_scope", "unsure", "done"),  # nothing was answered
    ):
        Review.objects.create(turn=turn(outcome, "a/b", at=_at(3)), verdict=verdict, state=state)
    assert _rows(turns.wrong(Period(DAY, DAY, TOKYO), NAMES)) == {"ja": (2, 1, 50.0), "en": (0, 0, None)}


def test_unanswered_turns_are_counted_in_clusters_of_like_questions(db: None) -> None:
    same, other, older = (Cluster.objects.create(language="ja", article="a/b", newest_at=_at(3)) for _ in range(3))
    for cluster, outcome, at in (
        (same, "unsure", _at(3)),
        (same, "outside", _at(4)),
        (other, "unsure", _at(5)),
        (other, "sure", _at(5)),  # was answered
        (older, "unsure", _at(3, day=DAY - datetime.timedelta(days=1))),
    ):
        Review.objects.create(turn=turn(outcome, "a/b", at=at), cluster=cluster, reasons=["unsure"])
    assert turns.clusters_of(Period(DAY, DAY, TOKYO)) == {"a/b": 2}


def test_waiting_is_until_the_first_words_of_staff(db: None) -> None:
    _handoff(4, 10, stars=5)
    _handoff(30, 10)
    _handoff(None, 10)
    _handoff(None, 120)
    _handoff(None, 10, state="closed", closed_at=_at(1, 5))
    _handoff(2, None)
    names = measures("en")
    spread, promises, stars = handoffs.waiting(Period(DAY, DAY, TOKYO), _at(2), names)
    assert _rows(spread) == {
        "0-5": (2,), "5-10": (0,), "10-30": (0,), "30-60": (1,), "60-240": (0,), "240-": (0,), names["no_words"]: (3,),
    }  # fmt: skip
    told = _rows(promises)
    assert [told[names[key]][0] for key in ("kept", "broken", "ended", "open", "none")] == [1, 2, 1, 1, 1]
    assert (told[names["kept_share"]], told[names["median"]]) == ((33.3,), (4.0,))
    assert _rows(stars)["5"] == (1,)


def test_files_keep_japanese_and_no_formulas() -> None:
    text = as_csv([["名", "n"], ["=1+1", 2], ["@x", None]])
    assert text.startswith("\ufeff") and list(csv.reader(io.StringIO(text[1:]))) == [
        ["名", "n"],
        ["'=1+1", "2"],
        ["'@x", ""],
    ]


def test_open_data_hides_small_numbers_and_shares_made_of_them() -> None:
    table = Table("t", ("what", "turns", "share"), [("a", 4, 20.0), ("b", 16, 80.0), ("c", 0, 0.0)], counted=("turns",))
    assert opened([table])[1:] == [
        ("t", "a", "turns", "<5"), ("t", "a", "share", "<5"), ("t", "b", "turns", 16), ("t", "b", "share", 80.0),
        ("t", "c", "turns", 0), ("t", "c", "share", 0.0),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_has_plots_tables_and_how_each_is_counted(language: str, knowledge: Path, play: Play) -> None:
    member(Role.MANAGER, language=language)
    turn("sure", "example-hub/members", helpful=True)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.MANAGER)
        page = (await browser.get("reports/")).text
        assert re.findall(r'<section class="card figure" id="(\w+)"', page) == list(FIGURES)
        plots = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
        assert len(plots) >= 4
        for plot in plots:
            svg = base64.b64decode(plot)
            assert ElementTree.fromstring(svg).tag.endswith("svg") and b"<script" not in svg
        assert ("まだありません" if language == "ja" else "No reviews yet") in page
        file = await browser.get("reports/volume.csv?from=2026-11-01&to=2026-11-02")
        rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"))))
        assert rows[0][0] == ("日付" if language == "ja" else "Day") and [row[0] for row in rows[1:]] == [
            "2026-11-01",
            "2026-11-02",
        ]
        assert 'filename="volume-2026-11-01-2026-11-02.csv"' in file.headers["content-disposition"]
        data = (await browser.get("reports/open-data.csv")).text
        assert "figure,item,measure,value" in data and "質問" not in data
        assert (await browser.get("reports/nothing.csv")).status_code == 404

    play(scene)
    exported = AuditEntry.objects.filter(action="report_exported").values_list("target", flat=True)
    assert "volume 2026-11-01 2026-11-02" in exported and len(exported) == 2


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGER])
def test_reports_are_for_managers(role: Role, knowledge: Path, play: Play) -> None:
    member(role)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(role)
        assert (await browser.get("reports/")).status_code == 403

    play(scene)


def test_texts_never_leave_through_a_report(db: None, base: Any) -> None:
    one = turn("unsure", "example-hub/members", at=_at(3))
    Turn.objects.filter(pk=one.pk).update(text="secret question")
    period = Period(DAY, DAY, TOKYO)
    counted = turns.counted(period)
    told = as_csv(
        opened([*turns.volume(period), turns.unanswered(counted, base, "en", {}), turns.topics(counted, base, "en")])
    )
    assert "secret" not in told
