"""The held-out questions and the trained pipeline they are asked of."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional, Protocol

from actions.understanding import Understanding
from knowledge.schema import Pair

HELD_OUT_DIR = Path(__file__).with_name("heldout")
OUTSIDE = ("outside", "near")  # kinds of questions that no article answers


@dataclass(frozen=True)
class Question:
    """One held-out question.

    Attributes:
        id: of the line in its file.
        language: `ja` or `en`: of the file, not necessarily of every word.
        kind: question, outside (far from the domain), near (close to it), followup or double.
        style: how it is typed.
        turns: what the visitor sends, one message or a conversation.
        facts: the ids of which an answer must rest on at least one; a list for each question of a double.
    """

    id: str
    language: str
    kind: str
    style: str
    turns: tuple[str, ...]
    facts: tuple[Any, ...] = field(default=())

    @property
    def outside(self) -> bool:
        """Whether no article answers it."""
        return self.kind in OUTSIDE


def read(name: str) -> list[Question]:
    """The questions of one set, `tune` or `test`, both languages."""
    found = []
    for language in ("ja", "en"):
        for line in (HELD_OUT_DIR / f"{name}.{language}.jsonl").read_text(encoding="utf-8").splitlines():
            data = json.loads(line)
            turns = tuple(data.get("turns") or [data["text"]])
            facts = tuple(data.get("facts", ()))
            found.append(Question(data["id"], language, data["kind"], data.get("style", ""), turns, facts))
    return found


class Understands(Protocol):
    """What understands messages."""

    def understand(self, text: str, about: Optional[Pair] = None) -> Understanding:
        """What a message means, given the name of the topic talked about."""


class Pipeline:
    """The trained Rasa pipeline, in this process, without server and policies."""

    def __init__(self, model: Path):
        import structlog
        from rasa.core.agent import Agent

        logging.disable(logging.WARNING)
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        self._agent = Agent.load(str(model))
        self._loop = asyncio.new_event_loop()
        self._cache: dict[tuple[str, str], Understanding] = {}

    def understand(self, text: str, about: Optional[Pair] = None) -> Understanding:
        """What the model understands of a message.

        Args:
            text: the message.
            about: the name of the topic the conversation is about, as the channel would give it.
        """
        key = text, about.en if about else ""
        if key not in self._cache:
            from rasa.core.channels.channel import UserMessage

            metadata = {"about": {"ja": about.ja, "en": about.en} if about else None}
            parsed = self._agent.processor.parse_message(UserMessage(text, metadata=metadata))
            self._cache[key] = Understanding.of(self._loop.run_until_complete(parsed))
        return self._cache[key]


def shuffled(items: list[Any], seed: int = 1) -> list[Any]:
    """The items in an order that is the same in every run."""
    return random.Random(seed).sample(items, len(items))
