"""The hours as a manager sets them: what visitors are promised follows at once, and what is malformed is refused."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.conf import settings

from tests.web.desk.conftest import ALWAYS, Browser, Play, in_thread, member
from tests.web.visitors import Visitor
from web.chat.models import Handoff, OfficeHours
from web.chat.office import office
from web.desk.models import AuditEntry, StaffMember
from web.desk.roles import Role

pytestmark = pytest.mark.database
WEDNESDAY = datetime.datetime(2026, 11, 25, 10, 0, tzinfo=datetime.timezone(datetime.timedelta(hours=9)))
TYPED = {
    "OFFICE_HOURS": "１０：００〜１２：００\n13:00 - 15:30", "OFFICE_WEEKDAYS": ["mon", "wed", "fri"], "OFFICE_YEAR_END": "12-28/01-04",
    "OFFICE_CLOSED_DAYS": "2026-11-25\n2026-11-27", "ANSWER_MINUTES": "20", "do": "save",
}  # fmt: skip


def test_visitors_are_promised_by_the_hours_that_a_manager_set(play: Play) -> None:
    member(Role.MANAGER, language="en")

    async def promised(visitor: Visitor) -> str:
        await visitor.start("en")
        await visitor.request("POST", f"{visitor.path}/handoff", json={})
        return str((await visitor.history())["conversation"]["handoff"]["message"]["en"])

    async def scene(visitor: Visitor) -> None:
        manager = await Browser().enter(Role.MANAGER)
        await in_thread(lambda: StaffMember.objects.update(seen_at=ALWAYS))
        with time_machine.travel(WEDNESDAY, tick=True):
            assert "within 10 minutes" in await promised(visitor)
        saved = await manager.post("hours", **TYPED)
        assert saved.status_code == 200 and "13:00-15:30" in saved.text
        with time_machine.travel(WEDNESDAY, tick=True):
            # Closed on that day and on Friday, so the next weekday of those chosen is Monday.
            assert "Mon 30 Nov, 10:20" in await promised(visitor)
        page = await manager.get("hours")
        assert 'value="12-28/01-04"' in page.text and 'value="mon" checked' in page.text
        assert 'value="tue" checked' not in page.text
        reset = await manager.post("hours", do="reset")
        assert 'value="tue" checked' in reset.text
        with time_machine.travel(WEDNESDAY, tick=True):
            assert "within 10 minutes" in await promised(visitor)

    play(scene)
    assert not OfficeHours.objects.exists() and office().hours == settings.DESK.hours
    assert Handoff.objects.count() == 3
    noted = AuditEntry.objects.filter(action="hours_changed").order_by("pk")
    assert "OFFICE_HOURS=10:00-12:00,13:00-15:30" in noted[0].target and len(noted) == 2


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("OFFICE_HOURS", "9-17", "08:45-12:00"),
        ("OFFICE_HOURS", "", "08:45-12:00"),
        ("OFFICE_HOURS", "12:00-09:00", "08:45-12:00"),
        ("OFFICE_HOURS", "09:00-12:00\n11:00-13:00", "重ならない"),
        ("OFFICE_WEEKDAYS", [], "曜日を一つ以上"),
        ("OFFICE_YEAR_END", "13-01/14-02", "年末年始の休みを"),
        ("OFFICE_YEAR_END", "New Year", "年末年始の休みを"),
        ("OFFICE_CLOSED_DAYS", "2026-02-30", "臨時の休みを"),
        ("ANSWER_MINUTES", "0", "1から480"),
        ("ANSWER_MINUTES", "soon", "1から480"),
        ("ANSWER_MINUTES", "", "1から480"),
    ],
)
def test_what_is_malformed_is_said_and_not_kept(play: Play, name: str, typed: object, said: str) -> None:
    member(Role.MANAGER)

    async def scene(visitor: Visitor) -> None:
        manager = await Browser().enter(Role.MANAGER)
        refused = await manager.post("hours", **{**TYPED, name: typed})
        assert refused.status_code == 422
        alert = refused.text.partition('role="alert">')[2].partition("</p>")[0]
        assert said in alert

    play(scene)
    assert not OfficeHours.objects.exists()
