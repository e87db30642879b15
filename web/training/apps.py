"""Models in the desk as a Django app."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Trainings and switches that were ordered, and how they went."""

    name = "web.training"
    label = "training"
