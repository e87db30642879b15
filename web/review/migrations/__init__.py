"""Migrations of the review."""
