"""The queue of what needs a look, and judging."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from knowledge.schema import LANGUAGES
from web.chat.errors import knowledge_base
from web.chat.models import Turn
from web.desk import audit, roles, suggestions
from web.desk.access import needs
from web.review import queue
from web.review.conversation import title_of
from web.review.examples import conversation_intents
from web.review.judging import Opinion, Unknown, judge, judge_all, suggested_article
from web.review.models import Cluster
from web.review.outcomes import REASONS
from web.review.pages import member_of, redirect, show

FOUND = 8  # articles shown for what is typed
WAYS = ("question", "article")


@needs(roles.REVIEW)
def listed(request: HttpRequest) -> HttpResponse:
    """What needs a look, most frequent first: by question or by article."""
    language, reason = request.GET.get("language", ""), request.GET.get("reason", "")
    language, reason = language if language in LANGUAGES else "", reason if reason in REASONS else ""
    way = "article" if request.GET.get("by") == "article" else "question"
    page = request.GET.get("page", "")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 5 else 0
    values = {"language_only": language, "reason": reason, "way": way, "page_number": number, "reasons": REASONS}
    after = number * queue.PAGE
    found: list[Cluster] | list[queue.Group]
    found = (queue.groups if way == "article" else queue.clusters)(language, reason, after)
    more = len(found) > queue.PAGE
    shown = found[: queue.PAGE]
    audit.note(member_of(request).username, "listed", f"queue {language} {reason}".strip())
    titled = [
        {"one": one, "title": title_of(one.article, member_of(request).language), "reasons": queue.reasons_of(one)}
        if isinstance(one, Cluster)
        else {"one": one, "title": title_of(one.article, member_of(request).language)}
        for one in shown
    ]
    return show(request, "queue", {**values, "found": titled, "next_page": number + 1 if more else 0, "ways": WAYS})


@needs(roles.REVIEW)
def cluster(request: HttpRequest, cluster: int) -> HttpResponse:
    """Questions that say the same, to be judged together."""
    return _cluster(request, get_object_or_404(Cluster, pk=cluster))


def _cluster(request: HttpRequest, found: Cluster, error: str = "", status: int = 200) -> HttpResponse:
    turns = queue.waiting_turns(found)
    for conversation in sorted({turn.conversation_id for turn in turns}):
        audit.note(member_of(request).username, "read", f"queue {found.pk}", conversation=conversation)
    text = turns[0].text if turns else ""
    values = {
        "cluster": found,
        "turns": turns,
        "suggested": _suggested(request, turns[0]) if turns else [],
        "intents": sorted(conversation_intents()),
        "reasons": queue.reasons_of(found),
        "text": text,
        "error": error,
        "two": settings.REVIEW.reviewers > 1,
    }
    return show(request, "cluster", values, status)


@needs(roles.REVIEW, "POST")
def judge_cluster(request: HttpRequest, cluster: int) -> HttpResponse:
    """Says the same of all chosen turns of a cluster, and goes on to the next one."""
    found = get_object_or_404(Cluster, pk=cluster)
    chosen = {int(pk) for pk in request.POST.getlist("turn") if pk.isascii() and pk.isdecimal() and len(pk) < 19}
    own = [turn.pk for turn in queue.waiting_turns(found) if turn.pk in chosen]
    upcoming = queue.following(found)
    try:
        judge_all(own, member_of(request), _opinion(request))
    except Unknown:
        return _cluster(request, found, "choose", 422)
    still = Cluster.objects.filter(pk=found.pk, waiting__gt=0).exists()
    onwards = found.pk if still and len(own) < found.waiting else upcoming and upcoming.pk
    return redirect("cluster", onwards) if onwards else redirect("queue")


@needs(roles.REVIEW, "POST")
def judge_turn(request: HttpRequest, turn: int) -> HttpResponse:
    """Says what would have been right at a turn."""
    found = get_object_or_404(Turn, pk=turn)
    try:
        judge(found.pk, member_of(request), _opinion(request))
    except Unknown:
        return show(request, "choose", {"turn": found}, 422)
    return redirect("transcript", found.conversation_id, query=request.GET.urlencode(), place=f"t{found.pk}")


@needs(roles.REVIEW, live=True)
def articles(request: HttpRequest) -> HttpResponse:
    """Articles that fit what is typed, to choose one of."""
    language = member_of(request).language
    fitting = suggestions.fitting(knowledge_base(), request.GET.get("q", ""))[:FOUND]
    return show(request, "choices", {"choices": [(one, title_of(one, language)) for one in fitting]})


def _opinion(request: HttpRequest) -> Opinion:
    said = request.POST
    return Opinion(said.get("verdict", ""), said.get("article", ""), said.get("intent", ""))


def _suggested(request: HttpRequest, turn: Turn) -> list[tuple[str, str]]:
    first = suggested_article(turn)
    ids = dict.fromkeys(
        [*([first] if first else []), *suggestions.fitting(knowledge_base(), turn.text)[: suggestions.LIMIT]]
    )
    return [(one, title) for one in ids if (title := title_of(one, member_of(request).language))]
