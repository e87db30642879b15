"""Addresses of contacts, beside those of the chat."""

from django.urls import path

from web.contacts import pages, views

app_name = "contacts"
urlpatterns = [
    path("conversations/<str:conversation>/contact", views.contact),
    path("returns", views.enter),
    path("question/<str:ticket>", pages.question),
    path("return/<str:link>", pages.back),
    path("return.js", pages.script),
]
