"""A handoff with its conversation: reading, answering, notes, what staff can insert."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from web.chat.errors import knowledge_base
from web.chat.models import Handoff
from web.chat.shapes import Push
from web.desk import audit, handoffs, roles, suggestions
from web.desk.access import needs
from web.desk.handoffs import Change, Conflict
from web.desk.inbox import topic_of
from web.desk.models import StaffMember
from web.desk.pages import redirect, show, word
from web.desk.roles import Role
from web.desk.views.inbox import fragment

TYPING_SHOWN_S = 6
MESSAGES = 500


def _find(handoff: int) -> Handoff:
    return get_object_or_404(Handoff.objects.select_related("conversation", "staff"), pk=handoff)


def _transcript(request: HttpRequest, found: Handoff) -> HttpResponse:
    conversation = found.conversation
    titles = knowledge_base().articles
    said = []
    for message in conversation.messages.select_related("turn").order_by("-seq")[:MESSAGES]:
        understood: dict[str, Any] = (message.turn.understood or {}) if message.turn else {}
        shown = understood if message.author == "assistant" else {}
        considered = [
            {"title": titles[c["article"]].title[request.user.language], "share": round(100 * c["probability"])}  # type: ignore[union-attr]
            for c in shown.get("considered") or []
            if isinstance(c, dict) and c.get("article") in titles and isinstance(c.get("probability"), (int, float))
        ]
        said.append({"message": message, "understood": shown, "considered": considered})
    typing_since = timezone.now() - datetime.timedelta(seconds=TYPING_SHOWN_S)
    typing = found.state == "staff" and conversation.typing_at is not None and conversation.typing_at > typing_since
    values = {"handoff": found, "said": said[::-1], "typing": typing, "mine": found.staff_id == request.user.pk}
    return fragment(request, "transcript", values)


@needs(roles.INBOX)
def talk(request: HttpRequest, handoff: int) -> HttpResponse:
    """The page of a handoff; the parts of it that ask for news by themselves are the same look at it."""
    found = _find(handoff)
    audit.note(request.user.get_username(), "read", str(found.pk), conversation=found.conversation_id)
    return _page(request, found)


def _page(request: HttpRequest, found: Handoff, error: str = "", status: int = 200) -> HttpResponse:
    member: StaffMember = request.user  # type: ignore[assignment]
    answering = [role for role, may in roles.MAY.items() if roles.INBOX in may]
    colleagues = StaffMember.objects.filter(is_active=True, role__in=answering).exclude(pk=found.staff_id or 0)
    mine = found.state == "staff" and (found.staff_id == member.pk or member.role == Role.MANAGER)
    values = {
        "handoff": found,
        "topic": topic_of(found, member.language),
        "mine": mine,
        "part": _transcript(request, found).content.decode(),
        "notes": found.notes.order_by("pk"),
        "colleagues": colleagues.order_by("-available", "display_name"),
        "reasons": handoffs.REASONS,
        "canned": suggestions.canned(member.language, member.display_name) if mine else [],
        "articles": suggestions.articles(found.last_question, member.language, timezone.now().date()) if mine else [],
        "to": found.conversation.language,
        "gets_mail": hasattr(found, "contact"),
        "error": error,
    }
    return show(request, "talk", values, status)


@needs(roles.INBOX, live=True)
def transcript(request: HttpRequest, handoff: int) -> HttpResponse:
    """The conversation so far, when it changed."""
    return _transcript(request, _find(handoff))


@needs(roles.INBOX)
def articles(request: HttpRequest, handoff: int) -> HttpResponse:
    """Articles that fit what is typed into the search."""
    member: StaffMember = request.user  # type: ignore[assignment]
    found, asked = _find(handoff), request.GET.get("q", "")
    values = {"suggestions": suggestions.articles(asked, member.language, timezone.now().date()), "asked": asked}
    return show(request, "suggestions", {**values, "to": found.conversation.language})


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
    return redirect("inbox") if wanted in ("release", "close") else redirect("talk", handoff)


def _change(request: HttpRequest, handoff: int, wanted: str) -> Change | None:
    member: StaffMember = request.user  # type: ignore[assignment]
    text = request.POST.get("text", "")
    if wanted == "claim":
        return handoffs.claim(handoff, member)
    if wanted == "release":
        return handoffs.release(handoff, member)
    if wanted == "transfer":
        to = StaffMember.objects.filter(pk=_number(request.POST.get("to")), is_active=True).first()
        if to is None or not to.may(roles.INBOX):
            raise Conflict("gone")
        return handoffs.transfer(handoff, member, to)
    if wanted == "close":
        return handoffs.close(handoff, member, request.POST.get("reason", ""))
    if wanted == "answer":
        return handoffs.answer(handoff, member, text)
    if wanted == "note" and _find(handoff):
        handoffs.note(handoff, member, text)
        return None
    raise Conflict("gone")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


@needs(roles.INBOX, "POST", live=True)
def typing(request: HttpRequest, handoff: int) -> HttpResponse:
    """Shows the visitor that staff are typing."""
    found, member = _find(handoff), request.user
    if found.state == "staff" and found.staff_id == member.pk:
        push = Push.of("typing", {"author": "staff", "name": member.display_name})  # type: ignore[union-attr]
        request.pushes.append((found.conversation_id, [push]))  # type: ignore[attr-defined]
    return HttpResponse(status=204)
