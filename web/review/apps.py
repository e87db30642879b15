"""Review as a Django app."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Transcripts, judgements and what is made of them."""

    name = "web.review"
    label = "review"
