"""Addresses of the articles in the desk."""

from web.articles.views import approving, editing, shelf
from web.desk.access import route

app_name = "articles"
urlpatterns = [
    route("", shelf.shelf, "shelf"),
    route("calendar", shelf.calendar, "calendar"),
    route("changes", shelf.changes, "changes"),
    route("new", editing.new, "new"),
    route("drafts", approving.listed, "drafts"),
    route("drafts/<int:draft>", approving.draft, "draft"),
    route("drafts/<int:draft>/edit", editing.edit, "edit"),
    route("drafts/<int:draft>/look", editing.look, "look"),
    route("drafts/<int:draft>/decide", approving.decide, "decide"),
    route("drafts/<int:draft>/file", approving.file, "file"),
    route("editions/<int:edition>", approving.edition, "edition"),
    route("editions/<int:edition>/restore", approving.restore, "restore"),
    route("<slug:topic>/<slug:aspect>", shelf.article, "article"),
    route("<slug:topic>/<slug:aspect>/edit", editing.begin, "begin"),
]
