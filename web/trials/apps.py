"""The trials as a Django app."""

from django.apps import AppConfig


class TrialsConfig(AppConfig):
    """What a draft or a model would change, and whether it may be released."""

    name = "web.trials"
    label = "trials"
