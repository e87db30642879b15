"""The desk as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Staff members and what they do."""

    name = "web.desk"
    label = "desk"
