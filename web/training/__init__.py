"""Training models and switching between them, from the desk (docs/adr/0017-switching-models.md)."""
