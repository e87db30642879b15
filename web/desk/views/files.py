"""The desk's own files: style, scripts, and htmx as it comes with django-htmx."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import django_htmx
from django.http import Http404, HttpRequest, HttpResponse

from web.desk import roles
from web.desk.access import needs

_OWN = Path(__file__).resolve().parent.parent / "static"
_ARTICLES = _OWN.parent.parent / "articles" / "static"
_REPORTS = _OWN.parent.parent / "reports" / "static"
_TRIALS = _OWN.parent.parent / "trials" / "static"
_TRAINING = _OWN.parent.parent / "training" / "static"
_HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx"
FILES = {
    "desk.css": (_OWN / "desk.css", "text/css; charset=utf-8"),
    "articles.css": (_ARTICLES / "articles.css", "text/css; charset=utf-8"),
    "articles.js": (_ARTICLES / "articles.js", "text/javascript; charset=utf-8"),
    "reports.css": (_REPORTS / "reports.css", "text/css; charset=utf-8"),
    "trials.css": (_TRIALS / "trials.css", "text/css; charset=utf-8"),
    "models.css": (_TRAINING / "models.css", "text/css; charset=utf-8"),
    "desk.js": (_OWN / "desk.js", "text/javascript; charset=utf-8"),
    "htmx.js": (_HTMX / "htmx-2.min.js", "text/javascript; charset=utf-8"),
}
MAX_AGE_S = 300


@needs(roles.ANYONE, live=True)
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One of the files by its name; no other can be asked for."""
    return one_of(FILES, name)


def one_of(files: Mapping[str, tuple[Path, str]], name: str) -> HttpResponse:
    """A file out of path and content type by name.

    Raises:
        Http404: when there is none of that name.
    """
    if name not in files:
        raise Http404
    path, kind = files[name]
    return HttpResponse(
        path.read_bytes(), content_type=kind, headers={"Cache-Control": f"private, max-age={MAX_AGE_S}"}
    )
