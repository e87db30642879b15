"""Teams: made by managers, filled by administrators."""

from __future__ import annotations

import pytest

from tests.web.desk.conftest import Browser, Play, in_thread, member
from tests.web.visitors import Visitor
from web.chat.models import Handoff
from web.desk import handoffs
from web.desk.models import AuditEntry, Team
from web.desk.roles import Role

pytestmark = pytest.mark.database


def test_a_manager_makes_renames_and_dissolves_teams(play: Play) -> None:
    member(Role.MANAGER)

    async def scene(visitor: Visitor) -> None:
        manager = await Browser().enter(Role.MANAGER)
        assert "チームはまだありません" in (await manager.get("teams")).text
        assert (await manager.post("teams", name_ja="ビザ班", name_en="Visas")).status_code == 200
        for names in ({"name_ja": "ビザ班", "name_en": "Other"}, {"name_ja": "別", "name_en": " "}):
            refused = await manager.post("teams", **names)
            assert refused.status_code == 422 and 'role="alert"' in refused.text
        pk = await in_thread(lambda: Team.objects.get().pk)
        assert (await manager.post(f"teams/{pk}", do="rename", name_ja="ビザ 担当", name_en="Visas")).status_code == 200
        assert "ビザ 担当" in (await manager.get("teams")).text
        assert (await manager.post(f"teams/{pk}", do="dissolve")).status_code == 200
        assert (await manager.post(f"teams/{pk}", do="dissolve")).status_code == 404

    play(scene)
    done = list(AuditEntry.objects.filter(action__startswith="team").order_by("pk").values_list("action", flat=True))
    assert done == ["team_made", "team_renamed", "team_dissolved"] and not Team.objects.exists()


def test_an_administrator_says_who_belongs_to_a_team(play: Play) -> None:
    agent = member(Role.AGENT)
    member(Role.ADMINISTRATOR)
    teams = [Team.objects.create(name_ja=f"班{n}", name_en=f"Team {n}") for n in range(2)]

    async def scene(visitor: Visitor) -> None:
        admin = await Browser().enter(Role.ADMINISTRATOR)
        assert "班0" in (await admin.get("accounts")).text
        await admin.post(f"accounts/{agent.pk}", do="teams", team=[teams[0].pk, teams[1].pk])
        assert await in_thread(agent.teams.count) == 2
        await admin.post(f"accounts/{agent.pk}", do="teams", team=[teams[1].pk, "x", 99])
        assert await in_thread(lambda: agent.teams.get().pk) == teams[1].pk

    play(scene)


@pytest.mark.parametrize("change", [{"do": "disable"}, {"do": "role", "role": "auditor"}])
def test_nobody_is_forgotten_with_a_colleague_who_leaves(change: dict[str, str], play: Play) -> None:
    agent = member(Role.AGENT)
    member(Role.ADMINISTRATOR)

    async def scene(visitor: Visitor) -> None:
        await visitor.start("en")
        await visitor.request("POST", f"{visitor.path}/handoff", json={})
        await in_thread(handoffs.claim, await in_thread(lambda: Handoff.objects.get().pk), agent)
        admin = await Browser().enter(Role.ADMINISTRATOR)
        await admin.get("accounts")
        assert (await admin.post(f"accounts/{agent.pk}", **change)).status_code == 200
        assert (await visitor.history())["conversation"]["handoff"]["state"] == "waiting"

    play(scene)
