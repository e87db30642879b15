"""Demonstration pages that look like a municipal web site and carry the chat."""
