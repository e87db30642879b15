"""The articles in the desk as a Django app."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Drafts of articles, and what was published of them."""

    name = "web.articles"
    label = "articles"
