"""Corrections: approving proposed examples, and the difference they make."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from web.desk import audit, roles
from web.desk.access import needs
from web.review.corrections import decide, nlu, proposal
from web.review.models import Correction
from web.review.pages import member_of, redirect, show

MOST = 200
FORMS = {"diff": "text/x-diff", "nlu": "text/yaml"}


@needs(roles.REVIEW, "GET", "POST")
def corrections(request: HttpRequest) -> HttpResponse:
    """Proposed examples to approve or reject, and what the approved ones would change."""
    member = member_of(request)
    if request.method == "POST" and request.POST.get("do") in ("approve", "reject"):
        chosen = [
            int(pk) for pk in request.POST.getlist("correction") if pk.isascii() and pk.isdecimal() and len(pk) < 19
        ]
        texts = {pk: request.POST.get(f"text{pk}", "") for pk in chosen}
        decide(request.POST["do"] == "approve", chosen, {pk: text for pk, text in texts.items() if text}, member)
        return redirect("corrections")
    audit.note(member.username, "listed", "corrections")
    proposed = Correction.objects.filter(state=Correction.State.PROPOSED).select_related("turn")
    values = {"proposed": proposed.order_by("article", "intent", "pk")[:MOST], "made": proposal()}
    return show(request, "corrections", values)


@needs(roles.REVIEW)
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The approved corrections as a difference (`diff`) or as Rasa NLU YAML (`nlu`)."""
    if form not in FORMS:
        raise Http404
    audit.note(member_of(request).username, "exported", f"corrections {form}")
    response = HttpResponse(proposal().diff if form == "diff" else nlu(), content_type=f"{FORMS[form]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="corrections.{"diff" if form == "diff" else "yml"}"'
    return response
