"""Passwords, one-time passwords, sessions and accounts."""

from __future__ import annotations

import time

import pytest
import time_machine
from django.conf import settings
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.web.desk.conftest import PASSWORD, Browser, Play, in_thread, member
from tests.web.visitors import Visitor
from web.desk import sessions
from web.desk.environment import DeskEnvironment
from web.desk.models import AuditEntry, StaffMember
from web.desk.roles import Role
from web.environment import SettingError

pytestmark = pytest.mark.database


def test_passwords_are_hashed_with_argon2(transactional_db: None) -> None:
    assert member().password.startswith("argon2")


def test_a_right_password_lets_in_and_a_wrong_one_does_not(play: Play) -> None:
    member(Role.AGENT, "tanaka")

    async def scene(visitor: Visitor) -> None:
        browser = Browser()
        assert (await browser.sign_in("tanaka", "wrong")).status_code == 403
        assert (await browser.sign_in("nobody", "wrong")).status_code == 403
        response = await browser.sign_in("tanaka")
        assert response.status_code == 302
        cookie = response.headers["set-cookie"].lower()
        assert "httponly" in cookie and "path=/desk/" in cookie and "samesite=lax" in cookie

    play(scene)
    assert list(AuditEntry.objects.values_list("staff", "action")) == [("tanaka", "signed_in")]


def test_guessing_is_throttled_and_ends_by_itself(play: Play) -> None:
    member(Role.AGENT, "tanaka")

    async def scene(visitor: Visitor) -> None:
        browser = Browser()
        states = [(await browser.sign_in("tanaka", f"guess {n}")).status_code for n in range(6)]
        assert states[-1] == 429
        assert (await browser.sign_in("tanaka")).status_code == 429, "the right password does not help now"
        with time_machine.travel(time.time() + 16 * 60):
            assert (await browser.sign_in("tanaka")).status_code == 302

    play(scene)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_managers_and_administrators_need_a_code(role: Role, play: Play) -> None:
    member(role)

    async def scene(visitor: Visitor) -> None:
        browser = Browser()
        await browser.sign_in(role)
        assert (await browser.get("own")).headers["location"].startswith("/desk/code/setup")
        page = await browser.get("code/setup")
        assert "data:image/svg+xml" in page.text
        assert (await browser.post("code/setup", code="000000")).status_code == 403
        await browser.client.aclose()
        await Browser().enter(role)

        other = Browser()
        await other.sign_in(role)
        assert (await other.get("own")).headers["location"].startswith("/desk/code")
        assert (await other.get("code/setup")).headers["location"] == "/desk/code", (
            "a password alone must not replace it"
        )
        await other.get("code")
        key = await in_thread(lambda: TOTPDevice.objects.get(user__role=role).bin_key)
        with time_machine.travel(time.time() + 60):
            await other.post("code", code=f"{totp(key):06d}")
            assert (await other.get("own")).status_code == 200

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TOTPDevice, "get_throttle_factor", lambda self: 0)
        play(scene)


def test_a_code_is_optional_for_agents(play: Play) -> None:
    member(Role.AGENT)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.AGENT)
        assert (await browser.get("own")).status_code == 200

    play(scene)


def test_disabling_an_account_ends_its_sessions_at_once(play: Play) -> None:
    agent = member(Role.AGENT)
    member(Role.ADMINISTRATOR)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.AGENT)
        admin = await Browser().enter(Role.ADMINISTRATOR)
        await admin.get("accounts")
        assert (await admin.post(f"accounts/{agent.pk}", do="disable")).status_code == 200
        assert (await browser.get("own")).status_code == 302
        assert (await browser.sign_in(Role.AGENT)).status_code == 403
        await admin.post(f"accounts/{agent.pk}", do="enable")
        assert (await browser.sign_in(Role.AGENT)).status_code == 302
        await admin.post(f"accounts/{agent.pk}", do="reset")
        assert (await browser.get("own")).status_code == 302, "a new password ends sessions too"

    play(scene)


def test_sessions_end_when_idle_and_in_any_case(play: Play) -> None:
    member(Role.AGENT)
    idle_s, whole_s = settings.DESK.idle_minutes * 60, settings.DESK.session_hours * 3600

    async def scene(visitor: Visitor) -> None:
        start = time.time()
        browser = await Browser().enter(Role.AGENT)
        with time_machine.travel(start + idle_s - 5):
            assert (await browser.get("own")).status_code == 200
        with time_machine.travel(start + 2 * idle_s - 60):
            assert (await browser.get("own")).status_code == 200, "doing something counts"
        with time_machine.travel(start + 3 * idle_s):
            assert "ended=1" in (await browser.get("own")).headers["location"]
        browser = await Browser().enter(Role.AGENT)
        at = start = time.time()
        while at < start + whole_s - idle_s:
            at += idle_s - 60
            with time_machine.travel(at):
                assert (await browser.get("own")).status_code == 200
        with time_machine.travel(start + whole_s + 1):
            assert (await browser.get("own")).status_code == 302

    play(scene)


@pytest.mark.parametrize(
    ("began", "seen", "now", "over"),
    [(0, 0, 1799, False), (0, 0, 1800, True), (0, 43_000, 43_199, False), (0, 43_000, 43_200, True)],
)
def test_session_limits_are_half_open(began: int, seen: int, now: int, over: bool) -> None:
    assert sessions.over({"began": began, "seen": seen}, now) is over


def test_an_administrator_makes_an_account_whose_password_is_shown_once(play: Play) -> None:
    member(Role.ADMINISTRATOR)

    async def scene(visitor: Visitor) -> None:
        admin = await Browser().enter(Role.ADMINISTRATOR)
        await admin.get("accounts")
        made = await admin.post("accounts", username="sato", display_name="経済局 佐藤", role="agent")
        password = made.text.split("<code>")[1].split("</code>")[0]
        assert "<code>" not in (await admin.get("accounts")).text
        assert (await Browser().sign_in("sato", password)).status_code == 302
        assert (await admin.post("accounts", username="sato", role="agent")).status_code == 409
        assert (await admin.post("accounts", username="a b", role="agent")).status_code == 422
        assert (await admin.post("accounts", username="c", role="owner")).status_code == 422

    play(scene)


def test_the_own_password_can_be_changed_but_not_to_a_weak_one(play: Play) -> None:
    member(Role.AGENT)

    async def scene(visitor: Visitor) -> None:
        browser = await Browser().enter(Role.AGENT)
        assert (await browser.post("own", password="wrong", new_password="another long one 9")).status_code == 422
        assert (await browser.post("own", password=PASSWORD, new_password="password1234")).status_code == 422
        assert (await browser.post("own", password=PASSWORD, new_password="another long one 9")).status_code == 302
        assert (await browser.get("own")).status_code == 200
        assert (await Browser().sign_in(Role.AGENT, "another long one 9")).status_code == 302

    play(scene)


def test_signing_in_leads_only_to_pages_of_the_desk(play: Play) -> None:
    member(Role.AUDITOR)

    async def scene(visitor: Visitor) -> None:
        for wanted in ("https://evil.example/", "//evil.example/", "/chat/privacy", "/\\evil.example"):
            browser = Browser()
            await browser.get("sign-in")
            response = await browser.post("sign-in", username=Role.AUDITOR, password=PASSWORD, next=wanted)
            assert response.headers["location"] == "/desk/audit", wanted

    play(scene)


def test_production_refuses_demo_accounts() -> None:
    with pytest.raises(SettingError, match="DEMO_ACCOUNTS"):
        DeskEnvironment.read({"PRODUCTION": "1", "DEMO_ACCOUNTS": "1"})
    assert not DeskEnvironment.read({"PRODUCTION": "1"}).demo_accounts
    assert DeskEnvironment.read({}).demo_accounts
    with pytest.raises(SettingError, match="DESK_IDLE_MINUTES"):
        DeskEnvironment.read({"DESK_IDLE_MINUTES": "0"})


def test_demo_accounts_are_made_once_and_only_where_there_are_none(
    transactional_db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    from web import accounts

    assert accounts.main(["demo"]) == 0
    printed = capsys.readouterr().out
    assert StaffMember.objects.filter(is_demo=True).count() == len(Role)
    assert all(f"demo-{role.value}" in printed for role in Role) and "make staff" in printed
    assert accounts.main(["demo"]) == 0 and capsys.readouterr().out == ""
    assert accounts.main(["create", "tanaka", "--role", "manager"]) == 0
    assert accounts.main(["create", "tanaka"]) == 1


def test_production_does_not_start_with_demo_accounts(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from web import accounts

    assert accounts.main(["check"]) == 0
    member(is_demo=True)
    assert accounts.main(["check"]) == 0
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, production=True))
    assert accounts.main(["check"]) == 1
