"""Accounts of staff members, for administrators."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django_otp.plugins.otp_totp.models import TOTPDevice

from web.desk import audit, roles
from web.desk.access import needs
from web.desk.models import StaffMember
from web.desk.pages import show
from web.desk.roles import Role

PASSWORD_BYTES = 12


def new_password() -> str:
    """A password that cannot be guessed, to be changed by whoever gets it."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


def _list(request: HttpRequest, status: int = 200, **values: object) -> HttpResponse:
    members = StaffMember.objects.order_by("-is_active", "username")
    with_code = set(TOTPDevice.objects.filter(confirmed=True).values_list("user", flat=True))
    shown = [{"member": m, "has_code": m.pk in with_code} for m in members]
    return show(request, "accounts", {"members": shown, "roles": list(Role), **values}, status)


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
    """Changes an account: its role, whether it may sign in, its one-time password, its password."""
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
        elif wanted == "reset":
            TOTPDevice.objects.filter(user=found).delete()
            password = new_password()
            found.set_password(password)  # also ends the sessions, whose hash no longer fits
            values, did = {"new_username": found.username, "new_password": password}, "code_reset"
        else:
            return _list(request, 422, error="malformed_account")
        found.save()
        audit.note(by.username, did, found.username)
    return _list(request, saved=True, **values)  # type: ignore[arg-type]
