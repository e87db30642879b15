"""The outbox as a Django app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices that wait to be delivered, and how they are delivered."""

    name = "web.notices"
    label = "notices"
