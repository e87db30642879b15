"""Addresses of the demonstration pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
