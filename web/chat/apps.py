"""The visitors' gateway as a Django app."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Conversations, turns, messages, and what pushes them."""

    name = "web.chat"
    label = "chat"
