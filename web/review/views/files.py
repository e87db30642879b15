"""The review's own files."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse

from web.desk import roles
from web.desk.access import needs
from web.desk.views.files import one_of

_FOLDER = Path(__file__).resolve().parent.parent / "static"
FILES = {
    "review.css": (_FOLDER / "review.css", "text/css; charset=utf-8"),
    "print.css": (_FOLDER / "print.css", "text/css; charset=utf-8"),
    "print.js": (_FOLDER / "print.js", "text/javascript; charset=utf-8"),
    "review.js": (_FOLDER / "review.js", "text/javascript; charset=utf-8"),
}


@needs(roles.ANYONE, live=True)
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One of the files by its name; no other can be asked for."""
    return one_of(FILES, name)
