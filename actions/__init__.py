"""Deciding what to say: thin Rasa custom actions over pure modules."""
