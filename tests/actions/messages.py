"""Messages as Rasa hands them to the action server, made by hand."""

from collections.abc import Sequence
from typing import Any, Optional

Ranking = Sequence[tuple[str, float]]


def typed(
    text: str,
    ranking: Ranking = (),
    language: Optional[str] = "en",
    *,
    segments: Sequence[tuple[str, Ranking]] = (),
    code: Optional[str] = None,
    page: Optional[str] = None,
) -> dict[str, Any]:
    """A typed message (`tracker.latest_message`)."""
    return {
        "text": text,
        "intent": _entry(*ranking[0]) if ranking else {"name": None, "confidence": 0.0},
        "intent_ranking": [_entry(*entry) for entry in ranking],
        "entities": [],
        "language": {"detected": language, "code": code or language, "romaji": False},
        "segments": [{"text": t, "intent_ranking": [_entry(*entry) for entry in r]} for t, r in segments],
        "metadata": {"language": page} if page else {},
    }


def pressed(payload: str, intent: str, **entities: str) -> dict[str, Any]:
    """A pressed button: Rasa reads the payload by itself, so there is neither language nor segments."""
    return {
        "text": payload,
        "intent": _entry(intent, 1.0),
        "intent_ranking": [_entry(intent, 1.0)],
        "entities": [
            {"entity": name, "value": value, "start": 0, "end": 1, "extractor": "RegexMessageHandler"}
            for name, value in entities.items()
        ],
        "metadata": {},
    }


def _entry(name: str, confidence: float) -> dict[str, Any]:
    return {"name": name, "confidence": confidence}
