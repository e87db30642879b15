"""Articles that are missing: the list, and beginning to write one."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from web.articles.drafts import Conflict
from web.desk import audit, roles
from web.desk.access import needs
from web.review import missing
from web.review.models import MissingArticle
from web.review.pages import member_of, redirect, show, topics_of

State = MissingArticle.State


@needs(roles.REVIEW, "GET", "POST")
def listed(request: HttpRequest) -> HttpResponse:
    """Articles that are missing; whoever has written one elsewhere, or decided against it, says so."""
    member, state = member_of(request), request.POST.get("state", "")
    if request.method == "POST" and state in State.values:
        with transaction.atomic():
            pk = request.POST.get("missing", "")
            number = int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 19 else 0
            row = get_object_or_404(MissingArticle.objects.select_for_update().select_related("turn"), pk=number)
            row.state = state
            row.save(update_fields=["state"])
            audit.note(member.username, "draft_changed", f"{row.pk} {state}", conversation=row.turn.conversation_id)
        return redirect("missing-articles")
    return _page(request)


def _page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    member, wanted = member_of(request), request.GET.get("state")
    wanted = wanted if wanted in State.values else State.OPEN
    audit.note(member.username, "listed", "missing articles")
    values = {"found": missing.listed(wanted), "state": wanted, "states": State.values, "topics": topics_of(member)}
    return show(request, "missing", {**values, "problem": problem}, status)


@needs(roles.EDITING, "POST")
def write(request: HttpRequest, missing_article: int) -> HttpResponse:
    """Opens a draft of the article in the editor, with the question in it."""
    topic, aspect = request.POST.get("topic", ""), request.POST.get("aspect", "").strip()
    try:
        draft = missing.begin(missing_article, topic, aspect, member_of(request))
    except MissingArticle.DoesNotExist:
        return redirect("missing-articles")
    except Conflict as conflict:
        return _page(request, str(conflict), 422)
    return HttpResponseRedirect(reverse("articles:edit", args=[draft.pk]))
