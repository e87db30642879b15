"""The reports as a Django app; they count what others store and keep nothing themselves."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Figures of a chosen period."""

    name = "web.reports"
    label = "reports"
