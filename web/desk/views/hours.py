"""When staff answer, set by managers: hours, weekdays, closures, and how long an answer takes."""

from __future__ import annotations

import datetime
import re

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from language.text import folded
from web.chat.office import Office, office, set_office
from web.chat.opening import WEEKDAYS, WRITTEN
from web.desk import audit, roles
from web.desk.access import needs
from web.desk.pages import office_today, show
from web.environment import SettingError

DAYS_SHOWN = 14
TEXT_CHARS = 2_000


@needs(roles.HOURS, "GET", "POST")
def hours(request: HttpRequest) -> HttpResponse:
    """The form, beside what it means for the next days; saving counts for the next visitor who asks for a person."""
    if request.method == "GET":
        return _page(request, office().written)
    if request.POST.get("do") == "reset":
        return _set(request, None)
    typed = _typed(request)
    # Without any, the environment's default would hold, which is not what was typed.
    empty = next((name for name in ("OFFICE_HOURS", "OFFICE_WEEKDAYS", "ANSWER_MINUTES") if not typed[name]), "")
    if empty:
        return _page(request, typed, empty, 422)
    try:
        chosen = Office.read(typed)
    except SettingError as problem:
        return _page(request, typed, str(problem).partition(":")[0].partition(" ")[0], 422)
    return _set(request, chosen)


def _set(request: HttpRequest, chosen: Office | None) -> HttpResponse:
    with transaction.atomic():
        set_office(chosen)
        ours = office()
        told = " ".join(f"{name}={value}" for name, value in ours.written.items() if name != "OFFICE_CLOSED_DAYS")
        audit.note(request.user.get_username(), "hours_changed", told[:100])
    return _page(request, ours.written, saved=True)


def _typed(request: HttpRequest) -> dict[str, str]:
    """As the variables: days and intervals may be typed one a line, with full-width signs, or with commas."""
    form = {name: folded(request.POST.get(name, "")[:TEXT_CHARS]).strip() for name in WRITTEN}
    for name in ("OFFICE_HOURS", "OFFICE_CLOSED_DAYS"):
        parts = re.sub(r"[〜~–]", "-", form[name])
        form[name] = ",".join(
            re.sub(r"\s*-\s*", "-", part.strip()) for part in re.split(r"[,、\n]+", parts) if part.strip()
        )
    form["OFFICE_WEEKDAYS"] = ",".join(day for day in WEEKDAYS if day in request.POST.getlist("OFFICE_WEEKDAYS"))
    return form


def _page(
    request: HttpRequest, typed: dict[str, str], wrong: str = "", status: int = 200, *, saved: bool = False
) -> HttpResponse:
    ours, today = office(), office_today()
    days = [today + datetime.timedelta(days=n) for n in range(DAYS_SHOWN)]
    values = {
        "hours": typed["OFFICE_HOURS"].replace(",", "\n"),
        "weekdays": [(day, day in typed["OFFICE_WEEKDAYS"].split(",")) for day in WEEKDAYS],
        "year_end": typed["OFFICE_YEAR_END"],
        "closed": typed["OFFICE_CLOSED_DAYS"].replace(",", "\n"),
        "minutes": typed["ANSWER_MINUTES"],
        "wrong": wrong,
        "saved": saved,
        "days": [
            (day, WEEKDAYS[day.weekday()], ours.hours.intervals if ours.hours.opens_on(day) else ()) for day in days
        ],
    }
    return show(request, "hours", values, status)
