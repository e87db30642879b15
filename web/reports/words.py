"""The names that figures use, in the reader's language."""

from __future__ import annotations

from knowledge.messages import say
from web.chat.outcomes import COUNTED

FIGURES = (
    "volume", "hours", "topics", "outcomes", "wrong", "unanswered", "helpful", "waiting", "promises", "stars",
    "freshness",
)  # fmt: skip
COLUMNS = (
    "day", "hour", "conversations_ja", "conversations_en", "turns_ja", "turns_en", "topic", "answered_ja",
    "answered_en", "declined", "clusters", "outcome", "share", "language", "reviewed", "wrong", "wrong_share",
    "nearest", "offered", "yes", "no", "silent", "helped_share", "minutes", "handoffs", "measure", "value",
    "stars_given", "in_time", "due_soon", "late", "stale",
)  # fmt: skip
MEASURES = ("no_words", "kept", "broken", "ended", "open", "none", "kept_share", "median", "p90")


def columns(language: str) -> dict[str, str]:
    """Names of columns."""
    return {key: say(f"desk_col_{key}", language) for key in COLUMNS}


def outcomes(language: str) -> dict[str, str]:
    """Names of outcomes."""
    return {key: say(f"desk_decision_{key}", language) for key in COUNTED}


def measures(language: str) -> dict[str, str]:
    """Names of what is measured of handoffs."""
    return {key: say(f"desk_measure_{key}", language) for key in MEASURES}


def languages(language: str) -> dict[str, str]:
    """Names of both languages."""
    return {"ja": say("desk_japanese", language), "en": say("desk_english", language)}
