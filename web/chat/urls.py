"""Addresses of the chat. The event stream (`.../events`) is answered before Django, by `web.chat.stream`."""

from django.urls import path

from web.chat import pages, views

app_name = "chat"
urlpatterns = [
    path("conversations", views.start),
    path("conversations/<str:conversation>", views.conversation),
    path("conversations/<str:conversation>/language", views.language),
    path("conversations/<str:conversation>/turns/<str:turn>", views.turn),
    path("conversations/<str:conversation>/turns/<str:turn>/feedback", views.feedback),
    path("conversations/<str:conversation>/handoff", views.handoff),
    path("conversations/<str:conversation>/handoff/rating", views.rating),
    path("conversations/<str:conversation>/typing", views.typing),
    path("conversations/<str:conversation>/transcript", views.transcript),
    path("widget.js", pages.widget),
    path("openapi.json", pages.openapi),
    path("privacy", pages.privacy),
    path("health", pages.health),
]
