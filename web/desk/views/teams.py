"""Teams that handoffs can be passed on to, made by managers. Who belongs to one is set with the accounts."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from web.desk import audit, roles
from web.desk.access import needs
from web.desk.models import Team
from web.desk.pages import show

NAME_CHARS = 60


def _list(request: HttpRequest, status: int = 200, **values: object) -> HttpResponse:
    teams = Team.objects.prefetch_related("members").order_by("pk")
    shown = [{"team": team, "members": [m for m in team.members.all() if m.is_active]} for team in teams]
    return show(request, "teams", {"teams": shown, **values}, status)


def _names(request: HttpRequest, but: int = 0) -> tuple[str, str] | None:
    """Both names as they were typed; None when one is missing or another team has it."""
    ja, en = (" ".join(request.POST.get(f"name_{code}", "").split())[:NAME_CHARS] for code in ("ja", "en"))
    others = Team.objects.exclude(pk=but)
    taken = others.filter(name_ja=ja).exists() or others.filter(name_en=en).exists()
    return None if taken or not ja or not en else (ja, en)


@needs(roles.TEAMS, "GET", "POST")
def teams(request: HttpRequest) -> HttpResponse:
    """All teams, and a new one."""
    if request.method == "GET":
        return _list(request)
    with transaction.atomic():
        names = _names(request)
        if names is None:
            return _list(request, 422, error=True)
        Team.objects.create(name_ja=names[0], name_en=names[1])
        audit.note(request.user.username, "team_made", names[0])
    return _list(request, saved=True)


@needs(roles.TEAMS, "POST")
def team(request: HttpRequest, team: int) -> HttpResponse:
    """Renames a team, or dissolves it: what waits for it is everybody's again."""
    with transaction.atomic():
        found = get_object_or_404(Team.objects.select_for_update(), pk=team)
        if request.POST.get("do") == "dissolve":
            audit.note(request.user.username, "team_dissolved", found.name_ja)
            found.delete()
            return _list(request, saved=True)
        names = _names(request, but=found.pk)
        if names is None:
            return _list(request, 422, error=True)
        found.name_ja, found.name_en = names
        found.save()
        audit.note(request.user.username, "team_renamed", found.name_ja)
    return _list(request, saved=True)
