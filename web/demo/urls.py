"""Addresses of the demonstration pages."""

from django.urls import path

from web.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.home),
    path("demo/style.css", views.style),
    path("demo/<str:language>/", views.page, {"page": "home"}, name="home"),
    path("demo/<str:language>/page2/", views.page, {"page": "page2"}, name="page2"),
]
