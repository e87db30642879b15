"""What the assistant decided at a turn, and what came of the turn: the one list of both."""

from __future__ import annotations

# What came of a turn, as staff look for it.
OUTCOMES = ("answered", "clarified", "declined", "handed_off", "apologised", "with_staff")
# What the assistant decided (`understood["outcome"]`; actions/ and bot/ say which), and what came of it unless more
# happened: a person was asked for, or no answer came. Each has its words, `desk_decision_<decision>`.
DECISIONS = {
    "sure": "answered",
    "close": "clarified",
    "unsure": "declined",
    "outside": "declined",
    "small_talk": "answered",
    "language": "answered",
    "handoff": "handed_off",
    "other_language": "declined",
    "too_long": "declined",
    "no_words": "declined",
    "apology": "apologised",
}
NEAR = ("unsure", "outside")  # declined although some article came near
TO_STAFF, OTHER = "to_staff", "other"  # nothing was decided, since staff were there; a decision that is not known here
COUNTED = (*DECISIONS, TO_STAFF, OTHER)
