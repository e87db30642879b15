"""Addresses of the articles in the desk."""

from web.articles.views import shelf
from web.desk.access import route

app_name = "articles"
urlpatterns = [
    route("", shelf.shelf, "shelf"),
    route("calendar", shelf.calendar, "calendar"),
    route("changes", shelf.changes, "changes"),
    route("<slug:topic>/<slug:aspect>", shelf.article, "article"),
]
