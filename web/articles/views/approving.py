"""Drafts that wait for a second person, what was published, and going back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from web.articles import drafts, fields, publishing
from web.articles.differences import compare
from web.articles.drafts import OPEN, Conflict
from web.articles.examining import examine
from web.articles.models import Draft, Edition
from web.articles.views.editing import DRAFTS, look_values, version_of
from web.chat.errors import knowledge_base
from web.desk import roles
from web.desk.access import needs
from web.desk.models import StaffMember
from web.desk.pages import language_of, office_today, show
from web.trials import gate
from web.trials.views.gates import gate_values

LISTED = 100


@needs(roles.APPROVING)
def listed(request: HttpRequest) -> HttpResponse:
    """The open drafts; those that wait for approval first."""
    found = list(Draft.objects.filter(state__in=OPEN).order_by("state", "-changed_at")[:LISTED])
    language = language_of(request)
    standings = gate.standings([one for one in found if one.state == Draft.State.WAITING])
    rows = [
        {
            "draft": draft,
            "standing": standings.get(draft.pk, ""),
            "title": draft.content.get(f"title_{language}") or draft.article,
            "own": request.user.username in draft.authors,
        }
        for draft in found
    ]
    return show(request, "articles/drafts", {"rows": rows, "writable": publishing.writable()})


@needs(roles.APPROVING)
def draft(request: HttpRequest, draft: int) -> HttpResponse:
    """A draft as it would be published: what changes, how visitors would see it."""
    return _page(request, get_object_or_404(Draft, pk=draft))


@needs(roles.APPROVING, "POST")
def decide(request: HttpRequest, draft: int) -> HttpResponse:
    """Publishes a draft, or gives it back to its authors."""
    member: StaffMember = request.user  # type: ignore[assignment]
    try:
        if request.POST.get("do") == "publish":
            reason = request.POST.get("overriding", "")
            edition = publishing.publish(draft, version_of(request), member, reason)
            return HttpResponseRedirect(f"/desk/articles/editions/{edition.pk}?published=1")
        drafts.give_back(draft, version_of(request), request.POST.get("reason", ""), member)
    except Conflict as conflict:
        return _page(request, get_object_or_404(Draft, pk=draft), str(conflict), 409)
    return HttpResponseRedirect(DRAFTS)


@needs(roles.APPROVING)
def file(request: HttpRequest, draft: int) -> HttpResponse:
    """The topic's file with the draft in it, for a server whose folder is read-only."""
    found = get_object_or_404(Draft, pk=draft)
    try:
        prepared = publishing.prepare(found.article, found.content, found.base)
    except Conflict as conflict:
        return _page(request, found, str(conflict), 409)
    name = f'attachment; filename="{prepared.path.name}"'
    return HttpResponse(
        prepared.changed, content_type="application/yaml; charset=utf-8", headers={"Content-Disposition": name}
    )


@needs(roles.ARTICLES)
def edition(request: HttpRequest, edition: int) -> HttpResponse:
    """What was published once: who, when, which lines changed."""
    return _edition(request, get_object_or_404(Edition, pk=edition))


@needs(roles.APPROVING, "POST")
def restore(request: HttpRequest, edition: int) -> HttpResponse:
    """Publishes an article again as it was before an edition."""
    member: StaffMember = request.user  # type: ignore[assignment]
    try:
        again = publishing.restore(edition, member)
    except Conflict as conflict:
        return _edition(request, get_object_or_404(Edition, pk=edition), str(conflict), 409)
    return HttpResponseRedirect(f"/desk/articles/editions/{again.pk}?published=1")


def _edition(request: HttpRequest, found: Edition, problem: str = "", status: int = 200) -> HttpResponse:
    article = knowledge_base().articles.get(found.article)
    values = {
        "edition": found,
        "title": article.title[language_of(request)] if article else found.article,
        "lines": compare(found.before, found.after),
        "published": request.GET.get("published") == "1",
        "newest": not Edition.objects.filter(article=found.article, pk__gt=found.pk).exists(),
        "back": bool(found.content.get("before")),
        "problem": problem,
    }
    return show(request, "articles/edition", values, status)


def _page(request: HttpRequest, found: Draft, problem: str = "", status: int = 200) -> HttpResponse:
    language, base = language_of(request), knowledge_base()
    done = examine(base, found.article, found.content, office_today())
    article = base.articles.get(found.article)
    changes = [
        (name, compare(_told(found.base.get(name, "")), _told(found.content.get(name, ""))))
        for name in found.content
        if name != "in_step"
        and found.content.get(name) != found.base.get(name, "")
        and (found.content.get(name) or found.base.get(name))
    ]
    values = {
        "draft": found,
        "title": found.content.get(f"title_{language}") or found.article,
        "topic": base.topics[found.topic].name[language],
        "changes": changes,
        "own": request.user.username in found.authors,
        "writable": publishing.writable(),
        "moved": found.open and (fields.of_article(article) if article else {}) != found.base,
        "problem": problem,
        **look_values(found, done, language),
        **gate_values(found),
    }
    return show(request, "articles/draft", values, status)


def _told(value: Any) -> str:
    """A field as lines, to be compared."""
    listed = value if isinstance(value, list) else [value]
    return "\n".join(one if isinstance(one, str) else "  ".join(filter(None, one.values())) for one in listed)
