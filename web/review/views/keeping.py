"""Storage periods with what goes next and what went, and erasing one conversation."""

from __future__ import annotations

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from web.chat.models import Conversation
from web.desk import audit, roles
from web.desk.access import needs
from web.review.erasing import erase
from web.review.keeping import AHEAD_DAYS, kinds
from web.review.models import Deletion
from web.review.pages import member_of, redirect, show

RECORDS = 60


@needs(roles.ERASE)
def keeping(request: HttpRequest) -> HttpResponse:
    """What is kept how long, what goes next, and the record of what went."""
    today = datetime.datetime.now(datetime.timezone.utc).date()
    values = {
        "kinds": [(kind, kind.ahead(today)) for kind in kinds()],
        "ahead": AHEAD_DAYS,
        "records": Deletion.objects.order_by("-at")[:RECORDS],
        "erased": request.GET.get("erased"),
    }
    return show(request, "keeping", values)


@needs(roles.ERASE, "GET", "POST")
def erasing(request: HttpRequest, conversation: str) -> HttpResponse:
    """Asks once more, then erases a conversation for good."""
    member = member_of(request)
    if request.method == "GET":
        found = get_object_or_404(Conversation, pk=conversation)
        audit.note(member.username, "read", "erase", conversation=found.pk)
        first = found.turns.order_by("seq").first()
        return show(request, "erase", {"conversation": found, "first": first})
    sender = erase(conversation, member)
    if sender is None:
        raise Http404
    request.erased.append((conversation, sender))  # type: ignore[attr-defined]
    return redirect("keeping", query="erased=1")
