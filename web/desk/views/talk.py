"""A handoff with its conversation: reading, answering, notes, what staff can insert."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone

from knowledge.messages import say
from web.chat.errors import knowledge_base
from web.chat.gateway import current
from web.chat.models import Handoff
from web.chat.outcomes import DECISIONS
from web.desk import audit, handoffs, roles, suggestions, whispers
from web.desk.access import needs
from web.desk.handoffs import Change, Conflict
from web.desk.inbox import team_of, topic_of
from web.desk.models import StaffMember, Team
from web.desk.pages import number, redirect, show, word
from web.desk.roles import Role
from web.desk.views.inbox import fragment

TYPING_SHOWN_S = 6
MESSAGES = 500


def _find(handoff: int) -> Handoff:
    return get_object_or_404(Handoff.objects.select_related("conversation", "staff"), pk=handoff)


def _transcript(request: HttpRequest, found: Handoff) -> HttpResponse:
    conversation = found.conversation
    language = request.user.language  # type: ignore[union-attr]
    said = []
    messages = conversation.messages.select_related("turn").order_by("-seq")[:MESSAGES]
    for message in messages:
        turn = message.turn if message.author == "assistant" else None
        said.append({"message": message, "understood": _understood((turn and turn.understood) or {}, language)})
    typing_since = timezone.now() - datetime.timedelta(seconds=TYPING_SHOWN_S)
    typing = found.state == "staff" and conversation.typing_at is not None and conversation.typing_at > typing_since
    asked = max((one.seq for one in messages if one.author == "visitor"), default=0)
    values = {"handoff": found, "said": said[::-1], "typing": typing, "asked": asked}
    return fragment(request, "transcript", values)


def _understood(understood: dict[str, Any], language: str) -> dict[str, Any]:
    """What the assistant made of a turn, in words: its decision, the intent, the articles it considered."""
    articles = knowledge_base().articles

    def title(article: str) -> str:
        return str(articles[article].title[language])

    outcome, intent = str(understood.get("outcome") or ""), str(understood.get("intent") or "")
    of_article = intent.replace(".", "/", 1)
    return {
        "outcome": say(f"desk_decision_{outcome}", language) if outcome in DECISIONS else outcome,
        "intent": title(of_article) if of_article in articles else intent,
        "confidence": understood.get("confidence"),
        "considered": [
            {"title": title(c["article"]), "share": round(100 * c["probability"])}
            for c in understood.get("considered") or []
            if isinstance(c, dict) and c.get("article") in articles and isinstance(c.get("probability"), (int, float))
        ],
    }


@needs(roles.INBOX)
def talk(request: HttpRequest, handoff: int) -> HttpResponse:
    """The page of a handoff; the parts of it that ask for news by themselves are the same look at it."""
    found = _find(handoff)
    audit.note(request.user.get_username(), "read", str(found.pk), conversation=found.conversation_id)
    return _page(request, found)


def _page(request: HttpRequest, found: Handoff, error: str = "", status: int = 200) -> HttpResponse:
    member: StaffMember = request.user  # type: ignore[assignment]
    colleagues = StaffMember.objects.filter(is_active=True, role__in=roles.ANSWERING).exclude(pk=found.staff_id or 0)
    mine = found.state == "staff" and (found.staff_id == member.pk or member.role == Role.MANAGER)
    values = {
        "handoff": found,
        "topic": topic_of(found, member.language),
        "team": team_of(found, member.language),
        "mine": mine,
        "part": _transcript(request, found).content.decode(),
        "notes": found.notes.order_by("pk"),
        "colleagues": sorted(colleagues.order_by("display_name"), key=lambda one: not one.present),
        "teams": [{"pk": one.pk, "name": one.name(member.language)} for one in Team.objects.order_by("pk")],
        "reasons": handoffs.REASONS,
        "canned": suggestions.canned(member.language, member.display_name) if mine else [],
        "articles": suggestions.articles(_asked(found), member.language, timezone.now().date()) if mine else [],
        "to": found.conversation.language,
        "gets_mail": hasattr(found, "contact"),
        "error": error,
    }
    return show(request, "talk", values, status)


@needs(roles.INBOX, live=True)
def transcript(request: HttpRequest, handoff: int) -> HttpResponse:
    """The conversation so far, when it changed."""
    return _transcript(request, _find(handoff))


def _asked(found: Handoff) -> str:
    """What the visitor wants to know."""
    newest = found.conversation.messages.filter(author="visitor").order_by("-seq").first()
    return suggestions.wanted(newest.text if newest else "", found.last_question)


@needs(roles.INBOX, live=True)
def articles(request: HttpRequest, handoff: int) -> HttpResponse:
    """Articles that fit what is typed into the search, else what the visitor asked."""
    member: StaffMember = request.user  # type: ignore[assignment]
    found = _find(handoff)
    asked = request.GET.get("q", "").strip() or _asked(found)
    values = {"suggestions": suggestions.articles(asked, member.language, timezone.now().date()), "asked": asked}
    return show(request, "suggestions", {**values, "to": found.conversation.language})


@needs(roles.INBOX, "POST")
def suggested(request: HttpRequest, handoff: int) -> HttpResponse:
    """Articles that fit the answer as far as it is typed. By POST, so that the text stands in no log of addresses."""
    member: StaffMember = request.user  # type: ignore[assignment]
    found = _find(handoff)
    best = suggestions.for_draft(request.POST.get("text", ""), member.language, timezone.now().date())
    return show(request, "suggested", {"suggestions": best, "to": found.conversation.language})


@needs(roles.INBOX, "POST")
def act(request: HttpRequest, handoff: int) -> HttpResponse:
    """Claims, releases, transfers, closes, notes or answers."""
    wanted = request.POST.get("do", "")
    try:
        change = _change(request, handoff, wanted)
    except Conflict as conflict:
        if request.headers.get("HX-Request"):
            return HttpResponse(
                word(request, f"problem_{conflict}"), status=409, content_type="text/plain; charset=utf-8"
            )
        return _page(request, _find(handoff), str(conflict), 409)
    if change is not None:
        request.pushes.append((change.conversation, change.pushes))  # type: ignore[attr-defined]
    if request.headers.get("HX-Request"):
        return _transcript(request, _find(handoff))
    left = wanted in ("release", "close") or request.POST.get("to", "").startswith("team-")
    if left:
        return redirect("inbox")
    # Whoever has just taken a conversation wants to write.
    return HttpResponseRedirect(redirect("talk", handoff).url + ("#write" if wanted == "claim" else ""))


def _change(request: HttpRequest, handoff: int, wanted: str) -> Change | None:
    member: StaffMember = request.user  # type: ignore[assignment]
    text = request.POST.get("text", "")
    if wanted == "claim":
        return handoffs.claim(handoff, member)
    if wanted == "release":
        return handoffs.release(handoff, member)
    if wanted == "transfer":
        return _transfer(handoff, member, request.POST.get("to", ""))
    if wanted == "close":
        return handoffs.close(handoff, member, request.POST.get("reason", ""))
    if wanted == "answer":
        return handoffs.answer(handoff, member, text)
    if wanted == "note" and _find(handoff):
        handoffs.note(handoff, member, text)
        return None
    raise Conflict("gone")


def _transfer(handoff: int, member: StaffMember, wanted: str) -> Change:
    """To a colleague (`12`) or to a team (`team-3`)."""
    kind, _, key = wanted.rpartition("-")
    if kind == "team":
        team = Team.objects.filter(pk=number(key)).first()
        if team is None:
            raise Conflict("gone")
        return handoffs.transfer_to_team(handoff, member, team)
    to = StaffMember.objects.filter(pk=number(wanted), is_active=True).first()
    if to is None or not to.may(roles.INBOX):
        raise Conflict("gone")
    return handoffs.transfer(handoff, member, to)


@needs(roles.INBOX, "POST", live=True)
def typing(request: HttpRequest, handoff: int) -> HttpResponse:
    """Shows the visitor that staff are typing."""
    member: StaffMember = request.user  # type: ignore[assignment]
    found = _find(handoff)
    if found.state == "staff" and found.staff_id == member.pk:
        request.pushes.append((found.conversation_id, [whispers.typing(member.display_name)]))  # type: ignore[attr-defined]
        whispers.note(found.conversation_id, member.display_name, current().runner.owner)
    return HttpResponse(status=204)
