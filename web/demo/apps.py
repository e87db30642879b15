"""The demonstration pages as a Django app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Pages without data of their own."""

    name = "web.demo"
    label = "demo"
