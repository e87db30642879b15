"""The name an article has as a Rasa intent, and back.

Rasa reads `a/b` as a retrieval intent, so the slash of an article id becomes a dot.
"""

from __future__ import annotations

from typing import Optional


def intent_of(article_id: str) -> str:
    """`lip-yokohama/members` as `lip-yokohama.members`."""
    return article_id.replace("/", ".")


def article_of(intent: str) -> Optional[str]:
    """The article id of an intent, or None for an intent of conversation (`greet`)."""
    return intent.replace(".", "/") if "." in intent else None
