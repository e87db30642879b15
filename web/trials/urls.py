"""Addresses of the trials in the desk."""

from django.urls import URLPattern

app_name = "trials"
urlpatterns: list[URLPattern] = []
