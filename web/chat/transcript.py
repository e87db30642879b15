"""A conversation as a text file for the visitor who had it."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.messages import say

JAPAN = ZoneInfo("Asia/Tokyo")


def as_text(history: dict[str, Any]) -> str:
    """The messages in order, each with author and time (Japan).

    Args:
        history: `{"conversation", "messages"}` in the shapes of the API.
    """
    language = history["conversation"]["language"]
    blocks = [say("chat_transcript_title", language)]
    for message in history["messages"]:
        at = datetime.datetime.fromisoformat(message["at"].replace("Z", "+00:00")).astimezone(JAPAN)
        author = message["name"] or say(f"chat_author_{message['author']}", language)
        blocks.append(f"[{at:%Y-%m-%d %H:%M} JST] {author}\n{message['text']}")
    return "\n\n".join(blocks) + "\n"
