"""Whether a draft may be published, as a part of its page that keeps itself up to date."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from web.articles.models import Draft
from web.desk import roles
from web.desk.access import needs
from web.desk.pages import number, show
from web.trials import gate


@needs(roles.APPROVING, live=True)
def draft_gate(request: HttpRequest, draft: int) -> HttpResponse:
    """The part again, for the version of the draft that the page shows.

    While it asks for itself it holds nothing to press or to write in, so that nobody loses their place or their words.
    """
    found = get_object_or_404(Draft, pk=draft)
    seen = number(request.GET.get("version"))
    if found.version != seen or found.state != Draft.State.WAITING:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return show(request, "trials/gate_state", {"draft": found, **gate_values(found)})


def gate_values(draft: Draft) -> dict[str, Any]:
    """What the part shows."""
    trial, refusals = gate.trial_of_draft(draft), gate.refusals_of_draft(draft)
    return {"trial": trial, "refusals": refusals, "trying": trial is not None and not trial.over}
