"""What the pages of contacts can do beside Django's own tags."""
