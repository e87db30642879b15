"""Reading: the list of articles, one article, the calendar of reviews."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from knowledge.rendering import answer_of
from knowledge.schema import LANGUAGES
from web.articles import counts, drafts, listing
from web.articles.listing import Row, Wanted
from web.articles.models import Edition
from web.chat.errors import knowledge_base
from web.desk import roles
from web.desk.access import needs
from web.desk.pages import language_of, office_today, show

EDITIONS = 100  # on one page


def all_rows(request: HttpRequest) -> list[Row]:
    """Every article with its counts."""
    return listing.rows(knowledge_base(), language_of(request), office_today(), counts.latest().used)


@needs(roles.ARTICLES)
def shelf(request: HttpRequest) -> HttpResponse:
    """The list, by topic."""
    base, found = knowledge_base(), all_rows(request)
    state, sort = request.GET.get("state", ""), request.GET.get("sort", "")
    wanted = Wanted(
        request.GET.get("q", "").strip()[:200],
        request.GET.get("topic", "") if request.GET.get("topic") in base.topics else "",
        state if state in listing.STATES else "",
        sort if sort in listing.SORTS else "topic",
    )
    rows = listing.chosen(found, base, wanted)
    language = language_of(request)
    values: dict[str, Any] = {
        "wanted": wanted,
        "groups": listing.by_topic(rows) if wanted.sort == "topic" and not wanted.question else [("", rows)],
        "number": len(rows),
        "total": len(found),
        "counts": [(one, sum(row.has(one) for row in found)) for one in ("overdue", "soon", "stale")],
        "topics": [(key, topic.name[language]) for key, topic in base.topics.items()],
        "days": counts.days(),
        "counted_at": counts.latest().at,
    }
    return show(request, "articles/shelf", values)


@needs(roles.ARTICLES)
def article(request: HttpRequest, topic: str, aspect: str) -> HttpResponse:
    """One article as visitors read it in both languages, with what it rests on and how it does."""
    base = knowledge_base()
    found = base.articles.get(f"{topic}/{aspect}")
    if found is None:
        raise Http404
    row = next(row for row in all_rows(request) if row.article is found)
    values = {
        "row": row,
        "answers": [(code, answer_of(base, found, code, office_today())) for code in LANGUAGES],
        "questions": [(code, found.questions[code]) for code in LANGUAGES],
        "facts": [(fact, base.facts[fact].topic) for fact in found.facts if fact in base.facts],
        "contact": base.contact_of(found).name[language_of(request)],
        "related": [base.articles[one] for one in found.related if one in base.articles],
        "days": counts.days(),
        "counted_at": counts.latest().at,
        "draft": drafts.of(found.id),
        "editions": _told(request, Edition.objects.filter(article=found.id)),
    }
    return show(request, "articles/article", values)


@needs(roles.ARTICLES)
def calendar(request: HttpRequest) -> HttpResponse:
    """Which reviews come when; those that are overdue first."""
    found = all_rows(request)
    values = {
        "overdue": sorted((row for row in found if row.overdue), key=lambda row: row.article.review_by),
        "months": listing.months([row for row in found if not row.overdue]),
        "most": max((len(rows) for _, rows in listing.months([row for row in found if not row.overdue])), default=1),
    }
    return show(request, "articles/calendar", values)


@needs(roles.ARTICLES)
def changes(request: HttpRequest) -> HttpResponse:
    """What changed and when, newest first."""
    days: dict[datetime.date, list[tuple[Row, list[str]]]] = {}
    for row in all_rows(request):
        revised = row.article.revised
        for day in {revised.ja, revised.en}:
            languages = [code for code, at in (("ja", revised.ja), ("en", revised.en)) if at == day]
            days.setdefault(day, []).append((row, languages))
    values = {"days": sorted(days.items(), reverse=True), "editions": _told(request, Edition.objects.all())}
    return show(request, "articles/changes", values)


def _told(request: HttpRequest, editions: QuerySet[Edition]) -> list[tuple[Edition, str]]:
    """Editions with the titles of their articles, newest first."""
    known, language = knowledge_base().articles, language_of(request)
    newest_first = editions.order_by("-pk")[:EDITIONS]
    return [(one, known[one.article].title[language] if one.article in known else one.article) for one in newest_first]
