"""Addresses of the trials in the desk."""

from web.desk.access import route
from web.trials.views import gates, pages

app_name = "trials"
urlpatterns = [
    route("", pages.listed, "list"),
    route("<int:trial>", pages.trial, "trial"),
    route("<int:trial>/progress", pages.progress, "progress"),
    route("drafts/<int:draft>/gate", gates.draft_gate, "gate"),
]
