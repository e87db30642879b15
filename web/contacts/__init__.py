"""Visitors who leave an address to be told of the answer, and the private links by which they come back."""
