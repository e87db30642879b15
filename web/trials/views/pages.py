"""The list of trials with the form to start one, one trial while it runs, and what came of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from knowledge.schema import LANGUAGES
from web.articles.drafts import OPEN
from web.articles.models import Draft
from web.chat.models import Conversation
from web.desk import audit, roles
from web.desk.access import needs
from web.desk.models import StaffMember
from web.desk.pages import number, show
from web.review.filters import Filter
from web.trials import gate
from web.trials.figures import table
from web.trials.live import counts, live_model, models
from web.trials.models import Trial, TrialTurn
from web.trials.orders import order_draft, order_model

LISTED, PAGE = 50, 30
DAYS = (7, 30, 90)
SOURCES = ("turn", "question")
_ORDER = {TrialTurn.Verdict.WORSE: 0, TrialTurn.Verdict.BETTER: 1, TrialTurn.Verdict.CHANGED: 2}


@needs(roles.TRIALS, "GET", "POST")
def listed(request: HttpRequest) -> HttpResponse:
    """The newest trials; sending the form starts one."""
    member: StaffMember = request.user  # type: ignore[assignment]
    if request.method == "POST":
        return _start(request, member)
    query = Filter.read(request.GET.dict()).query
    wanted = request.GET.get("conversation", "")
    days = [one for one in DAYS if one < settings.ENVIRONMENT.retention_days]
    values: dict[str, Any] = {
        "trials": [(one, counts(one)) for one in Trial.objects.select_related("draft").order_by("-pk")[:LISTED]],
        "drafts": Draft.objects.filter(state__in=OPEN).order_by("-changed_at"),
        "models": [one for one in models() if one != live_model()] if member.may(roles.MODELS) else [],
        "live": live_model(),
        "days": [*days, settings.ENVIRONMENT.retention_days],
        "query": query,
        "conversation": wanted if Conversation.objects.filter(pk=wanted[:32]).exists() else "",
        "wanted": request.GET.get("draft", ""),
    }
    return show(request, "trials/trials", values)


def _start(request: HttpRequest, member: StaffMember) -> HttpResponse:
    kind, _, name = request.POST.get("what", "").partition(":")
    chosen = _chosen(request)
    if kind == "draft":
        draft = get_object_or_404(Draft, pk=number(name), state__in=OPEN)
        trial = order_draft(draft, member.username, chosen, again=True)
    elif not member.may(roles.MODELS):
        raise PermissionDenied
    elif name in models():
        trial = order_model(name, member.username, chosen=chosen, again=True)
    else:
        return HttpResponseRedirect(reverse("trials:list"))
    return HttpResponseRedirect(reverse("trials:trial", args=[trial.pk]))


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """Which turns, as the form says."""
    turns = request.POST.get("turns", "")
    conversation = request.POST.get("conversation", "")[:32]
    if turns == "query":
        return {"query": Filter.read(dict(parse_qsl(request.POST.get("query", "")))).query}
    if turns == "conversation" and Conversation.objects.filter(pk=conversation).exists():
        return {"conversation": conversation}
    return {"days": min(number(turns) or max(DAYS), settings.ENVIRONMENT.retention_days)}


@needs(roles.TRIALS)
def trial(request: HttpRequest, trial: int) -> HttpResponse:
    """One trial: how far it is, or its figures and what would be answered otherwise."""
    found = get_object_or_404(Trial.objects.select_related("draft"), pk=trial)
    verdict, language, source = (request.GET.get(name, "") for name in ("verdict", "language", "source"))
    verdict = verdict if verdict in TrialTurn.Verdict.values else ""
    language, source = language if language in LANGUAGES else "", source if source in SOURCES else ""
    rows = found.turns.select_related("turn").order_by("pk")
    rows = rows.filter(verdict=verdict) if verdict else rows
    rows = rows.filter(language=language) if language else rows
    rows = rows.filter(turn__isnull=source == "question") if source else rows
    after = number(request.GET.get("page")) * PAGE
    ordered = sorted(rows.values_list("pk", "verdict"), key=lambda row: (_ORDER[TrialTurn.Verdict(row[1])], row[0]))
    shown = found.turns.select_related("turn").in_bulk([pk for pk, _ in ordered[after : after + PAGE]])
    member: StaffMember = request.user  # type: ignore[assignment]
    if any(row.turn_id for row in shown.values()):
        audit.note(member.username, "listed", f"trial {found.pk}")
    filters = {"verdict": verdict, "language": language, "source": source}
    values = {
        "trial": found,
        "counts": counts(found),
        "refusals": gate.losses(found) if found.state == Trial.State.DONE else [],
        "table": table(found.figures),
        "rows": [shown[pk] for pk, _ in ordered[after : after + PAGE] if pk in shown],
        "number": len(ordered),
        "changes": found.turns.exists(),
        "filters": [
            (name, [(value, urlencode({**filters, name: value}), filters[name] == value) for value in ("", *known)])
            for name, known in (
                ("verdict", TrialTurn.Verdict.values),
                ("language", LANGUAGES),
                ("source", SOURCES),
            )
        ],
        "earlier": urlencode(filters) if after else "",
        "more": urlencode({**filters, "page": after // PAGE + 1}) if len(ordered) > after + PAGE else "",
        "filtered": any(filters.values()),
    }
    return show(request, "trials/trial", values)


@needs(roles.TRIALS, live=True)
def progress(request: HttpRequest, trial: int) -> HttpResponse:
    """How far a trial is; a page that shows it is loaded again when it is over."""
    found = get_object_or_404(Trial, pk=trial)
    response = show(request, "trials/progress", {"trial": found})
    if found.over:
        response["HX-Refresh"] = "true"
    return response
