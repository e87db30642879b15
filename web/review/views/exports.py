"""Files: the list as CSV or XLSX, one conversation as text or as a page to print (or to save as PDF)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Union

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from web.chat.models import Conversation
from web.desk import audit, roles
from web.desk.access import needs
from web.desk.sheets import as_csv
from web.review import conversation as reading
from web.review import exports, listing
from web.review.filters import Filter
from web.review.pages import member_of, show

FORMS: dict[str, tuple[Callable[[Iterable[Sequence[str]]], Union[str, bytes]], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (exports.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@needs(roles.REVIEW)
def listed(request: HttpRequest, form: str) -> HttpResponse:
    """All turns that fit the filter in the address, up to `web.review.exports.ROWS`, in one file."""
    if form not in FORMS:
        raise Http404
    write, kind = FORMS[form]
    member, wanted = member_of(request), Filter.read(request.GET.dict())
    audit.note(member.username, "exported", f"{form} {wanted.told}".strip())
    content = write(exports.table(listing.turns(wanted, exports.ROWS), member.language))
    return _file(content, kind, f"transcripts.{form}")


@needs(roles.REVIEW)
def single(request: HttpRequest, conversation: str, form: str) -> HttpResponse:
    """One conversation, as `text` or `print`."""
    if form not in ("text", "print"):
        raise Http404
    found, member = get_object_or_404(Conversation, pk=conversation), member_of(request)
    audit.note(member.username, "exported", form, conversation=found.pk)
    if form == "text":
        text = exports.as_text(found, member.language)
        return _file(text.encode(), "text/plain; charset=utf-8", f"conversation-{found.pk[:8]}.txt")
    return show(request, "print", {"conversation": found, "parts": reading.parts_of(found, member.language)})


def _file(content: Union[str, bytes], kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
