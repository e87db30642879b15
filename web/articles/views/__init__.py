"""The pages about articles."""
