"""The page of reports, and its files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from web.articles.counts import patiently
from web.chat.errors import knowledge_base
from web.desk import audit, roles
from web.desk.access import needs
from web.desk.pages import language_of, office_today, show, word
from web.desk.sheets import as_csv
from web.reports import handoffs, knowledge, period, plots, turns, words
from web.reports.period import Period
from web.reports.tables import Table, opened


def _period(request: HttpRequest) -> Period:
    return Period.asked(request.GET, office_today(), settings.DESK.time_zone)


def _tables(asked: Period, language: str) -> list[Table]:
    """All figures, in the order of the page."""
    base, names = knowledge_base(), words.languages(language)
    with patiently():
        counted = turns.counted(asked)
        return [
            *turns.volume(asked),
            turns.topics(counted, base, language),
            turns.outcomes(counted, words.outcomes(language)),
            turns.wrong(asked, names),
            turns.unanswered(counted, base, language, turns.clusters_of(asked)),
            turns.helpful(counted, names),
            *handoffs.waiting(asked, timezone.now(), words.measures(language)),
            knowledge.freshness(base, office_today(), language),
        ]


@needs(roles.REPORTS)
def report(request: HttpRequest) -> HttpResponse:
    """All figures of a period: plots with their tables."""
    asked, language = _period(request), language_of(request)
    names = words.columns(language)
    shown: list[dict[str, Any]] = []
    for table in _tables(asked, language):
        plot = plots.as_address(table) if any(any(table.column(key)) for key in table.plotted) else ""
        heads = [names[key] for key in table.columns]
        legend = [names[key] for key in table.plotted] if len(table.plotted) > 1 else []
        shown.append(
            {
                "table": table,
                "plot": plot,
                "legend": legend,
                "heads": heads,
                "title": word(request, f"report_{table.name}"),
            }
        )
    today = office_today()
    values = {
        "period": asked,
        "usual": [(f"period_{key}", one) for key, one in period.usual(today, settings.DESK.time_zone)],
        "figures": shown,
        "kept_days": settings.ENVIRONMENT.retention_days,
        "cut": (today - asked.first).days >= settings.ENVIRONMENT.retention_days,
    }
    return show(request, "reports/report", values)


@needs(roles.REPORTS)
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One figure as CSV, in the reader's language."""
    asked, language = _period(request), language_of(request)
    found = next((one for one in _tables(asked, language) if one.name == name), None)
    if found is None:
        raise Http404
    names = words.columns(language)
    audit.note(request.user.username, "report_exported", f"{name} {asked.first} {asked.last}")
    return _file(as_csv([[names[key] for key in found.columns], *found.rows]), f"{name}-{asked.first}-{asked.last}")


@needs(roles.REPORTS)
def open_data(request: HttpRequest) -> HttpResponse:
    """All figures as one file to be published: numbers only, small ones hidden; the names are in English."""
    asked = _period(request)
    about = [("period", part, "day", day) for part, day in (("first", f"{asked.first}"), ("last", f"{asked.last}"))]
    head, *rows = opened(_tables(asked, "en"))
    audit.note(request.user.username, "report_exported", f"open-data {asked.first} {asked.last}")
    return _file(as_csv([head, *about, *rows]), f"open-data-{asked.first}-{asked.last}")


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
