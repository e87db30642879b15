"""The page of notices, and one's own address for them."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone

from tests.web.desk.conftest import Browser, Play, in_thread, member
from tests.web.notices.conftest import SERVER, configured, notice
from tests.web.visitors import Visitor
from web.desk.models import AuditEntry, StaffMember
from web.desk.roles import Role
from web.notices import outbox
from web.notices.models import OutboxItem
from web.notices.outbox import State

pytestmark = pytest.mark.database


def _given_up(count: int) -> list[int]:
    long_ago = timezone.now() - datetime.timedelta(hours=25)
    outbox.put([notice(number) for number in range(count)], long_ago)
    for item in outbox.take("webhook", timezone.now(), count):
        outbox.failed(item, "http_503", timezone.now())
    return list(outbox.dead().order_by("pk").values_list("pk", flat=True))


def test_a_manager_is_warned_and_can_try_again(play: Play) -> None:
    member(Role.MANAGER)
    member(Role.AGENT)

    async def scene(visitor: Visitor) -> None:
        boss, agent = await Browser().enter(Role.MANAGER), await Browser().enter(Role.AGENT)
        assert "/desk/notices" not in (await agent.get("inbox")).text
        assert "届けられなかった通知はありません" in (await boss.get("notices")).text
        assert "件あります" not in (await boss.get("inbox")).text
        first, *_ = await in_thread(_given_up, 3)
        assert "届けられなかった通知が3件あります" in (await boss.get("inbox")).text
        assert "件あります" not in (await agent.get("inbox")).text
        page = (await boss.get("notices")).text
        assert page.count("受け付けられませんでした（http_503）") == 3
        await boss.post("notices/again", item=str(first))
        again = await in_thread(lambda: OutboxItem.objects.get(pk=first))
        assert (again.state, again.failures) == (State.WAITING, 0) and again.give_up_at > timezone.now()
        await boss.get("notices")
        assert (await boss.post("notices/again", item="all")).headers["location"] == "/desk/notices?again=2"
        for wrong in ("", "x", "-1", "9" * 30, "999"):
            await boss.get("notices")
            assert (await boss.post("notices/again", item=wrong)).headers["location"] == "/desk/notices?again=0"

    play(scene)
    assert not outbox.dead().exists()
    assert AuditEntry.objects.filter(action="notices_again").count() == 2


def test_the_page_says_by_what_notices_are_sent(play: Play, settings: Any) -> None:
    member(Role.MANAGER, language="en")

    async def scene(visitor: Visitor) -> None:
        boss = await Browser().enter(Role.MANAGER)
        page = (await boss.get("notices")).text
        assert "SMTP_HOST" in page and "WEBHOOK_URL" in page
        settings.NOTICES = configured(mail=SERVER, mail_to=("all@c.org",), webhook_url="https://x/secret-path")
        page = (await boss.get("notices")).text
        assert "desk@city.example.org" in page and "all@c.org" in page
        assert "secret-path" not in page, "whoever knows a webhook's address can write there"

    play(scene)


def test_staff_set_their_own_address(play: Play) -> None:
    member(Role.AGENT)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.AGENT)
        wrong = await browser.post("own", email="no address", display_name="T", language="en")
        assert wrong.status_code == 422 and re.search(r'role="alert">[^<]*メールアドレス', wrong.text)
        assert 'value="no address"' in wrong.text
        right = await browser.post("own", email=" tanaka@c.org ", display_name="T", language="en")
        assert right.status_code == 302

    play(scene)
    assert StaffMember.objects.get().email == "tanaka@c.org"
