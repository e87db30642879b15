"""Contacts as a Django app."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """Addresses that visitors left, and the ways back to their conversations."""

    name = "web.contacts"
    label = "contacts"
