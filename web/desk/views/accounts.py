"""Accounts of staff members, for administrators."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django_otp.plugins.otp_totp.models import TOTPDevice

from web.desk import audit, handoffs, roles
from web.desk.access import needs
from web.desk.models import StaffMember, Team
from web.desk.pages import number, show
from web.desk.roles import Role

PASSWORD_BYTES = 12


def new_password() -> str:
    """A password that cannot be guessed, to be changed by whoever gets it."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


def _list(request: HttpRequest, status: int = 200, **values: object) -> HttpResponse:
    members = StaffMember.objects.prefetch_related("teams").order_by("-is_active", "username")
    with_code = set(TOTPDevice.objects.filter(confirmed=True).values_list("user", flat=True))
    teams = list(Team.objects.order_by("pk"))
    shown = [
        {"member": m, "has_code": m.pk in with_code, "answers": m.may(roles.INBOX), "teams": _belongs(m, teams)}
        for m in members
    ]
    return show(request, "accounts", {"members": shown, "roles": list(Role), "teams": teams, **values}, status)


def _belongs(member: StaffMember, teams: list[Team]) -> list[dict[str, object]]:
    own = {team.pk for team in member.teams.all()}
    return [{"team": team, "belongs": team.pk in own} for team in teams]


@needs(roles.ACCOUNTS, "GET", "POST")
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts, and a new one; its first password is shown once."""
    if request.method == "GET":
        return _list(request)
    username = request.POST.get("username", "").strip()[:60]
    role = request.POST.get("role", "")
    name = request.POST.get("display_name", "").strip()[:100]
    if not username.isascii() or not username.replace(".", "").replace("-", "").isalnum() or role not in Role.values:
        return _list(request, 422, error="malformed_account")
    if StaffMember.objects.filter(username=username).exists():
        return _list(request, 409, error="username_taken")
    password = new_password()
    with transaction.atomic():
        StaffMember.objects.create_staff(username, password, role, display_name=name or username)
        audit.note(request.user.username, "account_made", username)
    return _list(request, new_username=username, new_password=password)


@needs(roles.ACCOUNTS, "POST")
def account(request: HttpRequest, member: int) -> HttpResponse:
    """Changes an account: its role, teams, whether it may sign in, its one-time password, its password.

    Whoever can no longer answer gives back the conversations they had.
    """
    with transaction.atomic():
        found = get_object_or_404(StaffMember.objects.select_for_update(), pk=member)
        wanted, by = request.POST.get("do", ""), request.user
        if found.pk == by.pk:
            return _list(request, 409, error="own_account")
        values: dict[str, object] = {}
        if wanted in ("disable", "enable"):
            found.is_active = wanted == "enable"
            found.available = False
            did = f"account_{wanted}d"
        elif wanted == "role" and request.POST.get("role") in Role.values:
            found.role, did = request.POST["role"], "role_changed"
        elif wanted == "teams":
            found.teams.set(Team.objects.filter(pk__in=map(number, request.POST.getlist("team"))))
            did = "team_members"
        elif wanted == "reset":
            TOTPDevice.objects.filter(user=found).delete()
            password = new_password()
            found.set_password(password)  # also ends the sessions, whose hash no longer fits
            values, did = {"new_username": found.username, "new_password": password}, "code_reset"
        else:
            return _list(request, 422, error="malformed_account")
        found.save()
        audit.note(by.username, did, found.username)
    if not found.is_active or not found.may(roles.INBOX):
        for change in handoffs.release_all(found, by):  # type: ignore[arg-type]
            request.pushes.append((change.conversation, change.pushes))  # type: ignore[attr-defined]
    return _list(request, saved=True, **values)  # type: ignore[arg-type]
