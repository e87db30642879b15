"""Signing in and out: password, one-time password, one's own settings."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp import login as otp_login
from email_validator import EmailNotValidError

from knowledge.schema import LANGUAGES
from web.desk import audit, codes, roles
from web.desk.access import needs
from web.desk.models import StaffMember
from web.desk.pages import redirect, show
from web.desk.sessions import begin, device_of, standing
from web.notices.environment import address


def home_of(member: StaffMember) -> str:
    """The name of the page a role begins with."""
    for permission, name in ((roles.INBOX, "inbox"), (roles.ACCOUNTS, "accounts"), (roles.AUDIT, "audit")):
        if member.may(permission):
            return name
    return "own"


def _onwards(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.startswith("/desk/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return HttpResponseRedirect(wanted)
    return redirect(home_of(request.user))  # type: ignore[arg-type]


@needs(roles.ANYONE, "GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page."""
    values = {"next": request.POST.get("next") or request.GET.get("next") or "", "ended": request.GET.get("ended")}
    if request.method == "GET":
        return show(request, "sign_in", values)
    username = request.POST.get("username", "").strip()[:60]
    credentials = {"username": username, "password": request.POST.get("password", "")[:200]}
    member = authenticate(request, **credentials)
    if member is None:
        locked = not AxesProxyHandler.is_allowed(request, {"username": username})
        values.update(error="locked" if locked else "wrong_password", username=username)
        return show(request, "sign_in", values, status=429 if locked else 403)
    login(request, member)
    begin(request.session)
    audit.note(username, "signed_in")
    return _onwards(request)


@needs(roles.SIGNING_IN, "GET", "POST")
def code(request: HttpRequest) -> HttpResponse:
    """Asks for the one-time password."""
    device = device_of(request.user)  # type: ignore[arg-type]
    if device is None:
        return redirect("code-setup")
    values = {"next": request.POST.get("next") or request.GET.get("next") or ""}
    if request.method == "GET":
        return show(request, "code", values)
    if not device.verify_token(codes.digits(request.POST.get("code", ""))):
        return show(request, "code", {**values, "error": "wrong_code"}, status=403)
    otp_login(request, device)
    return _onwards(request)


@needs(roles.SIGNING_IN, "GET", "POST")
def code_setup(request: HttpRequest) -> HttpResponse:
    """Connects an app that makes one-time passwords."""
    member: StaffMember = request.user  # type: ignore[assignment]
    if device_of(member) is not None and not request.user.is_verified():  # type: ignore[union-attr]
        return redirect("code")  # whoever only has the password must not replace the second factor
    device = codes.pending(member)
    values = {"picture": codes.picture(device), "secret": codes.secret(device), "required": member.needs_code}
    if request.method == "GET":
        return show(request, "code_setup", values)
    with transaction.atomic():
        right = codes.confirm(device, codes.digits(request.POST.get("code", "")))
        if right:
            audit.note(member.username, "code_set_up")
    if not right:
        return show(request, "code_setup", {**values, "error": "wrong_code"}, status=403)
    otp_login(request, device)
    return _onwards(request)


@needs(roles.SIGNING_IN, "POST")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    StaffMember.objects.filter(username=request.user.get_username()).update(available=False)
    audit.note(request.user.username, "signed_out")
    logout(request)
    return redirect("sign-in")


@needs(roles.OWN, "GET", "POST")
def own(request: HttpRequest) -> HttpResponse:
    """One's own language, displayed name, address for notices, and password."""
    member: StaffMember = request.user  # type: ignore[assignment]
    values: dict[str, object] = {"device": device_of(member), "saved": request.GET.get("saved")}
    if request.method == "GET":
        return show(request, "own", values)
    if request.POST.get("new_password"):
        old, new = request.POST.get("password", "")[:200], request.POST["new_password"][:200]
        problem = _password_problem(member, old, new)
        if problem:
            return show(request, "own", {**values, "error": problem}, status=422)
        with transaction.atomic():
            member.set_password(new)
            member.save(update_fields=["password"])
            audit.note(member.username, "password_changed")
        update_session_auth_hash(request, member)
    else:
        language, name = request.POST.get("language"), request.POST.get("display_name", "").strip()[:100]
        email = request.POST.get("email", member.email).strip()
        try:
            member.email = address(email) if email else ""
        except EmailNotValidError:
            return show(request, "own", {**values, "error": "malformed_email", "email": email}, status=422)
        member.language = language if language in LANGUAGES else member.language
        member.display_name = name or member.display_name
        member.save(update_fields=["language", "display_name", "email"])
    return HttpResponseRedirect(redirect("own").url + "?saved=1")


def _password_problem(member: StaffMember, old: str, new: str) -> str:
    if not member.check_password(old):
        return "wrong_password"
    try:
        validate_password(new, member)
    except ValidationError:
        return "weak_password"
    return ""


@needs(roles.ANYONE)
def home(request: HttpRequest) -> HttpResponse:
    """Leads to the page the role begins with."""
    if standing(request).value != "in":
        return redirect("sign-in")
    return redirect(home_of(request.user))  # type: ignore[arg-type]
